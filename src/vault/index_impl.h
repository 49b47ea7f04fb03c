// SPDX-License-Identifier: Apache-2.0
// The inside of Index, shared by its two source files.
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "vault/index.h"
#include "vault/index_store.h"
#include "vault/tree.h"

namespace tiles::vault {

class Index::Impl {
 public:
  Impl(const FileSystem& files, const Clock& clock, std::filesystem::path file)
      : tree_(files), clock_(clock), file_(std::move(file)) {}

  // Opens the store on the first call.
  Result<void> make_ready();
  // Throws the cache away and makes it anew.
  Result<void> remake();
  bool has_file() const { return !file_.empty(); }
  // Leaves the file as it is.
  Result<void> move_to_memory();

  Result<RefreshReport> refresh();
  Result<std::vector<NoteName>> names();
  Result<std::vector<SearchHit>> search(std::string_view query, std::size_t limit);
  Result<std::vector<IndexedLink>> links(std::string_view path);
  Result<std::vector<IndexedLink>> backlinks(std::string_view path);
  Result<std::vector<IndexedFact>> facts(std::string_view path);
  Result<std::vector<IndexedHeading>> headings(std::string_view path);
  Result<std::vector<std::string>> notes_containing(std::string_view text);
  Result<std::string> resolve(std::string_view target, std::string_view from);

 private:
  struct Queries {
    Statement names, aliases, search, links_of, all_links, links_by_name, facts_of, all_facts,
        headings_of, containing, by_path, by_name;
  };

  Result<void> open();
  Result<void> open_or_remake();
  void close();
  Result<void> prepare();
  Result<void> refresh_within(RefreshReport& report);
  Result<void> refresh_note(const FileInfo& file, const StoredNote* stored, RefreshReport& report);
  bool is_unchanged(const FileInfo& file, const StoredNote& stored) const;
  Result<std::vector<SearchHit>> match(const std::string& expression, std::size_t limit);
  void add_snippet(SearchHit& hit, const std::vector<std::string>& words) const;
  Result<void> resolve_all(std::vector<IndexedLink>& links);
  Result<std::vector<IndexedLink>> read_links(Statement& statement);
  Result<bool> has_note(const std::string& path);

  Tree tree_;
  const Clock& clock_;
  std::filesystem::path file_;  // Empty: in memory.
  bool is_ready_ = false;
  std::optional<IndexStore> store_;
  Queries queries_;  // Ends before its store.
};

}  // namespace tiles::vault
