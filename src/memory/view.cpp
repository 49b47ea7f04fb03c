// SPDX-License-Identifier: Apache-2.0
#include "memory/view.h"

#include "base/text.h"
#include "memory/escape.h"
#include "memory/relations.h"

namespace tiles::memory {
namespace {

void append_lines(const std::vector<NamedPath>& entries, std::string& text) {
  for (const NamedPath& entry : entries) {
    text.append(entry.path).append(" = ").append(entry.name).append("\n");
  }
}

}  // namespace

std::string shown_user_text(std::string_view user_text) {
  std::string text = to_valid_utf8(user_text);
  if (!text.empty() && !text.ends_with('\n')) {
    text += '\n';
  }
  if (text.size() > kUserBytesMax) {
    const auto last_break = text.rfind('\n', kUserBytesMax - 1);
    text.resize(last_break == std::string::npos ? 0 : last_break + 1);
    text += "…\n";
  }
  return text;
}

std::string build_view(std::string_view user_text, const NameIndex& names, std::string_view message,
                       Mode mode) {
  std::string text = "user.md\n" + shown_user_text(user_text) + "notes\n";
  append_lines(names.candidates(message, relations_in(user_text)), text);
  if (mode == Mode::Remember) {
    if (const auto fresh = names.new_names(message); !fresh.empty()) {
      text += "new\n";
      append_lines(fresh, text);
    }
  }
  return escape_tags(text);
}

}  // namespace tiles::memory
