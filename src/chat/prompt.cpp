// SPDX-License-Identifier: Apache-2.0
#include "chat/prompt.h"

#include <algorithm>

#include "base/text.h"

namespace tiles::chat {
namespace {

std::string with_spaces(std::string_view name) {
  std::string words(name);
  std::ranges::replace(words, '_', ' ');
  return words;
}

// What a link shows: "entities/tom_reed.md" as "tom reed", "x|Tom" as "Tom".
std::string link_words(std::string_view target) {
  if (const std::size_t shown = target.find('|'); shown != std::string_view::npos) {
    return std::string(target.substr(shown + 1));
  }
  target = target.substr(target.rfind('/') + 1);
  if (target.ends_with(".md")) target.remove_suffix(3);
  return with_spaces(target);
}

// "- gate_code: 4711" as "gate code: 4711"; links as what they show. Values stay as they are.
std::string plain_words(std::string_view line) {
  line = trim(line);
  if (line.starts_with("- ")) line.remove_prefix(2);
  const std::size_t colon = std::min(line.find(": "), line.size());
  std::string words = with_spaces(line.substr(0, colon));
  line.remove_prefix(colon);
  for (std::size_t begin = line.find("[["); begin != std::string_view::npos;
       begin = line.find("[[")) {
    const std::size_t end = line.find("]]", begin);
    if (end == std::string_view::npos) break;
    words.append(line.substr(0, begin)).append(link_words(line.substr(begin + 2, end - begin - 2)));
    line.remove_prefix(end + 2);
  }
  return words.append(line);
}

// Whose fact it is, from the note's path: "user.md" is the user, "entities/tom_reed.md" tom reed.
std::string owner_of(std::string_view path) {
  if (path == "user.md") return "my";
  return link_words(path) + "'s";
}

}  // namespace

std::string_view system_prompt() {
  return "You are Tiles, a private assistant. You answer in one or two short sentences. "
         "When the user gives notes, the answer is in the notes.";
}

std::string message_with_facts(std::string_view message, const std::vector<memory::Fact>& facts) {
  if (facts.empty()) return std::string(message);
  std::string text = "Notes:\n";
  for (const memory::Fact& fact : facts) {
    text.append(owner_of(fact.path)).append(" ").append(plain_words(fact.text)).append("\n");
  }
  return text.append("\n").append(message);
}

}  // namespace tiles::chat
