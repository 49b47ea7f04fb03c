// SPDX-License-Identifier: Apache-2.0
#include "vault/check.h"

#include <algorithm>
#include <map>
#include <set>

#include "vault/fold.h"
#include "vault/several_values.h"
#include "vault/vault.h"

namespace tiles::vault {
namespace {

using Faults = std::vector<Fault>;

// The suffix tells a missing picture from a missing note.
bool names_an_attachment(const IndexedLink& link) {
  const std::string_view name = std::string_view(link.target).substr(link.target.rfind('/') + 1);
  const auto dot = name.rfind('.');
  return link.kind == LinkKind::Embed && dot != std::string_view::npos &&
         fold(name.substr(dot)) != ".md";
}

Result<void> find_dangling_links(Index& index, Faults& faults) {
  for (const IndexedLink& link : TILES_TRY(index.links(""))) {
    if (!link.resolved.empty() || names_an_attachment(link)) continue;
    faults.push_back({FaultKind::DanglingLink, link.from, link.line,
                      "the link leads to '" + link.target + "', which is not there"});
  }
  return {};
}

Result<void> find_duplicates(Index& index, Faults& faults) {
  std::map<std::string, std::set<std::string>> paths_by_name;
  const std::vector<NoteName> notes = TILES_TRY(index.names());
  for (const NoteName& note : notes) {
    paths_by_name[fold(note.title)].insert(note.path);
    for (const std::string& alias : note.aliases) paths_by_name[fold(alias)].insert(note.path);
  }
  for (const auto& [name, paths] : paths_by_name) {
    const std::string& first = *paths.begin();
    for (const std::string& path : paths) {
      if (path == first) continue;
      faults.push_back({FaultKind::DuplicateEntity, path, 0,
                        "'" + name + "' is also a name of '" + first + "'"});
    }
  }
  return {};
}

// One key with different values in one note, where there can be one only.
Result<void> find_contradictions(Index& index, Faults& faults) {
  std::map<std::pair<std::string, std::string>, std::vector<IndexedFact>> facts_by_key;
  for (IndexedFact& fact : TILES_TRY(index.facts(""))) {
    if (has_several_values(fact.key)) continue;
    auto key = std::pair(fact.path, fold(fact.key));
    facts_by_key[std::move(key)].push_back(std::move(fact));
  }
  for (const auto& [key, facts] : facts_by_key) {
    const IndexedFact& first = facts.front();
    for (const IndexedFact& fact : facts) {
      if (fold(fact.value) == fold(first.value)) continue;
      faults.push_back({FaultKind::Contradiction, fact.path, fact.line,
                        "'" + fact.key + "' is '" + fact.value + "' here and '" + first.value +
                            "' in line " + std::to_string(first.line)});
    }
  }
  return {};
}

}  // namespace

std::string_view fault_kind_name(FaultKind kind) {
  switch (kind) {
    case FaultKind::DanglingLink:
      return "dangling-link";
    case FaultKind::DuplicateEntity:
      return "duplicate-entity";
    case FaultKind::Contradiction:
      return "contradiction";
    case FaultKind::Unreadable:
      return "unreadable";
  }
  return "unknown";
}

Result<std::vector<Fault>> check(Vault& vault) {
  Faults faults;
  const RefreshReport report = TILES_TRY(vault.index().refresh());
  for (const std::string& skipped : report.skipped) {
    const auto colon = skipped.find(": ");
    faults.push_back(
        {FaultKind::Unreadable, skipped.substr(0, colon), 0, skipped.substr(colon + 2)});
  }
  TILES_CHECK(find_dangling_links(vault.index(), faults));
  TILES_CHECK(find_duplicates(vault.index(), faults));
  TILES_CHECK(find_contradictions(vault.index(), faults));
  std::ranges::stable_sort(faults, {},
                           [](const Fault& fault) { return std::pair(fault.path, fault.line); });
  return faults;
}

}  // namespace tiles::vault
