// SPDX-License-Identifier: Apache-2.0
// Power cuts, failures and full disks at every single change that the life of a build makes to the
// disk: put, import, tag, move of a tag, untag and collection.
#include <functional>
#include <set>

#include "store_fixture.h"
#include "support/fault_file_system.h"

namespace tiles::store {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::Unsynced;
using Disk = std::shared_ptr<FaultDisk>;

class CrashTest : public ::testing::Test {
 protected:
  static std::unique_ptr<Store> open(const Disk& disk) {
    auto store = Store::open(std::make_unique<FaultFileSystem>(disk));
    EXPECT_TRUE(store.has_value()) << phrase(store);
    return store ? *std::move(store) : nullptr;
  }

  // A disk where 'kept' and 'moved' mean two builds that share their weights; all is durable.
  static Disk old_disk() {
    auto disk = std::make_shared<FaultDisk>();
    const auto store = open(disk);
    EXPECT_TRUE(store->tag(named("kept"), put_build(*store, "w", "1")->digest).has_value());
    EXPECT_TRUE(store->tag(named("moved"), put_build(*store, "w", "2")->digest).has_value());
    return disk;
  }

  // The whole life. It can be lived again from wherever it stopped.
  Result<void> live(Store& store) const {
    const Stored file = TILES_TRY(store.blobs().import_file(file_, ImportKind::Share));
    TILES_TRY(store.blobs().import_file(other_file_, ImportKind::InPlace));
    const Descriptor build = TILES_TRY(put_build(store, "v", "3"));
    TILES_CHECK(store.pin(file.digest));
    TILES_CHECK(store.tag(named("new"), build.digest));
    TILES_CHECK(store.tag(named("moved"), build.digest));
    TILES_CHECK(store.untag("new:latest"));
    TILES_TRY(store.collect(Collect::Remove));
    return {};
  }

  // What holds at any moment: each name means a whole build, and 'kept' is one of them.
  static void expect_sound(Store& store, const std::string& when) {
    const auto entries = store.list();
    ASSERT_TRUE(entries.has_value()) << when << ": " << phrase(entries);
    std::set<std::string> names;
    for (const IndexEntry& entry : *entries) {
      names.insert(entry.name);
      const auto faults = store.verify(entry.manifest.digest, Verify::All);
      ASSERT_TRUE(faults.has_value()) << when << ": " << phrase(faults);
      EXPECT_TRUE(faults->empty()) << when << ": " << faults->front().error.text();
    }
    EXPECT_TRUE(names.contains("kept:latest") && names.contains("moved:latest")) << when;
    const auto blobs = store.blobs().list();
    ASSERT_TRUE(blobs.has_value()) << when;
    for (const crypto::Digest& digest : *blobs) {
      EXPECT_TRUE(store.blobs().verify(digest).has_value()) << when << ": " << digest.text();
    }
  }

  // What is there when the life was lived to its end.
  static void expect_end(const Disk& disk, Store& store, const std::string& when) {
    expect_sound(store, when);
    EXPECT_EQ(store.list()->size(), 2U) << when;
    // Two manifests, two weights, two prompts, one configuration, one pinned file.
    EXPECT_EQ(store.blobs().list()->size(), 8U) << when;
    for (const auto& [path, bytes] : disk->contents()) {
      EXPECT_FALSE(path.starts_with(".tiles/staged/")) << when << ": " << path;
      EXPECT_EQ(path.find(".tmp"), std::string::npos) << when << ": " << path;
    }
  }

  std::size_t changes_of_a_life() const {
    const Disk disk = old_disk();
    const auto store = open(disk);
    const std::size_t before = disk->change_count();
    const auto lived = live(*store);
    EXPECT_TRUE(lived.has_value()) << phrase(lived);
    expect_end(disk, *store, "without a fault");
    return disk->change_count() - before;
  }

  // For each change of a life: `strike` it, see that all is sound, live again to the end.
  void at_every_change(const std::function<void(FaultDisk&, std::size_t)>& strike,
                       const std::function<void(FaultDisk&)>& recover) const {
    const std::size_t changes = changes_of_a_life();
    EXPECT_GT(changes, 50U);
    for (std::size_t change = 0; change < changes; ++change) {
      const std::string when = "change " + std::to_string(change);
      const Disk disk = old_disk();
      {
        const auto store = open(disk);
        strike(*disk, change);
        static_cast<void>(live(*store));
      }
      recover(*disk);
      const auto store = open(disk);
      ASSERT_NE(store, nullptr) << when;
      expect_sound(*store, when);
      const auto lived = live(*store);
      EXPECT_TRUE(lived.has_value()) << when << ": " << phrase(lived);
      expect_end(disk, *store, when);
    }
  }

  std::filesystem::path write_file(const char* name, std::string_view bytes) const {
    const auto path = directory_.path() / name;
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  testing::TemporaryDirectory directory_;
  std::filesystem::path file_ = write_file("m.gguf", "a file of the user");
  std::filesystem::path other_file_ = write_file("n.gguf", "another file");
};

TEST_F(CrashTest, PowerCutAtAnyChangeLeavesEveryNameWhole) {
  for (const Unsynced unsynced : {Unsynced::Lost, Unsynced::Kept, Unsynced::EveryOtherDirectory}) {
    at_every_change([](FaultDisk& disk, std::size_t change) { disk.cut_power_at(change); },
                    [&](FaultDisk& disk) { disk.restart(unsynced); });
  }
}

TEST_F(CrashTest, FailureAtAnyChangeLeavesEveryNameWhole) {
  at_every_change([](FaultDisk& disk, std::size_t change) { disk.fail_at(change); },
                  [](FaultDisk& disk) { disk.heal(); });
}

TEST_F(CrashTest, FullDiskAtAnyChangeLeavesEveryNameWhole) {
  at_every_change([](FaultDisk& disk, std::size_t change) { disk.fill_at(change); },
                  [](FaultDisk& disk) { disk.heal(); });
}

TEST_F(CrashTest, PowerCutWhileAStoreIsMadeLeavesOneThatOpens) {
  for (std::size_t change = 0;; ++change) {
    const auto disk = std::make_shared<FaultDisk>();
    disk->cut_power_at(change);
    if (Store::open(std::make_unique<FaultFileSystem>(disk))) break;
    disk->restart(Unsynced::Lost);
    const auto store = open(disk);
    ASSERT_NE(store, nullptr);
    EXPECT_TRUE(store->list()->empty());
    EXPECT_TRUE(put_build(*store, "w", "s").has_value());
  }
}

TEST_F(CrashTest, AcknowledgedTagOutlivesAPowerCut) {
  for (const Unsynced unsynced : {Unsynced::Lost, Unsynced::Kept, Unsynced::EveryOtherDirectory}) {
    const Disk disk = old_disk();
    ASSERT_TRUE(live(*open(disk)).has_value());
    disk->restart(unsynced);
    const auto store = open(disk);
    expect_end(disk, *store, "after the cut");
    EXPECT_EQ(store->resolve(named("moved"))->digest, put_build(*store, "v", "3")->digest);
  }
}

TEST_F(CrashTest, ReadOnlyDiskIsReadAndVerifiedAndRefusesChanges) {
  const Disk disk = old_disk();
  disk->make_read_only();
  const auto store = open(disk);
  expect_sound(*store, "read only");
  expect_code(store->blobs().put("x"), ErrorCode::Denied);
  expect_code(store->untag("kept:latest"), ErrorCode::Denied);
}

}  // namespace
}  // namespace tiles::store
