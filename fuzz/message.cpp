// SPDX-License-Identifier: Apache-2.0
// The first line is the message, the second the title of a note, the rest its text, all UTF-8 as
// the host and the vault make them. What the message says of names, sums and people is read, and an
// alias that is added to the note is read back.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <string_view>
#include <vector>

#include "base/text.h"
#include "memory/merging.h"
#include "memory/possessives.h"
#include "memory/renaming.h"
#include "memory/total_question.h"
#include "memory/unnamed_person.h"
#include "memory/value_items.h"
#include "vault/front_matter.h"

namespace {

void check(bool is_so) {
  if (!is_so) std::abort();
}

// Behind its front matter the text is the same.
void check_alias(std::string_view text, std::string_view name) {
  const std::string after = tiles::vault::with_alias(text, name);
  const auto before = tiles::vault::read_front_matter(text);
  const std::string_view rest = text.substr(before.size_bytes);
  check(std::string_view(after).ends_with(rest));
  if (after == text) return;
  const auto aliases = tiles::vault::read_front_matter(after).aliases;
  check(std::ranges::find(aliases, name) != aliases.end());
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string input = tiles::to_valid_utf8({reinterpret_cast<const char*>(data), size});
  const std::string_view text = input;
  const std::size_t first = std::min(text.find('\n'), text.size());
  const std::string_view message = text.substr(0, first);
  const std::string_view below = text.substr(std::min(first + 1, text.size()));
  const std::size_t second = std::min(below.find('\n'), below.size());
  const std::string title(below.substr(0, second));
  const std::string_view note = below.substr(std::min(second + 1, below.size()));

  const std::vector<tiles::memory::NamedPath> notes = {{"entities/a.md", title},
                                                       {"entities/b.md", "Ana Ruiz"}};
  const tiles::memory::NameIndex names(
      {{"entities/a.md", title, {}}, {"entities/b.md", "Ana Ruiz", {}}});
  const std::string marked =
      tiles::memory::with_possessives(message, names, {{"entities/b.md", "my sister"}});
  std::string unmarked = marked;
  std::erase(unmarked, '\'');
  std::string plain(message);
  std::erase(plain, '\'');
  check(unmarked == plain && tiles::is_utf8(marked));
  for (const auto& one : notes) {
    const auto name = tiles::memory::new_name_told(message, one, {});
    check(!name || (!name->empty() && *name != one.name));
  }
  const auto kept = tiles::memory::kept_of_two(message, notes);
  check(!kept || *kept < notes.size());
  tiles::memory::total_question(message);
  tiles::memory::speaks_of_somebody_unnamed(message);
  const auto number = tiles::memory::new_number(note, message, title);
  check(!number || note.find(number->old_number) != std::string_view::npos);
  check_alias(note, title);
  return 0;
}
