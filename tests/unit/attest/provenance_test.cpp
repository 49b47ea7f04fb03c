// SPDX-License-Identifier: Apache-2.0
#include "attest/provenance.h"

#include "attest_cases.h"
#include "store/media_types.h"

namespace tiles::attest {
namespace {

store::Descriptor blob_of(std::string_view media_type, std::string_view bytes) {
  return {.media_type = std::string(media_type),
          .digest = crypto::sha256(bytes),
          .size_bytes = bytes.size(),
          .artifact_type = {},
          .annotations = {}};
}

ProvenanceFacts small_facts() {
  ProvenanceFacts facts;
  facts.manifest = blob_of(store::media_type::kOciManifest, "manifest");
  facts.build.config = blob_of(store::media_type::kModelConfig, "{}");
  facts.build.layers = {blob_of(store::media_type::kWeights, "weights"),
                        blob_of(store::media_type::kSystem, "be brief")};
  facts.build.layers.front().annotations = {
      {std::string(store::annotation::kFilePath), "model.gguf"}};
  return facts;
}

models::Lock small_lock() {
  models::Lock lock;
  lock.sources = {{.reference = "/home/ana/secret/model.gguf",
                   .revision = {},
                   .path = {},
                   .digest = crypto::sha256("source"),
                   .size_bytes = 6},
                  {.reference = "hf.co/some/model:Q8_0",
                   .revision = "0123abcd",
                   .path = "model.gguf",
                   .digest = crypto::sha256("other"),
                   .size_bytes = 5}};
  lock.quantization = models::LockedQuantization{.type = "Q4_K_M", .quantizer = "llama.cpp b1"};
  return lock;
}

TEST(Provenance, HasItsGoldenBytes) {
  EXPECT_EQ(
      provenance_of(small_facts()).print(),
      R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"sha256:05b3abf2579a5eb66403cd78be557fd860633a1fe2103c7642030defe32c657f","digest":{"sha256":"05b3abf2579a5eb66403cd78be557fd860633a1fe2103c7642030defe32c657f"}}],)"
      R"("predicateType":"https://slsa.dev/provenance/v1","predicate":{"buildDefinition":{"buildType":"app.tiles:build/modelfile/v1",)"
      R"("externalParameters":{"layers":[{"kind":"weights","mediaType":"application/vnd.cncf.model.weight.v1.raw","digest":{"sha256":"9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"},"size":7,"annotations":{"org.cncf.model.filepath":"model.gguf"}},)"
      R"({"kind":"system prompt","mediaType":"application/vnd.tiles.model.system.v1.txt","digest":{"sha256":"b0d336336bae9756708102764ccc977778d8c408df38d7050d69f9e4d22c9a43"},"size":8}],)"
      R"("config":{"sha256":"44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a"}},)"
      R"("resolvedDependencies":[{"digest":{"sha256":"9a129038d9a00aed0cf6a7ea059ca50a813449061ab87848cf1a13eafdf33b2c"},"name":"model.gguf"}]},)"
      R"("runDetails":{"builder":{"id":"app.tiles:builder/local/v1"}}}})");
}

TEST(Provenance, OfOneBuildIsAlwaysTheSame) {
  const models::Lock lock = small_lock();
  ProvenanceFacts facts = small_facts();
  facts.lock = &lock;
  EXPECT_EQ(provenance_of(facts).print(), provenance_of(facts).print());
}

TEST(Provenance, SaysNoPathOfThisMachine) {
  const models::Lock lock = small_lock();
  ProvenanceFacts facts = small_facts();
  facts.lock = &lock;
  const std::string text = provenance_of(facts).print();
  EXPECT_EQ(text.find("ana"), std::string::npos) << text;
  EXPECT_NE(text.find(crypto::sha256("source").hex()), std::string::npos);
  EXPECT_NE(text.find("hf.co/some/model:Q8_0"), std::string::npos);
  EXPECT_NE(text.find("0123abcd"), std::string::npos);
  EXPECT_NE(text.find("Q4_K_M"), std::string::npos);
}

TEST(Provenance, HoldsForItsBuild) {
  const models::Lock lock = small_lock();
  ProvenanceFacts with_lock = small_facts();
  with_lock.lock = &lock;
  EXPECT_EQ(phrase(check_provenance(provenance_of(small_facts()), small_facts())), "no error");
  EXPECT_EQ(phrase(check_provenance(provenance_of(with_lock), small_facts())), "no error");
}

TEST(Provenance, OfAnotherBuildIsCorrupt) {
  ProvenanceFacts other = small_facts();
  other.manifest.digest = crypto::sha256("other");
  expect_error(check_provenance(provenance_of(other), small_facts()), ErrorCode::Corrupt,
               "provenance of sha256:");
  other = small_facts();
  other.build.layers.pop_back();
  expect_error(check_provenance(provenance_of(other), small_facts()), ErrorCode::Corrupt,
               "the layers of the provenance");
}

TEST(Provenance, ByAnotherBuilderIsRefused) {
  Statement statement = provenance_of(small_facts());
  statement.predicate["runDetails"]["builder"]["id"] = "https://example.com/builder";
  expect_error(check_provenance(statement, small_facts()), ErrorCode::Invalid,
               "https://example.com/builder");
}

TEST(Provenance, StatementOfAnotherKindIsRefused) {
  expect_error(check_provenance(small_statement(), small_facts()), ErrorCode::Invalid,
               "https://example.com/kind/v1");
}

}  // namespace
}  // namespace tiles::attest
