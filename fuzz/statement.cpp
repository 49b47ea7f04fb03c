// SPDX-License-Identifier: Apache-2.0
// The first line is the message, the rest the user's own note, both UTF-8 as the host and the vault
// make them. What a statement changes is told once more without a further change, or not at all.
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>

#include "base/text.h"
#include "memory/own_words.h"
#include "memory/told_facts.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view input(reinterpret_cast<const char*>(data), size);
  const std::size_t end = input.find('\n');
  const std::string message = tiles::to_valid_utf8(input.substr(0, end));
  const std::string note =
      end == std::string_view::npos ? "" : tiles::to_valid_utf8(input.substr(end + 1));
  const auto no_title = [](std::string_view, std::string_view) { return std::string(); };
  tiles::memory::in_own_words(message, {{"tom"}});
  const tiles::memory::ToldNote user{"user.md", note, {}};
  const auto told = tiles::memory::texts_after_telling(message, user, nullptr, no_title);
  if (!told || told->user == user.text) return 0;
  const tiles::memory::ToldNote after{"user.md", told->user, {}};
  const auto again = tiles::memory::texts_after_telling(message, after, nullptr, no_title);
  if (again && again->user.size() > told->user.size()) std::abort();
  return 0;
}
