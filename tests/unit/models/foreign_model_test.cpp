// SPDX-License-Identifier: Apache-2.0
#include "models/foreign_model.h"

#include <gtest/gtest.h>

#include <fstream>

#include "base/format.h"
#include "support/gguf_writer.h"
#include "support/temporary_directory.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;
using store::ImportKind;
using store::Way;

constexpr std::string_view kOllama = "application/vnd.ollama.image.";

std::string gguf(int number, std::string_view architecture = "llama") {
  return engine::testing::GgufWriter()
      .text("general.architecture", architecture)
      .tensor("w", {2}, {1.0F, static_cast<float>(number)})
      .finish();
}

// Stores of other programs, laid out as they do it.
class ForeignModelTest : public ::testing::Test {
 protected:
  ForeignModelTest() {
    fs::create_directory(root());
    store_ = store::Store::open(root()).value();
  }
  fs::path root() const { return directory_.path() / "store"; }
  fs::path ollama() const { return directory_.path() / "ollama"; }
  fs::path hub() const { return directory_.path() / "hub"; }

  static fs::path write(const fs::path& path, std::string_view bytes) {
    fs::create_directories(path.parent_path());
    std::ofstream(path, std::ios::binary) << bytes;
    return path;
  }

  struct Layer {
    std::string type;
    std::string body;
  };
  // "separator": '-' as today, ':' of old versions.
  std::string put_in_ollama(const fs::path& name, const std::vector<Layer>& layers,
                            char separator = '-') const {
    const auto described = [&](const Layer& layer) {
      const crypto::Digest digest = crypto::sha256(layer.body);
      write(ollama() / "blobs" / (std::string("sha256") + separator + digest.hex()), layer.body);
      return format(R"({{"mediaType":"{}","digest":"{}","size":{}}})", layer.type, digest.text(),
                    layer.body.size());
    };
    std::string list;
    for (const Layer& layer : layers) list += (list.empty() ? "" : ",") + described(layer);
    const std::string manifest = format(
        R"({{"schemaVersion":2,"mediaType":"application/vnd.docker.distribution.manifest.v2+json",)"
        R"("config":{},"layers":[{}]}})",
        described({"application/vnd.docker.container.image.v1+json",
                   R"({"model_format":"gguf","model_family":"llama","file_type":"F32"})"}),
        list);
    write(ollama() / "manifests" / name, manifest);
    return manifest;
  }
  static Layer layer(const char* kind, std::string body) {
    return {std::string(kOllama) + kind, std::move(body)};
  }

  // A file of a commit: a link to its blob, which is named by its digest.
  void put_in_hub(const std::string& repository, const std::string& commit, const std::string& path,
                  std::string_view bytes) const {
    const fs::path folder = hub() / repository;
    const std::string digits = crypto::sha256(bytes).hex();
    write(folder / "blobs" / digits, bytes);
    const fs::path link = folder / "snapshots" / commit / path;
    fs::create_directories(link.parent_path());
    fs::path up;
    for (fs::path at = path; at.has_parent_path(); at = at.parent_path()) up /= "..";
    fs::create_symlink(up / "../../blobs" / digits, link);
  }

  static std::vector<std::string> names(const Result<std::vector<ForeignModel>>& models) {
    std::vector<std::string> names;
    EXPECT_TRUE(models.has_value()) << models.error().text();
    for (const ForeignModel& model : *models) names.push_back(model.name);
    return names;
  }
  Result<ForeignImport> import(const ForeignModel& model, ImportKind kind = ImportKind::Share) {
    return import_foreign(*store_, model, store::ModelName::parse("m").value(), {.kind = kind});
  }

  testing::TemporaryDirectory directory_;
  std::unique_ptr<store::Store> store_;
};

TEST_F(ForeignModelTest, ModelsOfOllamaAreCalledAsOllamaShowsThem) {
  const std::vector<Layer> layers = {layer("model", gguf(1))};
  put_in_ollama("registry.ollama.ai/library/qwen3/4b", layers);
  put_in_ollama("registry.ollama.ai/someone/mine/latest", layers);
  put_in_ollama("hf.co/user/repo/Q4_K_M", layers);
  write(ollama() / "manifests/registry.ollama.ai/library/.DS_Store", "x");
  write(ollama() / "manifests/registry.ollama.ai/library/deep/er/too", "x");
  EXPECT_EQ(
      names(find_in_ollama(ollama())),
      (std::vector<std::string>{"hf.co/user/repo:Q4_K_M", "qwen3:4b", "someone/mine:latest"}));
}

TEST_F(ForeignModelTest, ModelOfOllamaComesWithoutACopyAndKeepsItsDigest) {
  for (const char separator : {'-', ':'}) {
    const std::string weights = gguf(separator);
    const std::string manifest =
        put_in_ollama("registry.ollama.ai/library/m/latest",
                      {layer("model", weights), layer("system", "Be brief."),
                       layer("params", R"({"temperature":0.5})"), layer("license", "free")},
                      separator);
    const auto model = find_in_ollama(ollama())->front();
    EXPECT_EQ(model.problem, "");
    const auto imported = import(model);
    ASSERT_TRUE(imported.has_value()) << imported.error().text();
    EXPECT_EQ(imported->manifest, crypto::sha256(manifest));
    ASSERT_EQ(imported->files.size(), 5U);
    const Way way = imported->files[1].way;
    EXPECT_TRUE(way == Way::Cloned || way == Way::HardLinked);
    EXPECT_TRUE(store_->verify(imported->manifest, store::Verify::All)->empty());
    EXPECT_EQ(store_->resolve(store::ModelName::parse("m").value())->digest, imported->manifest);
  }
}

TEST_F(ForeignModelTest, WhatIsWrongWithAModelOfOllamaIsItsOwnProblem) {
  put_in_ollama("registry.ollama.ai/library/good/latest", {layer("model", gguf(1))});
  put_in_ollama("registry.ollama.ai/library/half/latest", {layer("model", gguf(2))});
  fs::remove(ollama() / "blobs" / ("sha256-" + crypto::sha256(gguf(2)).hex()));
  put_in_ollama("registry.ollama.ai/library/other-engine/latest", {layer("tensor", "x")});
  put_in_ollama("registry.ollama.ai/library/short/latest", {layer("model", gguf(3))});
  write(ollama() / "blobs" / ("sha256-" + crypto::sha256(gguf(3)).hex()), "cut");
  write(ollama() / "manifests/registry.ollama.ai/library/void/latest", "<html>");
  const auto models = find_in_ollama(ollama());
  ASSERT_TRUE(models.has_value()) << models.error().text();
  ASSERT_EQ(models->size(), 5U);
  EXPECT_EQ((*models)[0].problem, "");
  const char* why[] = {"was not pulled whole", "no GGUF weights", "bytes, its manifest says",
                       "reading a manifest"};
  for (std::size_t i = 1; i < models->size(); ++i) {
    EXPECT_NE((*models)[i].problem.find(why[i - 1]), std::string::npos) << (*models)[i].problem;
    const auto imported = import((*models)[i]);
    ASSERT_FALSE(imported.has_value());
    EXPECT_EQ(imported.error().code(), ErrorCode::Unsupported);
  }
  EXPECT_TRUE(store_->blobs().list()->empty());
}

TEST_F(ForeignModelTest, ChangedBlobOfOllamaIsRefusedAndNothingGetsAName) {
  const std::string weights = gguf(1);
  put_in_ollama("registry.ollama.ai/library/m/latest", {layer("model", weights)});
  std::string changed = weights;
  changed.back() ^= 1;
  write(ollama() / "blobs" / ("sha256-" + crypto::sha256(weights).hex()), changed);
  const auto imported = import(find_in_ollama(ollama())->front());
  ASSERT_FALSE(imported.has_value());
  EXPECT_EQ(imported.error().code(), ErrorCode::Corrupt);
  EXPECT_TRUE(store_->list()->empty());
}

TEST_F(ForeignModelTest, EachGgufOfARepositoryIsAModelAndTheBranchComesFirst) {
  const std::string folder = "models--user--repo-GGUF";
  put_in_hub(folder, "aaa", "m-Q4_K_M.gguf", gguf(1));
  put_in_hub(folder, "bbb", "m-Q4_K_M.gguf", gguf(2));
  put_in_hub(folder, "bbb", "m-Q8_0.gguf", gguf(3));
  put_in_hub(folder, "bbb", "odd name.gguf", gguf(4));
  put_in_hub(folder, "bbb", "README.md", "text");
  put_in_hub(folder, "bbb", "imatrix.gguf", gguf(5));
  write(hub() / folder / "refs/main", "bbb\n");
  put_in_hub("datasets--user--data", "ccc", "x.gguf", gguf(6));
  put_in_hub("models--gpt2", "ddd", "gpt2-F16.gguf", gguf(7));
  const auto models = find_in_hub_cache(hub());
  EXPECT_EQ(names(models), (std::vector<std::string>{"gpt2:F16", "hf.co/user/repo-GGUF:Q4_K_M",
                                                     "hf.co/user/repo-GGUF:Q8_0",
                                                     "hf.co/user/repo-GGUF:odd name.gguf"}));
  EXPECT_EQ((*models)[1].revision, "bbb");
  EXPECT_EQ((*models)[1].files[0].digest, crypto::sha256(gguf(2)));
  EXPECT_NE((*models)[3].problem.find("no name can be made of it"), std::string::npos);
}

TEST_F(ForeignModelTest, ModelOfTheCacheComesWithoutACopyAndIsChecked) {
  put_in_hub("models--u--r", "aaa", "sub/m-Q8_0.gguf", gguf(1));
  put_in_hub("models--u--r", "aaa", "mmproj-m-f16.gguf", gguf(2, "clip"));
  const auto models = find_in_hub_cache(hub());
  ASSERT_EQ(names(models), std::vector<std::string>{"hf.co/u/r:Q8_0"});
  const auto imported = import(models->front());
  ASSERT_TRUE(imported.has_value()) << imported.error().text();
  ASSERT_EQ(imported->files.size(), 2U);
  EXPECT_TRUE(imported->files[0].way == Way::Cloned || imported->files[0].way == Way::HardLinked);
  const auto manifest = store_->manifest(imported->manifest).value();
  EXPECT_EQ(manifest.annotations.at("org.opencontainers.image.revision"), "aaa");
  const auto& layers = manifest.layers;
  EXPECT_EQ(layers[0].digest, crypto::sha256(gguf(1)));
  EXPECT_EQ(layers[0].annotations.at("org.cncf.model.filepath"), "sub/m-Q8_0.gguf");
  EXPECT_EQ(layers[1].media_type, "application/vnd.tiles.model.projector.v1.raw");
  write(hub() / "models--u--r/blobs" / crypto::sha256(gguf(1)).hex(), gguf(9));
  const auto changed = import(find_in_hub_cache(hub())->front());
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code(), ErrorCode::Corrupt);
}

TEST_F(ForeignModelTest, PartsOfASplitModelStaySplitAndAMissingOneIsSaid) {
  put_in_hub("models--u--r", "aaa", "q/m-Q4_K_M-00001-of-00002.gguf", gguf(1));
  put_in_hub("models--u--r", "aaa", "q/m-Q4_K_M-00002-of-00002.gguf", gguf(2));
  put_in_hub("models--u--s", "aaa", "m-Q4_K_M-00002-of-00002.gguf", gguf(2));
  const auto models = find_in_hub_cache(hub());
  ASSERT_EQ(names(models), (std::vector<std::string>{"hf.co/u/r:Q4_K_M", "hf.co/u/s:Q4_K_M"}));
  EXPECT_EQ((*models)[0].files.size(), 2U);
  EXPECT_NE((*models)[1].problem.find("1 of 2 parts"), std::string::npos) << (*models)[1].problem;
  const auto imported = import(models->front());
  ASSERT_TRUE(imported.has_value()) << imported.error().text();
  EXPECT_EQ(store_->manifest(imported->manifest)->layers.size(), 2U);
}

TEST_F(ForeignModelTest, BegunDownloadsAndMissingFoldersAreNoModels) {
  write(hub() / "models--u--r/blobs/0123.incomplete", "half");
  fs::create_directories(hub() / "models--u--r/snapshots/aaa");
  fs::create_symlink("../../blobs/0123", hub() / "models--u--r/snapshots/aaa/m-Q8_0.gguf");
  EXPECT_TRUE(find_in_hub_cache(hub())->empty());
  for (const auto& missing : {find_in_ollama(directory_.path() / "none"),
                              find_in_hub_cache(directory_.path() / "none")}) {
    ASSERT_FALSE(missing.has_value());
    EXPECT_EQ(missing.error().code(), ErrorCode::NotFound);
  }
}

// Each of these a manifest that some program left there.
TEST_F(ForeignModelTest, HostileManifestIsNamedAndNothingIsWritten) {
  const std::string good =
      put_in_ollama("registry.ollama.ai/library/m/latest", {layer("model", gguf(1))});
  const std::string digest = crypto::sha256(gguf(1)).hex();
  const auto changed = [&](std::string_view from, const std::string& to) {
    std::string text = good;
    return text.replace(text.find(from), from.size(), to);
  };
  std::string capitals = digest;
  for (char& c : capitals) c = static_cast<char>(c >= 'a' && c <= 'f' ? c - 'a' + 'A' : c);
  const std::string size = format(R"("size":{}}}])", gguf(1).size());
  const std::string one = good.substr(good.find("\"layers\":[") + 10);
  const std::pair<std::string, const char*> cases[] = {
      {changed(digest, capitals), "sha256"},
      {changed(size, R"("size":7}])"), "its manifest says 7"},
      {changed(size, R"("size":1e99}])"), "size"},
      {changed("\"layers\":[", "\"layers\":[" + one.substr(0, one.size() - 2) + ","),
       "stands twice"},
      {changed(size, format(R"("size":{},"annotations":{{"org.cncf.model.filepath":"../x"}}}}])",
                            gguf(1).size())),
       "'../x'"},
      {good + std::string(store::Manifest::kTextBytesMax, ' '), "limit"},
      {"<html>", "JSON"},
      {"", "JSON"},
  };
  for (const auto& [text, why] : cases) {
    write(ollama() / "manifests/registry.ollama.ai/library/m/latest", text);
    const auto models = find_in_ollama(ollama());
    ASSERT_EQ(models->size(), 1U) << why;
    EXPECT_NE(models->front().problem.find(why), std::string::npos)
        << why << ": " << models->front().problem;
    EXPECT_FALSE(import(models->front()).has_value()) << why;
  }
  EXPECT_TRUE(store_->list()->empty());
}

TEST_F(ForeignModelTest, NamesThatOllamaWouldNotTakeAreLeftOut) {
  for (const char* name : {"registry.ollama.ai/library/no blank/latest",
                           "registry.ollama.ai/li.b/m/x", "registry.ollama.ai/library/-m/latest"}) {
    put_in_ollama(name, {layer("model", gguf(1))});
  }
  EXPECT_TRUE(find_in_ollama(ollama())->empty());
}

}  // namespace
}  // namespace tiles::models
