// SPDX-License-Identifier: Apache-2.0
#include "memory/grounding.h"

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::memory {
namespace {

// Shorter numbers written with other spacing would be found by chance.
constexpr std::size_t kJoinedBytesMin = 6;

using Words = std::vector<std::string>;

// The line without list mark, task box, heading marks and table bars.
std::string_view plain_text(std::string_view line) {
  line = trim(line);
  line.remove_prefix(std::min(line.find_first_not_of("#>-*+ |"), line.size()));
  return line;
}

constexpr std::array<std::string_view, 7> kWeekdays = {
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"};

bool is_number(std::string_view word) {
  return word.find_first_not_of("0123456789") == std::string_view::npos;
}

// "12 March 1987" of "39 (12 March 1987)": the first bracket behind a number or a weekday and at
// most one word more.
Words basis_of(std::string_view reply) {
  const std::size_t open = reply.find('(');
  const std::size_t close = reply.find(')', open == std::string_view::npos ? 0 : open);
  if (open == std::string_view::npos || close == std::string_view::npos) return {};
  const Words before = words_of(reply.substr(0, open));
  const bool is_computed = !before.empty() && before.size() <= 2 &&
                           (is_number(before.front()) ||
                            std::ranges::find(kWeekdays, before.front()) != kWeekdays.end());
  return is_computed ? words_of(reply.substr(open + 1, close - open - 1)) : Words();
}

}  // namespace

Grounding::Grounding(std::string_view message, std::string_view reply, TitleOfLink title_of_link)
    : message_(words_of(message)),
      reply_(words_of(reply)),
      reply_joined_(joined(reply_, "")),
      basis_(basis_of(reply)),
      title_of_link_(std::move(title_of_link)) {}

bool Grounding::rests_on(const ReadLine& line) const {
  if (!any_telling(reply_) && reply_.size() > 1) {
    return false;
  }
  if (holds_link(line)) {
    return true;
  }
  const vault::Scan scan = vault::scan_markdown(line.text);
  if (!scan.facts.empty()) {
    const vault::Fact& fact = scan.facts.front();
    const Words key = words_of(vault::slice(line.text, fact.key));
    const Words value = words_of(vault::slice(line.text, fact.value));
    return holds_plain(key, value) || confirms(key, value);
  }
  if (!scan.headings.empty()) {
    return holds_name(words_of(vault::slice(line.text, scan.headings.front().text)));
  }
  // Prose, lists and tables: the line says the reply, or the reply the line.
  const Words text = words_of(plain_text(line.text));
  return holds_plain({}, text) || (any_telling(reply_) && holds_run(text, reply_)) ||
         rests_on_basis(text);
}

bool Grounding::rests_on_basis(const Words& text) const {
  return any_telling(basis_) && holds_run(text, basis_);
}

bool Grounding::holds_plain(const Words& key, const Words& value) const {
  if (is_all_of(value)) {
    return true;
  }
  if (any_telling(value)) {
    const std::string value_joined = joined(value, "");
    const bool respaced = has_digit(value_joined) && value_joined.size() >= kJoinedBytesMin &&
                          reply_joined_.find(value_joined) != std::string::npos;
    return holds_run(reply_, value) || respaced ||
           (any_telling(reply_) && holds_run(value, reply_));
  }
  // "A" is a blood type only beside the words "blood type".
  return holds_run(reply_, value) && holds_run(reply_, key);
}

bool Grounding::holds_name(const Words& name) const {
  if (is_all_of(name)) {
    return true;
  }
  // A name that the question gave is an echo, not a fact.
  return any_telling(name) && holds_run(reply_, name) && !holds_run(message_, name);
}

bool Grounding::holds_link(const ReadLine& line) const {
  const vault::Scan scan = vault::scan_markdown(line.text);
  return std::any_of(scan.links.begin(), scan.links.end(), [&](const vault::Link& link) {
    const auto target = vault::slice(line.text, link.target);
    return holds_name(words_of(title_of_link_(target, line.path))) ||
           holds_name(words_of(vault::slice(line.text, link.shown)));
  });
}

bool Grounding::confirms(const Words& key, const Words& value) const {
  if (reply_.empty() || (reply_.front() != "yes" && reply_.front() != "no")) {
    return false;
  }
  return (any_telling(value) && holds_run(message_, value)) ||
         (reply_.front() == "no" && any_telling(key) && holds_run(message_, key));
}

bool Grounding::is_all_of(const Words& value) const { return !value.empty() && value == reply_; }

namespace {

// "- hobby" of "- hobby: chess"; empty for a line that is no fact.
std::string_view key_part(std::string_view line) {
  const vault::Scan scan = vault::scan_markdown(line);
  return scan.facts.empty() ? std::string_view() : vault::slice(line, scan.facts.front().key);
}

bool shares_key(const ReadLine& line, const std::vector<ReadLine>& found) {
  const std::string_view key = key_part(line.text);
  return !key.empty() && std::ranges::any_of(found, [&](const ReadLine& other) {
    return other.path == line.path && key_part(other.text) == key;
  });
}

}  // namespace

std::vector<ReadLine> supporting_lines(const Grounding& grounding,
                                       const std::vector<ReadLine>& lines) {
  std::vector<ReadLine> rested_on;
  for (const ReadLine& line : lines) {
    if (grounding.rests_on(line)) rested_on.push_back(line);
  }
  std::vector<ReadLine> found;
  for (const ReadLine& line : lines) {
    const bool counts = grounding.rests_on(line) || shares_key(line, rested_on);
    if (found.size() < kFactsMax && counts) found.push_back(line);
  }
  return found;
}

}  // namespace tiles::memory
