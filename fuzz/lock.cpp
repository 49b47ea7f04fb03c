// SPDX-License-Identifier: Apache-2.0
// Any bytes as Modelfile.lock: what is accepted is printed, and what was printed is read as the
// same.
#include "models/lock.h"

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tiles::models::Lock;
  const auto lock = Lock::parse({reinterpret_cast<const char*>(data), size});
  if (!lock) {
    const std::string& message = lock.error().text();
    TILES_ASSERT(!message.empty() && tiles::is_utf8(message));
    return 0;
  }
  TILES_ASSERT(lock->sources.size() <= Lock::kSourcesMax);
  for (const auto& source : lock->sources) {
    TILES_ASSERT(("/" + source.path + "/").find("/../") == std::string::npos);
    TILES_ASSERT(source.path.empty() || source.path.front() != '/');
  }
  // Escapes can make the canonical form longer than what was read, past its limit.
  const auto text = lock->print();
  if (!text) return 0;
  const auto again = Lock::parse(*text);
  TILES_ASSERT(again && *again == *lock && *again->print() == *text);
  return 0;
}
