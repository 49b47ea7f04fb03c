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

// A name as people write it: "tom_reed" as "Tom Reed".
std::string name_of(std::string_view stem) {
  std::string name = with_spaces(stem);
  bool starts_word = true;
  for (char& character : name) {
    if (starts_word && character >= 'a' && character <= 'z') {
      character = static_cast<char>(character - 'a' + 'A');
    }
    starts_word = character == ' ';
  }
  return name;
}

// What a link shows: "entities/tom_reed.md" as "Tom Reed", "x|Tom" as "Tom".
std::string link_words(std::string_view target) {
  if (const std::size_t shown = target.find('|'); shown != std::string_view::npos) {
    return std::string(target.substr(shown + 1));
  }
  target = target.substr(target.rfind('/') + 1);
  if (target.ends_with(".md")) target.remove_suffix(3);
  return name_of(target);
}

// `text` with its links as what they show.
std::string without_links(std::string_view text) {
  std::string words;
  for (std::size_t begin = text.find("[["); begin != std::string_view::npos;
       begin = text.find("[[")) {
    const std::size_t end = text.find("]]", begin);
    if (end == std::string_view::npos) break;
    words.append(text.substr(0, begin)).append(link_words(text.substr(begin + 2, end - begin - 2)));
    text.remove_prefix(end + 2);
  }
  return words.append(text);
}

// Whose fact it is, from the note's path.
std::string owner_of(std::string_view path) {
  return path == "user.md" ? "Your" : link_words(path) + "'s";
}

// "- gate_code: 4711" of user.md as "Your gate code is 4711."; any other line as it is, without
// its Markdown marks. Values keep their letters.
std::string sentence_of(const memory::Fact& fact) {
  std::string_view line = trim(fact.text);
  line.remove_prefix(std::min(line.find_first_not_of("-#* "), line.size()));
  const std::size_t colon = line.find(": ");
  if (colon == std::string_view::npos) return without_links(line) + ".";
  return owner_of(fact.path) + " " + with_spaces(line.substr(0, colon)) + " is " +
         without_links(trim(line.substr(colon + 2))) + ".";
}

}  // namespace

std::string_view system_prompt() {
  return "You are Tiles, a private assistant. You answer in one or two short sentences. "
         "When the user gives notes, the answer is in the notes.";
}

std::string message_with_facts(std::string_view message, const std::vector<memory::Fact>& facts) {
  if (facts.empty()) return std::string(message);
  std::string text = "Notes:\n";
  for (const memory::Fact& fact : facts) text.append(sentence_of(fact)).append("\n");
  return text.append("\n").append(message);
}

}  // namespace tiles::chat
