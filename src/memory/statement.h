// SPDX-License-Identifier: Apache-2.0
// Plain statements: messages that say of one thing what it is, or that it shall go, and nothing
// else. Rules: docs/protocols/memory.md, section Told in plain words.
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

enum class About : std::uint8_t {
  User,
  Named,  // The one note that the message names.
};

struct Statement {
  enum class Kind : std::uint8_t { Set, Drop };

  Kind kind = Kind::Set;
  About about = About::User;
  std::vector<std::string> key;  // Folded words, as said; of a clause the attribute's.
  std::string value;             // Set: as it stands in the message.
  std::string old_value;         // What the message says that it was; may be empty.
  bool is_asked_for = false;     // "remember that …", "change … to …".
};

using KeyTest = std::function<bool(About about, const std::vector<std::string>& words)>;

// What a message can be about.
struct StatementContext {
  // Folded words by which the message may name the one note; none: there is no such note.
  std::vector<std::vector<std::string>> subject_names;
  // Whether the words are a key that the note has or might have, and whether it has it.
  KeyTest is_key;
  KeyTest has_key;
};

// All statements of a message in order; nothing when any part of it is something else.
std::optional<std::vector<Statement>> read_statements(std::string_view message,
                                                      const StatementContext& context);

}  // namespace tiles::memory
