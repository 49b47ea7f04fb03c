// SPDX-License-Identifier: Apache-2.0
// Shared libraries of the system that are opened when they are first needed: the program starts
// without them, and runs where they are not installed.
#pragma once

#include <string>

#include "base/result.h"

namespace tiles::identity {

// Stays open until the process ends: GLib cannot be unloaded.
class LoadedLibrary {
 public:
  // `file`: "libsecret-1.so.0". Errors: Unsupported (it is not installed).
  static Result<LoadedLibrary> open(const char* file);

  // Sets `function` to the one of that name, in this library or one that it needs. Its type is not
  // checked: it must be declared by the library's own header. Errors: Unsupported (no such name).
  template <typename Function>
  Result<void> bind(const char* name, Function*& function) const {
    function = reinterpret_cast<Function*>(find(name));
    if (function == nullptr) {
      return fail(ErrorCode::Unsupported,
                  "library '" + file_ + "' has no function '" + std::string(name) + "'");
    }
    return {};
  }

 private:
  LoadedLibrary(std::string file, void* handle) : file_(std::move(file)), handle_(handle) {}
  void* find(const char* name) const;

  std::string file_;
  void* handle_;
};

}  // namespace tiles::identity
