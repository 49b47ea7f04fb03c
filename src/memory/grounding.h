// SPDX-License-Identifier: Apache-2.0
// Whether a reply rests on lines that the task has read. Rules: docs/protocols/memory.md, Facts.
#pragma once

#include <cstddef>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/outcome.h"
#include "memory/readings.h"

namespace tiles::memory {

// The title of the note that a link leads to, "" when there is none.
using TitleOfLink = std::function<std::string(std::string_view target, std::string_view from)>;

class Grounding {
 public:
  Grounding(std::string_view message, std::string_view reply, TitleOfLink title_of_link);

  // Whether the reply holds what the line says.
  bool rests_on(const ReadLine& line) const;

 private:
  using Words = std::vector<std::string>;

  bool holds_plain(const Words& key, const Words& value) const;
  bool holds_name(const Words& name) const;
  bool holds_link(const ReadLine& line) const;
  bool confirms(const Words& key, const Words& value) const;
  bool is_all_of(const Words& value) const;
  bool rests_on_basis(const Words& text) const;

  Words message_;
  Words reply_;
  std::string reply_joined_;  // The words without anything between.
  Words basis_;               // What a computed reply names in brackets; empty without.
  TitleOfLink title_of_link_;
};

inline constexpr std::size_t kFactsMax = 16;

// Lines among `lines` that the reply rests on, without their line numbers, in order; with them the
// other values that their notes have for the same keys.
std::vector<ReadLine> supporting_lines(const Grounding& grounding,
                                       const std::vector<ReadLine>& lines);

}  // namespace tiles::memory
