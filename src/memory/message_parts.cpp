// SPDX-License-Identifier: Apache-2.0
#include "memory/message_parts.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

#include "base/text.h"
#include "memory/sentences.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::array<std::string_view, 9> kJoints = {
    " and also ", ", and ", ", also ", ", plus ", " and ", "; ", ", oh and ", " also ", " plus "};

// Whether somebody or something is spoken of anew.
bool begins_with_a_subject(std::string_view text) {
  static const std::vector<std::string> subjects =
      words_of("i im ive my our we were he she his her hers they their it its the mum mom dad");
  if (text.empty()) return false;
  if (text.front() >= 'A' && text.front() <= 'Z') return true;
  const std::vector<std::string> words = words_of(text.substr(0, text.find(' ')));
  return !words.empty() && holds(subjects, words.front());
}

// Where the first joint begins and what follows it; the end where there is none.
struct Cut {
  std::size_t begin = 0;
  std::size_t end = 0;
};

Cut first_cut(std::string_view text) {
  const std::string lower = to_lower_ascii(text);
  Cut cut{text.size(), text.size()};
  for (const std::string_view joint : kJoints) {
    for (std::size_t at = lower.find(joint); at != std::string::npos;
         at = lower.find(joint, at + 1)) {
      const std::size_t end = at + joint.size();
      if (at >= cut.begin || !begins_with_a_subject(text.substr(end))) continue;
      cut = {at, end};
    }
  }
  return cut;
}

}  // namespace

std::vector<std::string_view> message_parts(std::string_view message) {
  std::vector<std::string_view> parts;
  for (std::string_view rest : sentences_of(message)) {
    while (!rest.empty()) {
      const Cut cut = first_cut(rest);
      const std::string_view part = trim(rest.substr(0, cut.begin));
      if (!part.empty()) parts.push_back(part);
      rest.remove_prefix(cut.end);
    }
  }
  return parts;
}

}  // namespace tiles::memory
