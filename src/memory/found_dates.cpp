// SPDX-License-Identifier: Apache-2.0
#include "memory/found_dates.h"

#include <algorithm>
#include <array>

#include "base/text.h"
#include "memory/words.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kChunksMax = 5;  // "Tuesday, 3rd of March 2026".
constexpr std::size_t kYearBytes = 4;
constexpr std::size_t kTextBytesMax = 4096;
constexpr std::string_view kAround = ",.;:!?()[]\"'`*_";

// A run without blanks.
struct Chunk {
  std::size_t begin = 0;
  std::size_t end = 0;
};

std::vector<Chunk> chunks_of(std::string_view text) {
  std::vector<Chunk> chunks;
  std::size_t at = 0;
  while (at < text.size()) {
    const std::size_t begin = std::min(text.find_first_not_of(" \t", at), text.size());
    const std::size_t end = std::min(text.find_first_of(" \t", begin), text.size());
    if (begin < end) chunks.push_back({begin, end});
    at = end;
  }
  return chunks;
}

// Without marks around it.
Chunk bare(std::string_view text, Chunk chunk) {
  const auto is_around = [&](std::size_t at) {
    return kAround.find(text[at]) != std::string_view::npos;
  };
  while (chunk.begin < chunk.end && is_around(chunk.begin)) ++chunk.begin;
  while (chunk.end > chunk.begin && is_around(chunk.end - 1)) --chunk.end;
  return chunk;
}

bool is_year(std::string_view text) {
  const bool has_digits = text.find_first_not_of("0123456789") == std::string_view::npos;
  return text.size() == kYearBytes && has_digits &&
         (text.starts_with("19") || text.starts_with("20"));
}

bool leads_to_a_year(std::string_view word) {
  constexpr std::array<std::string_view, 12> kWords = {
      "since", "in", "from", "seit", "im", "depuis", "en", "desde", "em", "est", "born", "year"};
  return std::ranges::find(kWords, to_lower_ascii(word)) != kWords.end();
}

// "May 2021": its first day.
std::optional<NotedDate> read_month(std::string_view text) {
  return is_year(text.substr(text.size() - std::min(text.size(), kYearBytes)))
             ? read_noted_date("1 " + std::string(text))
             : std::nullopt;
}

}  // namespace

std::string_view searched_part(std::string_view text) {
  if (text.size() <= kTextBytesMax) return text;
  const std::size_t blank = text.rfind(' ', kTextBytesMax);
  return text.substr(0, blank == std::string_view::npos ? 0 : blank);
}

std::vector<FoundDate> dates_in(std::string_view text) {
  text = searched_part(text);
  const std::vector<Chunk> chunks = chunks_of(text);
  std::vector<FoundDate> found;
  std::size_t at = 0;
  while (at < chunks.size()) {
    std::size_t taken = 0;
    for (std::size_t count = std::min(kChunksMax, chunks.size() - at); count > 0; --count) {
      const Chunk run = bare(text, {chunks[at].begin, chunks[at + count - 1].end});
      const std::string_view words = text.substr(run.begin, run.end - run.begin);
      // A comma within "Monday, 3 March" is read; what a sentence ends is not of the next one.
      const auto day = read_noted_date(words);
      const auto month = day || count != 2 ? std::nullopt : read_month(words);
      if (!day && !month) continue;
      found.push_back({day ? *day : *month, day ? FoundDate::Exact::Day : FoundDate::Exact::Month,
                       run.begin, run.end});
      taken = count;
      break;
    }
    if (taken == 0) {
      const Chunk one = bare(text, chunks[at]);
      const std::string_view word = text.substr(one.begin, one.end - one.begin);
      const bool is_led = at == 0 ? chunks.size() == 1 : [&] {
        const Chunk before = bare(text, chunks[at - 1]);
        return leads_to_a_year(text.substr(before.begin, before.end - before.begin));
      }();
      if (is_year(word) && is_led) {
        if (const auto date = read_noted_date("1 January " + std::string(word))) {
          found.push_back({*date, FoundDate::Exact::Year, one.begin, one.end});
        }
      }
    }
    at += std::max<std::size_t>(taken, 1);
  }
  return found;
}

std::string without_dates(std::string_view text) {
  std::string rest(text);
  for (const FoundDate& date : dates_in(text)) {
    std::fill(rest.begin() + static_cast<std::ptrdiff_t>(date.begin),
              rest.begin() + static_cast<std::ptrdiff_t>(date.end), ' ');
  }
  return rest;
}

}  // namespace tiles::memory
