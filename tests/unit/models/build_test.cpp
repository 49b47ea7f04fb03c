// SPDX-License-Identifier: Apache-2.0
#include "models/build.h"

#include <gtest/gtest.h>

#include <fstream>
#include <tuple>

#include "../engine/tiny_model.h"
#include "engine/quantize.h"
#include "models/build_layers.h"
#include "models/layer_kind.h"
#include "support/gguf_writer.h"
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
  Result<Build> build_quantized(std::string_view modelfile, const char* type, int threads = 0,
                                const Lock* lock = nullptr) {
    BuildRequest request;
    request.file = read_modelfile(modelfile).file;
    request.surroundings.folder = folder();
    request.lock = lock;
    request.quantize = type;
    request.quantize_threads = threads;
    return make_build(*store_, request);
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

TEST_F(BuildTest, QuantisedBuildIsTheSameEachTimeAndItsLockSaysByWhat) {
  write("m-f32.gguf", engine::testing::tiny_model_file());
  const auto first = build_quantized("FROM ./m-f32.gguf\nSYSTEM x\n", "q8_0", 1);
  ASSERT_TRUE(first.has_value()) << first.error().text();
  const auto second = build_quantized("FROM ./m-f32.gguf\nSYSTEM x\n", "Q8_0", 3);
  ASSERT_TRUE(second.has_value()) << second.error().text();
  EXPECT_EQ(first->lock, second->lock);
  ASSERT_TRUE(first->lock.quantization.has_value());
  EXPECT_EQ(first->lock.quantization->type, "Q8_0");
  EXPECT_EQ(first->lock.quantization->quantizer.find("llama.cpp "), 0U);
  EXPECT_EQ(first->lock.sources.front().digest, crypto::sha256(engine::testing::tiny_model_file()));
  const auto manifest = store_->manifest(first->manifest.digest).value();
  EXPECT_EQ(kinds(*first), (std::vector{LayerKind::Weights, LayerKind::System}));
  EXPECT_EQ(manifest.layers.front().annotations.at("org.cncf.model.filepath"), "m-f32-Q8_0.gguf");
  EXPECT_NE(store_->blobs().read(manifest.config.digest)->find(R"("quantization":"Q8_0")"),
            std::string::npos);
  EXPECT_TRUE(fs::is_empty(folder() / "store" / ".tiles" / "staged"));
}

TEST_F(BuildTest, LockSaysWhatIsQuantisedAndRefusesAnotherType) {
  write("m.gguf", engine::testing::tiny_model_file());
  const auto built = build_quantized("FROM ./m.gguf\n", "Q8_0");
  ASSERT_TRUE(built.has_value()) << built.error().text();
  const auto again = build("FROM ./m.gguf\n", &built->lock);
  ASSERT_TRUE(again.has_value()) << again.error().text();
  EXPECT_EQ(again->manifest.digest, built->manifest.digest);
  Lock of_another = built->lock;
  of_another.quantization->quantizer = "llama.cpp 0.0.1 x86_64";
  for (const auto& drifted : {build_quantized("FROM ./m.gguf\n", "F16", 0, &built->lock),
                              build("FROM ./m.gguf\n", &of_another)}) {
    ASSERT_FALSE(drifted.has_value());
    EXPECT_EQ(drifted.error().code(), ErrorCode::Conflict);
    EXPECT_NE(drifted.error().text().find("the weights are quantised to "), std::string::npos);
  }
}

TEST_F(BuildTest, ModelOfTheStoreAndSplitOnesAreQuantised) {
  const auto parts = engine::testing::tiny_model_parts();
  write("m-00001-of-00002.gguf", parts[0]);
  write("m-00002-of-00002.gguf", parts[1]);
  const auto split = build("FROM ./m-00001-of-00002.gguf\nSYSTEM x\n");
  ASSERT_TRUE(split.has_value()) << split.error().text();
  ASSERT_TRUE(store_->tag(store::ModelName::parse("base").value(), split->manifest.digest));
  const auto of_files = build_quantized("FROM ./m-00001-of-00002.gguf\nSYSTEM x\n", "Q8_0");
  ASSERT_TRUE(of_files.has_value()) << of_files.error().text();
  const auto of_model = build_quantized("FROM base\n", "Q8_0");
  ASSERT_TRUE(of_model.has_value()) << of_model.error().text();
  EXPECT_EQ(kinds(*of_model), (std::vector{LayerKind::Weights, LayerKind::System}));
  EXPECT_EQ(of_model->manifest.digest, of_files->manifest.digest);
  EXPECT_TRUE(fs::is_empty(folder() / "store" / ".tiles" / "staged"));
}

TEST_F(BuildTest, QuantisedSourceAndUnknownTypeWriteNothing) {
  write("m.gguf", engine::testing::tiny_model_file());
  ASSERT_TRUE(engine::quantize(folder() / "m.gguf", folder() / "q.gguf", {.type = "Q8_0"}));
  for (const auto& [modelfile, type, why] :
       {std::tuple{"FROM ./q.gguf\n", "Q4_K_M", "quantised already, to q8_0"},
        std::tuple{"FROM ./m.gguf\n", "IQ1_S", "needs more than the weights"},
        std::tuple{"FROM ./m.gguf\n", "tiny", "is no type"}}) {
    const auto built = build_quantized(modelfile, type);
    ASSERT_FALSE(built.has_value()) << type;
    EXPECT_EQ(built.error().code(), ErrorCode::Unsupported);
    EXPECT_NE(built.error().text().find(why), std::string::npos) << built.error().text();
  }
  EXPECT_TRUE(store_->blobs().list().value().empty());
}

TEST_F(BuildTest, AdapterOfTheBaseGetsTheScaleThatIsSaidNow) {
  write("m.gguf", gguf("model"));
  write("style.gguf", gguf("adapter"));
  const auto first = build("FROM ./m.gguf\nADAPTER ./style.gguf 0.5\n");
  ASSERT_TRUE(first.has_value()) << first.error().text();
  ASSERT_TRUE(store_->tag(store::ModelName::parse("base").value(), first->manifest.digest));
  const auto second = build("FROM base\nADAPTER ./style.gguf 0.25\n");
  ASSERT_TRUE(second.has_value()) << second.error().text();
  const auto layers = store_->manifest(second->manifest.digest)->layers;
  ASSERT_EQ(layers.size(), 2U);
  EXPECT_EQ(layers.back().annotations.at("app.tiles.adapter.scale"), "0.25");
  const auto same = build("FROM base\nADAPTER ./style.gguf 0.5\n");
  EXPECT_EQ(same->manifest.digest, first->manifest.digest);
  const auto twice = build("FROM base\nADAPTER ./style.gguf 1\nADAPTER ./style.gguf 2\n");
  ASSERT_FALSE(twice.has_value());
  EXPECT_EQ(twice.error().code(), ErrorCode::AlreadyExists);
}

TEST_F(BuildTest, DraftAndMemoryTakeThePlaceOfTheBases) {
  write("m.gguf", gguf("model"));
  write("d.gguf", gguf("model"));
  write("e.gguf", gguf("model", 0, 1) + std::string(32, '\0'));
  write("a.gguf", gguf("adapter"));
  const auto first = build("FROM ./m.gguf\nDRAFT ./d.gguf\nMEMORY ./a.gguf\n");
  ASSERT_TRUE(first.has_value()) << first.error().text();
  ASSERT_TRUE(store_->tag(store::ModelName::parse("base").value(), first->manifest.digest));
  const auto second = build("FROM base\nDRAFT ./e.gguf\nMEMORY ./a.gguf\n");
  ASSERT_TRUE(second.has_value()) << second.error().text();
  EXPECT_EQ(kinds(*second),
            (std::vector{LayerKind::Weights, LayerKind::MemoryAdapter, LayerKind::Draft}));
}

TEST_F(BuildTest, FilesOfOneKindAreBoundedAsTheEngineLoadsThem) {
  const auto finished = [&](LayerKind kind, std::size_t count) {
    BuildLayers layers(*store_);
    for (std::size_t i = 0; i < count; ++i) {
      const auto added = layers.add(kind, {.media_type = {},
                                           .digest = crypto::sha256(std::to_string(i)),
                                           .size_bytes = i,
                                           .artifact_type = {},
                                           .annotations = {}});
      EXPECT_TRUE(added.has_value());
    }
    return layers.finish();
  };
  for (const auto& [kind, count_max] :
       {std::pair{LayerKind::Weights, engine::kPartsMax},
        std::pair{LayerKind::Draft, engine::kPartsMax},
        std::pair{LayerKind::Adapter, engine::kAdaptersMax},
        std::pair{LayerKind::MemoryAdapter, engine::kAdaptersMax}}) {
    EXPECT_TRUE(finished(kind, count_max).has_value()) << name_of(kind);
    const auto more = finished(kind, count_max + 1);
    ASSERT_FALSE(more.has_value()) << name_of(kind);
    EXPECT_EQ(more.error().code(), ErrorCode::Limit);
  }
}

TEST_F(BuildTest, ModelWithoutWhatAnInstructionWantsIsRefused) {
  write("m.gguf", gguf("model"));
  const auto plain = build("FROM ./m.gguf\n");
  ASSERT_TRUE(plain.has_value()) << plain.error().text();
  ASSERT_TRUE(store_->tag(store::ModelName::parse("plain").value(), plain->manifest.digest));
  for (const auto& [line, why] : {std::pair{"ADAPTER plain", "has no adapter"},
                                  std::pair{"MEMORY plain", "has no memory adapter"}}) {
    const auto built = build(std::string("FROM ./m.gguf\n") + line + "\n");
    ASSERT_FALSE(built.has_value()) << line;
    EXPECT_EQ(built.error().code(), ErrorCode::Invalid);
    EXPECT_NE(built.error().text().find(why), std::string::npos) << built.error().text();
  }
}

}  // namespace
}  // namespace tiles::models
