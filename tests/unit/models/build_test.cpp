// SPDX-License-Identifier: Apache-2.0
#include "models/build.h"

#include <gtest/gtest.h>

#include <fstream>

#include "../engine/gguf_writer.h"
#include "models/layer_kind.h"
#include "support/temporary_directory.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

class BuildTest : public ::testing::Test {
 protected:
  BuildTest() {
    fs::create_directory(folder() / "store");
    store_ = store::Store::open(folder() / "store").value();
  }
  const fs::path& folder() const { return directory_.path(); }

  static std::string gguf(std::string_view type, std::uint32_t part = 0, std::uint32_t parts = 1) {
    engine::testing::GgufWriter writer;
    writer.text("general.architecture", "llama").text("general.type", type);
    if (type == "adapter") writer.text("adapter.type", "lora");
    if (parts > 1) writer.number("split.no", part).number("split.count", parts);
    return writer.tensor("w", {2}, {1.0F, static_cast<float>(part)}).finish();
  }
  void write(const fs::path& name, std::string_view bytes) const {
    fs::create_directories((folder() / name).parent_path());
    std::ofstream(folder() / name, std::ios::binary) << bytes;
  }
  Result<Build> build(std::string_view modelfile, const Lock* lock = nullptr) {
    const ModelfileReading reading = read_modelfile(modelfile);
    EXPECT_TRUE(reading.is_accepted()) << modelfile;
    return make_build(*store_, {.file = reading.file,
                                .surroundings = {.folder = folder(), .home = {}},
                                .import = store::ImportKind::Copy,
                                .lock = lock,
                                .progress = {}});
  }
  std::vector<LayerKind> kinds(const Build& built) const {
    std::vector<LayerKind> kinds;
    const store::Manifest manifest = store_->manifest(built.manifest.digest).value();
    for (const auto& layer : manifest.layers) {
      kinds.push_back(layer_kind(layer.media_type));
    }
    return kinds;
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(BuildTest, EachThingIsOneLayer) {
  write("m.gguf", gguf("model"));
  write("style.gguf", gguf("adapter"));
  const auto built = build(
      "FROM ./m.gguf\nADAPTER ./style.gguf 0.5\nSYSTEM short\nPARAMETER top_k 3\n"
      "MESSAGE user hi\nLICENSE free\nMIR mir:model.art.x\nREQUIRES v0.1.0\n");
  ASSERT_TRUE(built.has_value()) << built.error().text();
  EXPECT_EQ(kinds(*built),
            (std::vector{LayerKind::Weights, LayerKind::Adapter, LayerKind::Parameters,
                         LayerKind::Messages, LayerKind::Runtime, LayerKind::System,
                         LayerKind::License, LayerKind::Mir}));
}

TEST_F(BuildTest, AnotherSystemPromptKeepsTheWeights) {
  write("m.gguf", gguf("model"));
  const auto first = build("FROM ./m.gguf\nSYSTEM one\n");
  ASSERT_TRUE(first.has_value()) << first.error().text();
  ASSERT_TRUE(store_->tag(store::ModelName::parse("base").value(), first->manifest.digest));
  const auto second = build("FROM base\nSYSTEM two\n");
  ASSERT_TRUE(second.has_value()) << second.error().text();
  const auto before = store_->manifest(first->manifest.digest).value();
  const auto after = store_->manifest(second->manifest.digest).value();
  EXPECT_EQ(before.layers.front(), after.layers.front());
  EXPECT_NE(before.layers.back(), after.layers.back());
  EXPECT_EQ(second->lock.sources.front().revision, first->manifest.digest.text());
}

TEST_F(BuildTest, SameInputsInAnotherFolderAreTheSameBuild) {
  write("m.gguf", gguf("model"));
  const auto here = build("FROM ./m.gguf\nSYSTEM x\n");
  write("elsewhere/m.gguf", gguf("model"));
  const Modelfile file = read_modelfile("FROM ./m.gguf\nSYSTEM x\n").file;
  fs::create_directory(folder() / "other");
  const auto other = store::Store::open(folder() / "other").value();
  const auto there =
      make_build(*other, {.file = file,
                          .surroundings = {.folder = folder() / "elsewhere", .home = {}},
                          .import = store::ImportKind::InPlace,
                          .lock = nullptr,
                          .progress = {}});
  ASSERT_TRUE(here.has_value() && there.has_value());
  EXPECT_EQ(here->lock, there->lock);
}

TEST_F(BuildTest, PathWhereNothingIsIsNoModelName) {
  const auto built = build("FROM ./none.gguf\n");
  ASSERT_FALSE(built.has_value());
  EXPECT_EQ(built.error().text(), "no file or folder './none.gguf'");
  EXPECT_TRUE(store_->blobs().list().value().empty());
}

TEST_F(BuildTest, LyingFileWritesNothing) {
  write("m.gguf", gguf("model"));
  write("cut.gguf", gguf("model").substr(0, 100));
  write("page.gguf", "<html>");
  for (const char* bad : {"FROM ./cut.gguf", "FROM ./page.gguf", "FROM ./m.gguf\nADAPTER ./m.gguf",
                          "FROM ./m.gguf\nFROM ./m.gguf"}) {
    EXPECT_FALSE(build(bad).has_value()) << bad;
  }
  EXPECT_TRUE(store_->blobs().list().value().empty());
}

TEST_F(BuildTest, PartsOfASplitModelStaySplitAndInOrder) {
  write("d/m-00002-of-00002.gguf", gguf("model", 1, 2));
  const auto missing = build("FROM ./d\n");
  ASSERT_FALSE(missing.has_value());
  EXPECT_EQ(missing.error().text(), "part 1 of 2 is missing");
  write("d/m-00001-of-00002.gguf", gguf("model", 0, 2));
  for (const char* from : {"FROM ./d", "FROM ./d/m-00002-of-00002.gguf"}) {
    const auto built = build(from);
    ASSERT_TRUE(built.has_value()) << built.error().text();
    EXPECT_EQ(built->lock.sources.front().path, "m-00001-of-00002.gguf");
    EXPECT_EQ(kinds(*built), (std::vector{LayerKind::Weights, LayerKind::Weights}));
  }
}

TEST_F(BuildTest, LockRefusesWhatMoved) {
  write("m.gguf", gguf("model"));
  const auto built = build("FROM ./m.gguf\nSYSTEM x\n");
  ASSERT_TRUE(built.has_value());
  EXPECT_TRUE(build("FROM ./m.gguf\nSYSTEM x\n", &built->lock).has_value());
  for (const char* other : {"FROM ./m.gguf\nSYSTEM y\n", "FROM m.gguf\nSYSTEM x\n"}) {
    const auto drifted = build(other, &built->lock);
    ASSERT_FALSE(drifted.has_value()) << other;
    EXPECT_EQ(drifted.error().code(), ErrorCode::Conflict) << drifted.error().text();
  }
  write("m.gguf", gguf("model", 1, 1));
  const auto drifted = build("FROM ./m.gguf\nSYSTEM x\n", &built->lock);
  ASSERT_FALSE(drifted.has_value());
  EXPECT_NE(drifted.error().text().find(built->lock.sources.front().digest.text()),
            std::string::npos);
}

}  // namespace
}  // namespace tiles::models
