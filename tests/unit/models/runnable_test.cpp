// SPDX-License-Identifier: Apache-2.0
#include "models/runnable.h"

#include <fstream>

#include "build_fixture.h"

namespace tiles::models {
namespace {

namespace type = store::media_type;

class RunnableTest : public BuildTest {
 protected:
  Result<Runnable> load() { return load_runnable(*store_, name()); }

  void expect_refused(const std::vector<TestLayer>& layers, ErrorCode code,
                      std::string_view words) {
    build(layers);
    const auto runnable = load();
    ASSERT_FALSE(runnable.has_value());
    EXPECT_EQ(runnable.error().code(), code) << runnable.error().text();
    EXPECT_NE(runnable.error().text().find(words), std::string::npos) << runnable.error().text();
  }

  void overwrite(std::string_view body, std::string_view with) const {
    std::filesystem::permissions(file_of(body), std::filesystem::perms::owner_all);
    std::ofstream(file_of(body), std::ios::binary) << with;
  }
};

TEST_F(RunnableTest, EveryLayerReachesItsPlace) {
  build(
      {kWeights,
       {type::kWeights, "second part"},
       {type::kAdapter, "adapter", {{std::string(store::annotation::kScale), "0.5"}}},
       {type::kAdapter, "plain adapter"},
       {type::kMemoryAdapter, "memory adapter"},
       {type::kDraft, "draft"},
       {type::kProjector, "projector"},
       {type::kParameters, R"({"num_ctx":4096,"stop":["</s>","<end>"],"temperature":0.5,)"
                           R"("use_mmap":false})"},
       {type::kMessages, R"([{"role":"user","content":"hi"},{"role":"assistant","content":"ho"}])"},
       {type::kRuntime, R"({"renderer":"qwen3-coder","parser":"harmony","requires":"0.14.0"})"},
       {type::kTemplate, "{{ .Prompt }}"},
       {type::kSystem, "be brief"},
       {type::kLicense, "MIT"},
       {type::kLicense, "Apache"},
       {type::kMir, "mir:model.art.gpt-oss"},
       {type::kDocument, "read me"}});
  const auto runnable = load();
  ASSERT_TRUE(runnable.has_value()) << runnable.error().text();
  EXPECT_EQ(runnable->name, "model:latest");
  EXPECT_EQ(runnable->manifest, store_->resolve(name())->digest);
  EXPECT_EQ(runnable->weights,
            (std::vector<std::filesystem::path>{file_of("weights"), file_of("second part")}));
  ASSERT_EQ(runnable->adapters.size(), 2U);
  EXPECT_EQ(runnable->adapters[0].path, file_of("adapter"));
  EXPECT_EQ(runnable->adapters[0].scale, 0.5);
  EXPECT_EQ(runnable->adapters[1].scale, 1);
  EXPECT_EQ(runnable->memory_adapters.size(), 1U);
  EXPECT_EQ(runnable->draft.size(), 1U);
  EXPECT_EQ(runnable->projectors.size(), 1U);
  EXPECT_EQ(runnable->parameters.num_ctx, 4096);
  EXPECT_EQ(runnable->parameters.temperature, 0.5);
  EXPECT_EQ(runnable->parameters.use_mmap, false);
  EXPECT_EQ(runnable->parameters.stop, (std::vector<std::string>{"</s>", "<end>"}));
  EXPECT_FALSE(runnable->parameters.top_k.has_value());
  ASSERT_EQ(runnable->messages.size(), 2U);
  EXPECT_EQ(runnable->messages[1].role, SeedRole::Assistant);
  EXPECT_EQ(runnable->messages[1].content, "ho");
  EXPECT_EQ(runnable->renderer, "qwen3-coder");
  EXPECT_EQ(runnable->parser, "harmony");
  EXPECT_EQ(runnable->template_kind, TemplateKind::Go);
  EXPECT_EQ(runnable->template_text, "{{ .Prompt }}");
  EXPECT_EQ(runnable->system, "be brief");
  EXPECT_EQ(runnable->licenses, (std::vector<std::string>{"MIT", "Apache"}));
  ASSERT_EQ(runnable->mir.size(), 1U);
  EXPECT_EQ(runnable->mir[0].text(), "mir:model.art.gpt-oss");
  EXPECT_TRUE(runnable->warnings.empty());
}

TEST_F(RunnableTest, OllamasManifestIsRead) {
  build({{"application/vnd.ollama.image.model", "weights"},
         {"application/vnd.ollama.image.template", "{{ .System }}"},
         {"application/vnd.ollama.image.params", R"({"stop":["x"],"num_gqa":8,"mirostat":1})"},
         {"application/vnd.ollama.image.license", "MIT"}},
        {"application/vnd.docker.container.image.v1+json",
         R"({"model_format":"gguf","renderer":"cogito","requires":"0.12.0"})"},
        type::kDockerManifest);
  const auto runnable = load();
  ASSERT_TRUE(runnable.has_value()) << runnable.error().text();
  EXPECT_EQ(runnable->weights.size(), 1U);
  EXPECT_EQ(runnable->renderer, "cogito");
  EXPECT_EQ(runnable->required_version, "0.12.0");
  EXPECT_EQ(runnable->warnings,
            (std::vector<std::string>{"parameter 'num_gqa' is unknown and has no effect",
                                      "parameter 'mirostat' has no effect any more"}));
}

TEST_F(RunnableTest, UnknownNameIsNotFound) {
  const auto runnable = load();
  ASSERT_FALSE(runnable.has_value());
  EXPECT_EQ(runnable.error().code(), ErrorCode::NotFound);
}

TEST_F(RunnableTest, FlippedByteInAnyLayerIsCorrupt) {
  const std::vector<TestLayer> layers = {kWeights,
                                         {type::kAdapter, "adapter"},
                                         {type::kParameters, R"({"top_k":4})"},
                                         {type::kSystem, "be brief"}};
  for (const TestLayer& layer : layers) {
    build(layers);
    ASSERT_TRUE(load().has_value()) << layer.body;
    std::string flipped = layer.body;
    flipped[0] = static_cast<char>(flipped[0] ^ 1);
    overwrite(layer.body, flipped);
    const auto runnable = load();
    ASSERT_FALSE(runnable.has_value()) << layer.body;
    EXPECT_EQ(runnable.error().code(), ErrorCode::Corrupt) << runnable.error().text();
    EXPECT_NE(runnable.error().hint().find("tiles verify model:latest"), std::string::npos);
    overwrite(layer.body, layer.body);
  }
}

TEST_F(RunnableTest, MissingBlobIsCorrupt) {
  build({kWeights});
  std::filesystem::remove(file_of("weights"));
  const auto runnable = load();
  ASSERT_FALSE(runnable.has_value());
  EXPECT_EQ(runnable.error().code(), ErrorCode::Corrupt);
}

TEST_F(RunnableTest, UnchangedBlobIsNotHashedAgain) {
  build({kWeights});
  ASSERT_TRUE(load().has_value());
  std::uint64_t hashed = 0;
  const auto count = [&hashed](std::uint64_t bytes) {
    hashed = std::max(hashed, bytes);
    return store::Step::Continue;
  };
  ASSERT_TRUE(load_runnable(*store_, name(), count).has_value());
  EXPECT_EQ(hashed, 0U);
}

TEST_F(RunnableTest, RequiresIsServedUpToOllamasLevel) {
  for (const char* version : {"0.14.0", "v0.33.9", "0.33", "0"}) {
    build({kWeights, {type::kRuntime, std::string(R"({"requires":")") + version + "\"}"}});
    EXPECT_TRUE(load().has_value()) << version;
  }
  for (const char* version : {"0.34.0", "v1.0.0", "1"}) {
    expect_refused({kWeights, {type::kRuntime, std::string(R"({"requires":")") + version + "\"}"}},
                   ErrorCode::Unsupported, "requires version");
  }
}

TEST_F(RunnableTest, BadLayersAreRefused) {
  expect_refused({{type::kSystem, "no weights"}}, ErrorCode::Unsupported, "no weights");
  expect_refused({kWeights, {"application/vnd.ollama.image.tensor", "x"}}, ErrorCode::Unsupported,
                 "ollama.image.tensor");
  expect_refused({kWeights, {"application/vnd.tiles.model.new.v9", "x"}}, ErrorCode::Unsupported,
                 "model.new.v9");
  expect_refused({kWeights, {type::kParameters, R"({"top_k":"many"})"}}, ErrorCode::Invalid,
                 "'top_k' must be a whole number");
  expect_refused({kWeights, {type::kParameters, R"({"top_p":1.5})"}}, ErrorCode::Invalid,
                 "'top_p' must be from 0 to 1");
  expect_refused({kWeights, {type::kParameters, R"({"stop":[1]})"}}, ErrorCode::Invalid, "'stop'");
  expect_refused({kWeights, {type::kParameters, "[]"}}, ErrorCode::Invalid, "not a JSON object");
  expect_refused({kWeights, {type::kMessages, R"([{"role":"tool","content":"x"}])"}},
                 ErrorCode::Invalid, "'tool'");
  expect_refused({kWeights, {type::kMessages, R"([{"role":"user","content":1}])"}},
                 ErrorCode::Invalid, "'content'");
  expect_refused({kWeights, {type::kMir, "nothing"}}, ErrorCode::Invalid, "");
  for (const char* scale : {"-1", "100.5", "x", "", "nan"}) {
    expect_refused(
        {kWeights, {type::kAdapter, "adapter", {{std::string(store::annotation::kScale), scale}}}},
        ErrorCode::Invalid, "scale");
  }
}

TEST_F(RunnableTest, ListsAreBounded) {
  const auto stops = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i)
      list += (i == 0 ? "\"" : ",\"") + std::to_string(i) + "\"";
    return R"({"stop":[)" + list + "]}";
  };
  build({kWeights, {type::kParameters, stops(Runnable::kStopsMax)}});
  EXPECT_TRUE(load().has_value());
  expect_refused({kWeights, {type::kParameters, stops(Runnable::kStopsMax + 1)}}, ErrorCode::Limit,
                 "'stop'");
  const auto messages = [](std::size_t count) {
    std::string list;
    for (std::size_t i = 0; i < count; ++i) {
      list += (i == 0 ? "" : ",") + std::string(R"({"role":"user","content":"x"})");
    }
    return "[" + list + "]";
  };
  build({kWeights, {type::kMessages, messages(Runnable::kMessagesMax)}});
  EXPECT_TRUE(load().has_value());
  expect_refused({kWeights, {type::kMessages, messages(Runnable::kMessagesMax + 1)}},
                 ErrorCode::Limit, "messages");
  build({kWeights, {type::kSystem, std::string(Runnable::kTextBytesMax, 'x')}});
  EXPECT_TRUE(load().has_value());
  expect_refused({kWeights, {type::kSystem, std::string(Runnable::kTextBytesMax + 1, 'x')}},
                 ErrorCode::Limit, "");
}

TEST(TemplateKind, IsToldByTheText) {
  EXPECT_EQ(kind_of_template("{{ .System }} {{ .Prompt }}"), TemplateKind::Go);
  EXPECT_EQ(kind_of_template("{{- range .Messages }}{% {{ end }}"), TemplateKind::Go);
  EXPECT_EQ(kind_of_template("plain"), TemplateKind::Go);
  EXPECT_EQ(kind_of_template("{{ .Prompt"), TemplateKind::Go);
  EXPECT_EQ(kind_of_template("{% for m in messages %}{{ m.content }}{% endfor %}"),
            TemplateKind::Jinja);
  EXPECT_EQ(kind_of_template("{# note #}{{ messages[0]['content'] }}"), TemplateKind::Jinja);
}

TEST(RunnableOfFile, HasTheFileAlone) {
  const testing::TemporaryDirectory directory;
  const auto path = directory.path() / "a.gguf";
  EXPECT_EQ(runnable_of_file(path).error().code(), ErrorCode::NotFound);
  std::ofstream(path) << "GGUF";
  const auto runnable = runnable_of_file(path);
  ASSERT_TRUE(runnable.has_value());
  EXPECT_EQ(runnable->name, "a.gguf");
  EXPECT_EQ(runnable->weights, (std::vector{path}));
  EXPECT_FALSE(runnable->manifest.has_value());
}

TEST(RunnableOfFile, PartsOfASplitModelLieBesideTheFirst) {
  const testing::TemporaryDirectory directory;
  const auto file = [&](const char* name) {
    std::ofstream(directory.path() / name) << "GGUF";
    return directory.path() / name;
  };
  const auto first = file("a-00001-of-00003.gguf");
  const auto runnable = runnable_of_file(first);
  ASSERT_TRUE(runnable.has_value());
  EXPECT_EQ(runnable->weights, (std::vector{first, directory.path() / "a-00002-of-00003.gguf",
                                            directory.path() / "a-00003-of-00003.gguf"}));
  for (const char* name : {"a-00002-of-00003.gguf", "a-00001-of-0003.gguf", "a-00001-of-000x3.gguf",
                           "a-00001-of-01001.gguf", "a-00001-of-00001.gguf"}) {
    EXPECT_EQ(runnable_of_file(file(name))->weights.size(), 1U) << name;
  }
}

}  // namespace
}  // namespace tiles::models
