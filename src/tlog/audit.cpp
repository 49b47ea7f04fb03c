// SPDX-License-Identifier: Apache-2.0
#include "tlog/audit.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "tlog/journal.h"
#include "tlog/log_files.h"
#include "tlog/tree.h"

namespace tiles::tlog {
namespace {

class Auditor {
 public:
  Auditor(const FileSystem& files, const Policy& policy, const AuditOptions& options)
      : files_(&files), log_(files), policy_(&policy), options_(&options) {}

  Result<Audit> run() {
    journal_ = TILES_TRY(read_journal(*files_));
    TILES_CHECK(open_file());
    if (journal_) TILES_CHECK(open_journal());
    if (options_->remembered) TILES_CHECK(expect_remembered(*options_->remembered));
    std::ranges::stable_sort(expected_, {}, &Expected::size);
    TILES_CHECK(check_expected());
    TILES_CHECK(add_bundles());
    if (journal_) {
      for (const JournalRecord& record : journal_->records) TILES_CHECK(add_record(record));
    }
    if (next_ != expected_.size()) {
      return fail(ErrorCode::Corrupt, "there are " + std::to_string(tree_.size()) +
                                          " entries; the checkpoint counts " +
                                          std::to_string(expected_[next_].size));
    }
    return std::move(audit_);
  }

 private:
  // What the tree of the first `size` entries has to be.
  struct Expected {
    std::uint64_t size = 0;
    Hash root;
    std::string_view doubt;  // What another root would mean.
  };

  static constexpr std::string_view kOtherEntries = "the checkpoint is not of these entries";
  static constexpr std::string_view kForked = "the log was forked";

  Result<void> open_file() {
    auto file = files_->read(kCheckpointPath, kNoteBytesMax);
    // A power cut may have torn or lost it, and the journal knows better. A note that is whole and
    // not signed as it should be is no accident.
    const bool is_torn = !file || !SignedNote::parse(*file);
    if (is_torn && journal_ && !policy_->asks_witnesses()) return {};
    if (!file) return fail(std::move(file).error());
    auto opened = policy_->open(*file);
    if (!opened) return fail(ErrorCode::Corrupt, "'checkpoint': " + opened.error().text());
    Checkpoint checkpoint = *std::move(opened);
    settled_ = checkpoint.head.size;
    expect(checkpoint.head);
    audit_.checkpoint = std::move(checkpoint);
    audit_.note = *std::move(file);
    return {};
  }

  Result<void> open_journal() {
    const Policy log_alone = Policy::of_logs(policy_->logs());
    Checkpoint newest = TILES_TRY(log_alone.open(journal_->base));
    settled_ = newest.head.size;
    expect(newest.head);
    for (const JournalRecord& record : journal_->records) {
      newest = TILES_TRY(log_alone.open(record.checkpoint));
      expect(newest.head);
    }
    const bool is_newer = audit_.note.empty() || newest.head.size > audit_.checkpoint.head.size;
    if (is_newer && !policy_->asks_witnesses()) {
      audit_.note =
          journal_->records.empty() ? journal_->base : journal_->records.back().checkpoint;
      audit_.checkpoint = std::move(newest);
    }
    return {};
  }

  void expect(const TreeHead& head) { expected_.push_back({head.size, head.root, kOtherEntries}); }

  Result<void> expect_remembered(const TreeHead& head) {
    const auto newest = std::ranges::max_element(expected_, {}, &Expected::size);
    if (head.size > newest->size) {
      return fail(ErrorCode::Corrupt, "the log was rolled back: it has " +
                                          std::to_string(newest->size) + " entries, and had " +
                                          std::to_string(head.size));
    }
    expected_.push_back({head.size, head.root, kForked});
    return {};
  }

  Result<void> check_expected() {
    for (; next_ < expected_.size() && expected_[next_].size == tree_.size(); ++next_) {
      const Expected& expected = expected_[next_];
      const Hash root = tree_.root();
      if (root == expected.root) continue;
      return fail(ErrorCode::Corrupt, std::string(expected.doubt) + ": the first " +
                                          std::to_string(tree_.size()) + " entries lead to root " +
                                          to_base64(root) + ", not to " + to_base64(expected.root));
    }
    return {};
  }

  Result<void> add_bundles() {
    while (tree_.size() < settled_) {
      const TileName name = tile_in_tree(TileKind::Entries, 0, tree_.size() / kTileWidth, settled_);
      const std::string bundle = TILES_TRY(log_.tile(name));
      for (const std::string_view entry :
           TILES_TRY(parse_bundle(bundle, name.width, BundleEnd::AfterLast))) {
        TILES_CHECK(add(entry));
      }
    }
    for (unsigned level = 0; level < tree_.edge().size(); ++level) {
      if (tree_.edge()[level].empty()) continue;
      const std::uint64_t index = hashes_at(level + 1, settled_);
      TILES_CHECK(
          check_tile(tile_in_tree(TileKind::Hashes, level, index, settled_), tree_.edge()[level]));
    }
    return {};
  }

  Result<void> add_record(const JournalRecord& record) {
    if (record.first != tree_.size()) {
      return fail(ErrorCode::Corrupt, "the journal has entries from " +
                                          std::to_string(record.first) + " on, where entry " +
                                          std::to_string(tree_.size()) + " belongs");
    }
    for (const std::string& entry : record.entries) TILES_CHECK(add(entry));
    audit_.in_journal += record.entries.size();
    return {};
  }

  Result<void> add(std::string_view entry) {
    if (options_->each_entry) TILES_CHECK(options_->each_entry(tree_.size(), entry));
    audit_.entry_bytes += entry.size();
    TILES_CHECK(tree_.add(tree_.hasher().leaf(entry), full_tile_));
    return check_expected();
  }

  Result<void> check_tile(const TileName& name, std::string_view hashes) const {
    if (TILES_TRY(log_.tile(name)) == hashes) return {};
    return fail(ErrorCode::Corrupt, "'" + name.path() + "' does not agree with the entries");
  }

  Result<void> check_full_tile(const TileName& name, std::string_view hashes) const {
    const bool is_settled = name.index < hashes_at(name.level + 1, settled_);
    return is_settled ? check_tile(name, hashes) : Result<void>();
  }

  const FileSystem* files_;
  LogFiles log_;
  const Policy* policy_;
  const AuditOptions* options_;
  std::optional<JournalContents> journal_;
  std::uint64_t settled_ = 0;  // Entries whose files were synced.
  std::vector<Expected> expected_;
  std::size_t next_ = 0;  // In expected_.
  GrowingTree tree_;
  GrowingTree::FullTile full_tile_ = [this](const TileName& name, std::string_view hashes) {
    return check_full_tile(name, hashes);
  };
  Audit audit_;
};

}  // namespace

Result<Audit> audit_log(const FileSystem& files, const Policy& policy,
                        const AuditOptions& options) {
  return Auditor(files, policy, options).run();
}

}  // namespace tiles::tlog
