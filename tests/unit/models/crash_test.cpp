// SPDX-License-Identifier: Apache-2.0
// Power cuts, failures and full disks at every single change that creating, importing, copying and
// removing models makes to the disk.
#include <gtest/gtest.h>

#include <fstream>
#include <functional>
#include <set>

#include "models/build.h"
#include "models/foreign_model.h"
#include "store/store.h"
#include "support/fault_file_system.h"
#include "support/gguf_writer.h"
#include "support/temporary_directory.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;
using tiles::testing::FaultDisk;
using tiles::testing::FaultFileSystem;
using tiles::testing::Unsynced;
using Disk = std::shared_ptr<FaultDisk>;
using Names = std::set<std::string>;

store::ModelName named(std::string_view text) { return store::ModelName::parse(text).value(); }

class ModelCrashTest : public ::testing::Test {
 protected:
  static std::string gguf(int number) {
    return engine::testing::GgufWriter()
        .text("general.architecture", "llama")
        .tensor("w", {2}, {1.0F, static_cast<float>(number)})
        .finish();
  }
  fs::path write(const fs::path& name, std::string_view bytes) const {
    fs::create_directories((folder_.path() / name).parent_path());
    std::ofstream(folder_.path() / name, std::ios::binary) << bytes;
    return folder_.path() / name;
  }

  static std::unique_ptr<store::Store> open(const Disk& disk) {
    auto store = store::Store::open(std::make_unique<FaultFileSystem>(disk));
    EXPECT_TRUE(store.has_value());
    return store ? *std::move(store) : nullptr;
  }

  Result<void> create(store::Store& store, std::string_view name, const char* system,
                      store::ImportKind kind = store::ImportKind::Share) const {
    BuildRequest request;
    request.file = read_modelfile(std::string("FROM ./m.gguf\nSYSTEM ") + system + "\n").file;
    request.surroundings.folder = folder_.path();
    request.import = kind;
    const Build build = TILES_TRY(make_build(store, request));
    return store.tag(named(name), build.manifest.digest);
  }

  // As Ollama keeps it.
  Result<void> import(store::Store& store) const {
    ForeignModel model{
        .name = "theirs:latest", .revision = {}, .manifest = {}, .files = {}, .problem = {}};
    model.files.push_back({.path = folder_.path() / "theirs.gguf",
                           .name = "theirs.gguf",
                           .digest = crypto::sha256(gguf(2)),
                           .size_bytes = gguf(2).size()});
    TILES_TRY(import_foreign(store, model, named("theirs")));
    return {};
  }

  // Each can be done again from wherever it stopped.
  using Life = std::function<Result<void>(store::Store&)>;
  struct Walk {
    Life before;  // Done and durable when the faults begin.
    Life life;
    Names kept;                                  // There at any moment.
    std::function<bool(const Names&)> is_sound;  // Of all names, at any moment.
    Names at_the_end;
  };

  static Names expect_verified(store::Store& store, const std::string& when) {
    Names names;
    const auto entries = store.list();
    EXPECT_TRUE(entries.has_value()) << when;
    if (!entries) return names;
    for (const store::IndexEntry& entry : *entries) {
      names.insert(entry.name);
      const auto faults = store.verify(entry.manifest.digest, store::Verify::All);
      EXPECT_TRUE(faults.has_value()) << when << ": " << faults.error().text();
      EXPECT_TRUE(!faults || faults->empty()) << when << ": " << faults->front().error.text();
    }
    return names;
  }

  static void expect_sound(store::Store& store, const Walk& walk, const std::string& when) {
    const Names names = expect_verified(store, when);
    for (const std::string& kept : walk.kept) EXPECT_TRUE(names.contains(kept)) << when;
    EXPECT_TRUE(walk.is_sound(names)) << when;
  }

  static void walk(const Walk& walk, const std::function<void(FaultDisk&, std::size_t)>& strike,
                   const std::function<void(FaultDisk&)>& recover) {
    for (std::size_t change = 0;; ++change) {
      const std::string when = "change " + std::to_string(change);
      const auto disk = std::make_shared<FaultDisk>();
      bool is_lived = false;
      {
        const auto store = open(disk);
        const auto before = walk.before(*store);
        ASSERT_TRUE(before.has_value()) << before.error().text();
        strike(*disk, change);
        is_lived = walk.life(*store).has_value();
      }
      recover(*disk);
      const auto store = open(disk);
      ASSERT_NE(store, nullptr) << when;
      expect_sound(*store, walk, when);
      const auto again = walk.life(*store);
      ASSERT_TRUE(again.has_value()) << when << ": " << again.error().text();
      ASSERT_TRUE(store->collect(store::Collect::Remove).has_value()) << when;
      EXPECT_EQ(expect_verified(*store, when), walk.at_the_end) << when;
      for (const auto& [path, bytes] : disk->contents()) {
        EXPECT_FALSE(path.starts_with(".tiles/staged/")) << when << ": " << path;
      }
      if (is_lived && change > 0) break;
    }
  }

  // The store's own walks cut the power in all three ways; here, in one or more.
  void walk_all(const Walk& walk_of,
                const std::vector<Unsynced>& cuts = {Unsynced::EveryOtherDirectory}) const {
    for (const Unsynced unsynced : cuts) {
      walk(
          walk_of, [](FaultDisk& disk, std::size_t change) { disk.cut_power_at(change); },
          [&](FaultDisk& disk) { disk.restart(unsynced); });
    }
    walk(
        walk_of, [](FaultDisk& disk, std::size_t change) { disk.fail_at(change); },
        [](FaultDisk& disk) { disk.heal(); });
    walk(
        walk_of, [](FaultDisk& disk, std::size_t change) { disk.fill_at(change); },
        [](FaultDisk& disk) { disk.heal(); });
  }

  tiles::testing::TemporaryDirectory folder_;
  fs::path file_ = write("m.gguf", gguf(1));
  fs::path theirs_ = write("theirs.gguf", gguf(2));
};

bool anything(const Names&) { return true; }

TEST_F(ModelCrashTest, CreateAtAnyChangeLeavesWholeModels) {
  walk_all({.before = [&](store::Store& store) { return create(store, "old", "one"); },
            .life = [&](store::Store& store) { return create(store, "new", "two"); },
            .kept = {"old:latest"},
            .is_sound = anything,
            .at_the_end = {"new:latest", "old:latest"}},
           {Unsynced::Lost, Unsynced::Kept, Unsynced::EveryOtherDirectory});
}

TEST_F(ModelCrashTest, CreateOverANameAtAnyChangeLeavesTheOldOrTheNew) {
  walk_all({.before = [&](store::Store& store) { return create(store, "old", "one"); },
            .life =
                [&](store::Store& store) {
                  return create(store, "old", "two", store::ImportKind::InPlace);
                },
            .kept = {"old:latest"},
            .is_sound = anything,
            .at_the_end = {"old:latest"}});
}

TEST_F(ModelCrashTest, ImportAtAnyChangeLeavesWholeModels) {
  walk_all({.before = [&](store::Store& store) { return create(store, "old", "one"); },
            .life = [&](store::Store& store) { return import(store); },
            .kept = {"old:latest"},
            .is_sound = anything,
            .at_the_end = {"old:latest", "theirs:latest"}});
}

TEST_F(ModelCrashTest, CopyOfANameAtAnyChangeLeavesBothWhole) {
  walk_all({.before = [&](store::Store& store) { return create(store, "old", "one"); },
            .life = [&](store::Store& store) -> Result<void> {
              return store.tag(named("copy"), TILES_TRY(store.resolve(named("old"))).digest);
            },
            .kept = {"old:latest"},
            .is_sound = anything,
            .at_the_end = {"copy:latest", "old:latest"}});
}

TEST_F(ModelCrashTest, RemovalOfSeveralAtAnyChangeTakesAllOrNone) {
  const Names both = {"a:latest", "b:latest"};
  const auto count = [both](const Names& names) {
    return names.count("a:latest") + names.count("b:latest");
  };
  walk_all({.before = [&](store::Store& store) -> Result<void> {
              TILES_CHECK(create(store, "kept", "one"));
              TILES_CHECK(create(store, "a", "two"));
              return create(store, "b", "three");
            },
            .life = [&](store::Store& store) -> Result<void> {
              const std::vector<std::string> names(both.begin(), both.end());
              auto removed = store.untag(names);
              if (!removed && removed.error().code() != ErrorCode::NotFound) return removed;
              TILES_TRY(store.collect(store::Collect::Remove));
              return {};
            },
            .kept = {"kept:latest"},
            .is_sound = [count](const Names& names) { return count(names) != 1; },
            .at_the_end = {"kept:latest"}});
}

}  // namespace
}  // namespace tiles::models
