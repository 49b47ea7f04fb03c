// SPDX-License-Identifier: Apache-2.0
#include "attest/model_content.h"

#include "attest_cases.h"

namespace tiles::attest {
namespace {

ModelContent small_content() {
  return {.name = "model",
          .serialization = {.ignored = {".git"}},
          .resources = {{"a", crypto::sha256("a")}, {"d/b", crypto::sha256("b")}}};
}

Result<ModelContent> read_with(std::string_view from, std::string_view to) {
  std::string text = small_content().statement().print();
  text.replace(text.find(from), from.size(), to);
  return Statement::parse(text).and_then(ModelContent::read);
}

TEST(ModelContent, HasItsGoldenPredicate) {
  EXPECT_EQ(
      print_json(small_content().statement().predicate),
      R"({"serialization":{"method":"files","hash_type":"sha256","allow_symlinks":false,"ignore_paths":[".git"]},)"
      R"("resources":[{"name":"a","algorithm":"sha256","digest":"ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"},)"
      R"({"name":"d/b","algorithm":"sha256","digest":"3e23e8160039594a33894f6564e1b1348bbd7a0088d42c4acb73eeaed59c009d"}]})");
}

TEST(ModelContent, ReadOfStatementIsIdentity) {
  const ModelContent content = small_content();
  EXPECT_EQ(ModelContent::read(content.statement()).value(), content);
  ModelContent sharded = small_content();
  sharded.serialization = {.pieces = Pieces::Shards, .shard_bytes = 7, .ignored = {}};
  EXPECT_EQ(ModelContent::read(sharded.statement()).value(), sharded);
}

TEST(ModelContent, ShardsAreNamedAsModelSigningDoes) {
  ModelContent content = small_content();
  content.serialization = {.pieces = Pieces::Shards, .shard_bytes = 4, .ignored = {}};
  const std::string text = content.statement().print();
  EXPECT_NE(text.find(R"("algorithm":"sha256-sharded-4")"), std::string::npos) << text;
}

TEST(ModelContent, RootIsOverTheDigestsInTheirOrder) {
  ModelContent content = small_content();
  const crypto::Digest root = content.root();
  std::swap(content.resources[0], content.resources[1]);
  EXPECT_NE(content.root(), root);
  content.sort();
  EXPECT_EQ(content.root(), root);
}

TEST(ModelContent, SortIsByBytesOfTheWholeName) {
  ModelContent content = small_content();
  content.resources = {{"a/b", {}}, {"a.b", {}}, {"a", {}}};
  content.sort();
  EXPECT_EQ(content.resources[1].name, "a.b");
  EXPECT_EQ(content.resources[2].name, "a/b");
}

TEST(ModelContent, DigestOfTheSubjectMustBeThatOfTheFiles) {
  expect_error(read_with("ca978112", "ca978113"), ErrorCode::Corrupt, "the subject says");
}

TEST(ModelContent, AnotherPredicateIsRefused) {
  expect_error(read_with("signature/v1.0", "signature/v9.0"), ErrorCode::Invalid,
               "https://model_signing/signature/v9.0");
}

TEST(ModelContent, UnsafeNamesAreRefused) {
  for (const char* name : {"../a", "/a", "d//b", ".", "d/", ""}) {
    expect_error(read_with(R"("name":"a")", R"("name":")" + std::string(name) + R"(")"),
                 ErrorCode::Invalid, "plain and relative");
  }
}

TEST(ModelContent, FileThatStandsTwiceIsRefused) {
  expect_error(read_with("d/b", "a"), ErrorCode::Invalid, "stands twice");
}

TEST(ModelContent, OtherHashesAndLinksAreUnsupported) {
  expect_error(read_with(R"("hash_type":"sha256")", R"("hash_type":"blake3")"),
               ErrorCode::Unsupported, "blake3");
  expect_error(read_with(R"("algorithm":"sha256")", R"("algorithm":"blake2b")"),
               ErrorCode::Unsupported, "blake2b");
  expect_error(read_with(R"("allow_symlinks":false)", R"("allow_symlinks":true)"),
               ErrorCode::Unsupported, "symbolic links");
  expect_error(read_with(R"("method":"files")", R"("method":"tensors")"), ErrorCode::Unsupported,
               "tensors");
}

TEST(ModelContent, ShardSizeMustBeANumberOfBytes) {
  for (const char* size : {"0", "-1", "\"7\"", "1e300", "null"}) {
    expect_error(read_with(R"("method":"files")",
                           R"("shard_size":)" + std::string(size) + R"(,"method":"shards")"),
                 ErrorCode::Invalid, "'shard_size'");
  }
  expect_error(read_with(R"("method":"files")", R"("shard_size":4,"method":"shards")"),
               ErrorCode::Unsupported, "not by 'sha256-sharded-4'");
}

TEST(ModelContent, NamesAreReadUpToTheirLimit) {
  const std::string longest(ModelContent::kNameBytesMax, 'x');
  EXPECT_TRUE(read_with("d/b", longest));
  expect_error(read_with("d/b", longest + "x"), ErrorCode::Limit, "the limit is 4096");
}

TEST(ModelContent, FilesAreReadUpToTheirNumber) {
  ModelContent content = small_content();
  content.resources.clear();
  content.resources.reserve(ModelContent::kResourcesMax + 1);
  for (std::size_t i = 0; i < ModelContent::kResourcesMax; ++i) {
    content.resources.push_back({std::to_string(i), {}});
  }
  EXPECT_TRUE(ModelContent::read(content.statement()));
  content.resources.push_back({"one more", {}});
  expect_error(ModelContent::read(content.statement()), ErrorCode::Limit, "the limit is 65536");
}

}  // namespace
}  // namespace tiles::attest
