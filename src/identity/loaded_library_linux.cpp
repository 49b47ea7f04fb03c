// SPDX-License-Identifier: Apache-2.0
#include "identity/loaded_library.h"

#include <dlfcn.h>

namespace tiles::identity {

Result<LoadedLibrary> LoadedLibrary::open(const char* file) {
  void* handle = ::dlopen(file, RTLD_NOW | RTLD_LOCAL);
  if (handle == nullptr) {
    return fail(ErrorCode::Unsupported, "library '" + std::string(file) + "' is not here");
  }
  return LoadedLibrary(file, handle);
}

void* LoadedLibrary::find(const char* name) const { return ::dlsym(handle_, name); }

}  // namespace tiles::identity
