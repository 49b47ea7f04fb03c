// SPDX-License-Identifier: Apache-2.0
#include "memory/candidate_question.h"

#include <algorithm>
#include <iterator>
#include <utility>

#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// Candidates whose title has a word that message and question share.
std::vector<std::string> meant_names(const Words& question, const Words& message,
                                     const std::vector<NamedPath>& candidates) {
  std::vector<std::string> best;
  for (const std::string& word : question) {
    if (!is_telling(word) || !holds(message, word)) continue;
    std::vector<std::string> names;
    for (const NamedPath& candidate : candidates) {
      if (holds(words_of(candidate.name), word)) names.push_back(candidate.name);
    }
    if (names.size() > best.size()) best = std::move(names);
  }
  return best;
}

// Those to whom the same relation leads, unless it is of several: "my brother", not "my kids".
std::vector<NamedPath> related_alike(const Words& said, const std::vector<NamedPath>& candidates,
                                     const std::vector<NamedPath>& relations) {
  std::vector<NamedPath> best;
  for (const NamedPath& relation : relations) {
    if (relation.name.ends_with('s') || !holds_run(said, words_of(relation.name))) continue;
    std::vector<NamedPath> alike;
    std::ranges::copy_if(candidates, std::back_inserter(alike), [&](const NamedPath& candidate) {
      return std::ranges::find(relations, NamedPath{candidate.path, relation.name}) !=
             relations.end();
    });
    if (alike.size() > best.size()) best = std::move(alike);
  }
  return best.size() > 1 ? best : std::vector<NamedPath>();
}

std::string as_question(const std::vector<std::string>& names) {
  std::string text;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) text += i + 1 == names.size() ? " or " : ", ";
    text += names[i];
  }
  return text + "?";
}

}  // namespace

std::optional<std::size_t> told_apart(std::string_view message,
                                      const std::vector<NamedPath>& candidates,
                                      const std::vector<Words>& words) {
  std::optional<std::size_t> only;
  for (const std::string& word : words_of(message)) {
    const bool is_of_a_name = std::ranges::any_of(candidates, [&](const NamedPath& candidate) {
      return holds(words_of(candidate.name), word);
    });
    if (is_of_a_name || !is_telling(word)) continue;
    std::optional<std::size_t> holder;
    std::size_t count = 0;
    for (std::size_t at = 0; at < words.size(); ++at) {
      if (!holds(words[at], word)) continue;
      holder = at;
      ++count;
    }
    if (count != 1) continue;
    if (only && only != holder) return std::nullopt;
    only = holder;
  }
  return only;
}

std::string which_one(const std::vector<NamedPath>& candidates) {
  std::vector<std::string> names;
  names.reserve(candidates.size());
  for (const NamedPath& candidate : candidates) names.push_back(candidate.name);
  return as_question(names);
}

std::vector<NamedPath> named_alike(std::string_view message,
                                   const std::vector<NamedPath>& candidates,
                                   const std::vector<NamedPath>& relations) {
  const Words said = words_of(message);
  const std::vector<std::string> names = meant_names(said, said, candidates);
  const bool is_named = std::ranges::any_of(
      names, [&](const std::string& name) { return holds_run(said, words_of(name)); });
  std::vector<NamedPath> alike;
  if (names.size() > 1 && !is_named) {
    std::ranges::copy_if(candidates, std::back_inserter(alike), [&](const NamedPath& candidate) {
      return std::ranges::find(names, candidate.name) != names.end();
    });
    return alike;
  }
  return names.empty() ? related_alike(said, candidates, relations) : alike;
}

std::string with_all_candidates(std::string_view question, std::string_view message,
                                const std::vector<NamedPath>& candidates) {
  const Words asked = words_of(question);
  const Words said = words_of(message);
  const std::vector<std::string> names = meant_names(asked, said, candidates);
  const bool names_all = std::ranges::all_of(
      names, [&](const std::string& name) { return holds_run(asked, words_of(name)); });
  // A full name in the message is no doubt about who is meant.
  const bool is_named = std::ranges::any_of(
      names, [&](const std::string& name) { return holds_run(said, words_of(name)); });
  if (names.size() < 2 || names_all || is_named) return std::string(question);
  return as_question(names);
}

}  // namespace tiles::memory
