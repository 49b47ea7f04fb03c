// SPDX-License-Identifier: Apache-2.0
// Words and names as the memory protocol compares them: docs/protocols/memory.md, section View.
#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

// Lower case, accents folded, letters without a decomposition spelt out (ß as ss, ø as o).
std::string fold(std::string_view text);

// The folded words of a text: runs of letters and digits.
std::vector<std::string> words_of(std::string_view text);

// A word too common to point at a note. `word` is folded.
bool is_stop_word(std::string_view word);

// Says something by itself: a number, or two letters and more that are no stop word. `word` is
// folded.
bool is_telling(std::string_view word);
bool any_telling(const std::vector<std::string>& words);

bool has_digit(std::string_view text);

bool holds(const std::vector<std::string>& words, std::string_view word);
bool holds_each(const std::vector<std::string>& words, const std::vector<std::string>& wanted);
bool holds_any(const std::vector<std::string>& words, const std::vector<std::string>& wanted);
// One after the other. No run of nothing is held.
bool holds_run(const std::vector<std::string>& words, const std::vector<std::string>& run);

// Any of the runs, whose words stand apart by blanks: "how many".
bool holds_any_run(const std::vector<std::string>& words,
                   std::initializer_list<std::string_view> runs);

std::string joined(const std::vector<std::string>& words, std::string_view between = " ");

// Where a new note on `name` would go: "entities/tom_reed.md" for "Tom Reed".
std::string path_of_name(std::string_view name);

// "tom_reed" of "entities/tom_reed.md".
std::string_view stem_of(std::string_view path);

// Runs of one to three capitalised words that may be names, in order of appearance.
std::vector<std::string> name_runs(std::string_view message);

}  // namespace tiles::memory
