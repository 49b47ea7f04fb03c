// SPDX-License-Identifier: Apache-2.0
// Power cuts, failures and full disks at every single change that a pull makes to the disk.
#include <functional>

#include "pull_fixture.h"

namespace tiles::models {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::Unsynced;
using Disk = std::shared_ptr<FaultDisk>;

class PullCrashTest : public PullTest {
 protected:
  PullCrashTest() { publish(small_); }

  static std::unique_ptr<store::Store> open(const Disk& disk) {
    auto store = store::Store::open(std::make_unique<FaultFileSystem>(disk));
    EXPECT_TRUE(store.has_value());
    return store ? *std::move(store) : nullptr;
  }

  Result<void> live(store::Store& store) {
    const FetchedModels fetched = TILES_TRY(pull(store));
    return store.tag(name_, fetched.models.front().manifest.digest);
  }

  // What holds at any moment: a name means a whole model, a blob has its digest.
  static void expect_sound(store::Store& store, const std::string& when) {
    const auto entries = store.list();
    ASSERT_TRUE(entries.has_value()) << when;
    for (const store::IndexEntry& entry : *entries) {
      const auto faults = store.verify(entry.manifest.digest, store::Verify::All);
      ASSERT_TRUE(faults.has_value()) << when << ": " << faults.error().text();
      EXPECT_TRUE(faults->empty()) << when << ": " << faults->front().error.text();
    }
    const auto blobs = store.blobs().list();
    ASSERT_TRUE(blobs.has_value()) << when;
    for (const crypto::Digest& digest : *blobs) {
      EXPECT_TRUE(store.blobs().verify(digest).has_value()) << when << ": " << digest.text();
    }
  }

  void expect_end(const Disk& disk, store::Store& store, const std::string& when) {
    expect_sound(store, when);
    EXPECT_TRUE(store.resolve(name_).has_value()) << when;
    EXPECT_EQ(store.blobs().list()->size(), 4U) << when;
    for (const auto& [path, bytes] : disk->contents()) {
      EXPECT_FALSE(path.starts_with(".tiles/pulls/")) << when << ": " << path;
    }
  }

  // For each change of a pull, or each of so many: `strike` it, see that all is sound, pull again
  // to the end.
  void at_every_change(const std::function<void(FaultDisk&, std::size_t)>& strike,
                       const std::function<void(FaultDisk&)>& recover, std::size_t each = 1) {
    std::size_t struck = 0;
    for (std::size_t change = 0;; change += each) {
      const std::string when = "change " + std::to_string(change);
      const auto disk = std::make_shared<FaultDisk>();
      bool is_over = false;
      {
        const auto store = open(disk);
        strike(*disk, change);
        const std::size_t before = disk->change_count();
        static_cast<void>(live(*store));
        is_over = disk->change_count() - before <= change;
      }
      if (is_over) break;
      ++struck;
      recover(*disk);
      const auto store = open(disk);
      ASSERT_NE(store, nullptr) << when;
      expect_sound(*store, when);
      const auto lived = live(*store);
      ASSERT_TRUE(lived.has_value()) << when << ": " << lived.error().text();
      expect_end(disk, *store, when);
    }
    EXPECT_GT(struck, 60U / each);
  }

  const std::string small_ = bytes_of(10'000);
  const std::string two_pieces_ = bytes_of(kPieceBytes + 1'000);
  const store::ModelName name_ = store::ModelName::parse("b").value();
};

TEST_F(PullCrashTest, PowerCutAtAnyChangeLeavesASoundStoreAndAPullThatGoesOn) {
  for (const Unsynced unsynced : {Unsynced::Lost, Unsynced::Kept, Unsynced::EveryOtherDirectory}) {
    at_every_change([](FaultDisk& disk, std::size_t change) { disk.cut_power_at(change); },
                    [&](FaultDisk& disk) { disk.restart(unsynced); });
  }
}

TEST_F(PullCrashTest, PowerCutBetweenPiecesLeavesASoundStoreAndAPullThatGoesOn) {
  publish(two_pieces_);
  at_every_change([](FaultDisk& disk, std::size_t change) { disk.cut_power_at(change); },
                  [](FaultDisk& disk) { disk.restart(Unsynced::Kept); }, 5);
}

TEST_F(PullCrashTest, FailureAtAnyChangeLeavesASoundStoreAndAPullThatGoesOn) {
  at_every_change([](FaultDisk& disk, std::size_t change) { disk.fail_at(change); },
                  [](FaultDisk& disk) { disk.heal(); });
}

TEST_F(PullCrashTest, FullDiskAtAnyChangeLeavesASoundStoreAndAPullThatGoesOn) {
  at_every_change([](FaultDisk& disk, std::size_t change) { disk.fill_at(change); },
                  [](FaultDisk& disk) { disk.heal(); });
}

TEST_F(PullCrashTest, PieceThatOutlivedThePowerCutIsNotFetchedAgain) {
  publish(two_pieces_);
  const auto disk = std::make_shared<FaultDisk>();
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    if (!request.range || request.range->first == 0) return std::nullopt;
    disk->cut_power_at(0);  // The first piece is recorded.
    return std::nullopt;
  });
  EXPECT_FALSE(live(*open(disk)).has_value());
  disk->restart(Unsynced::Kept);
  peer_.set_fault({});
  const std::uint64_t before = peer_.sent_bytes();
  const auto store = open(disk);
  const auto lived = live(*store);
  ASSERT_TRUE(lived.has_value()) << lived.error().text();
  EXPECT_LT(peer_.sent_bytes() - before, 4'000U);
  expect_end(disk, *store, "after the cut");
}

}  // namespace
}  // namespace tiles::models
