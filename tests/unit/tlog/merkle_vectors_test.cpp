// SPDX-License-Identifier: Apache-2.0
// The published proofs of transparency-dev/merkle, each with its published verdict.
#include <gtest/gtest.h>

#include <functional>

#include "base/encodings.h"
#include "base/text.h"
#include "log_cases.h"
#include "tlog/proof.h"

namespace tiles::tlog {
namespace {

// A value that is no hash fails as it should: a verdict of its own.
Result<Hash> hash_at(const Json& one, const char* key) {
  return parse_hash(one[key].get<std::string>());
}

Result<Proof> proof_of(const Json& one) {
  Proof proof;
  if (one["proof"].is_null()) return proof;
  for (const Json& hash : one["proof"]) {
    proof.push_back(TILES_TRY(parse_hash(hash.get<std::string>())));
  }
  return proof;
}

std::uint64_t number_at(const Json& one, const char* key) { return one[key].get<std::uint64_t>(); }

std::size_t check_all(const std::string& file,
                      const std::function<Result<void>(const Json&)>& run) {
  std::size_t count = 0;
  const std::string text = read_all(trust_data() / file);
  for (const std::string_view line : split(trim(text), '\n')) {
    const Json one = parse_json(line).value();
    const Result<void> verdict = run(one);
    EXPECT_EQ(!verdict.has_value(), one["wantErr"].get<bool>())
        << one["file"] << (verdict ? "" : ": " + verdict.error().text());
    ++count;
  }
  return count;
}

TEST(MerkleVectors, InclusionHasItsVerdict) {
  EXPECT_EQ(check_all("merkle_inclusion.jsonl",
                      [](const Json& one) -> Result<void> {
                        const Hash leaf = TILES_TRY(hash_at(one, "leafHash"));
                        const Hash root = TILES_TRY(hash_at(one, "root"));
                        const Proof proof = TILES_TRY(proof_of(one));
                        return check_inclusion({.index = number_at(one, "leafIdx"),
                                                .leaf = leaf,
                                                .head = {number_at(one, "treeSize"), root}},
                                               proof);
                      }),
            65U);
}

// Also those from an empty tree: nothing is proved from nothing.
TEST(MerkleVectors, GrowthHasItsVerdict) {
  EXPECT_EQ(check_all("merkle_consistency.jsonl",
                      [](const Json& one) -> Result<void> {
                        const auto older = hash_at(one, "root1");
                        const auto newer = hash_at(one, "root2");
                        const Proof proof = TILES_TRY(proof_of(one));
                        const TreeHead old_head{number_at(one, "size1"), older.value_or(Hash())};
                        const TreeHead new_head{number_at(one, "size2"), newer.value_or(Hash())};
                        if (one["root1"] == one["root2"] && old_head.size == new_head.size) {
                          // One case has a root of 12 bytes on both sides, which is equal.
                          return check_growth(old_head, new_head, proof);
                        }
                        TILES_CHECK(older);
                        TILES_CHECK(newer);
                        return check_growth(old_head, new_head, proof);
                      }),
            66U);
}

TEST(MerkleVectors, SubtreeInclusionHasItsVerdict) {
  EXPECT_EQ(check_all("merkle_subtreeinclusion.jsonl",
                      [](const Json& one) -> Result<void> {
                        const Hash leaf = TILES_TRY(hash_at(one, "leafHash"));
                        const Hash root = TILES_TRY(hash_at(one, "root"));
                        const Proof proof = TILES_TRY(proof_of(one));
                        return check_subtree_inclusion(
                            number_at(one, "leafIdx"), leaf,
                            {number_at(one, "start"), number_at(one, "end"), root}, proof);
                      }),
            136U);
}

TEST(MerkleVectors, SubtreeHasItsVerdict) {
  EXPECT_EQ(check_all("merkle_subtreeconsistency.jsonl",
                      [](const Json& one) -> Result<void> {
                        const auto part = hash_at(one, "root1");
                        const auto whole = hash_at(one, "root2");
                        // One case has a root of 12 bytes on both sides, which is equal. What no
                        // entries are a part of has any root.
                        if (one["root1"] != one["root2"]) {
                          TILES_CHECK(part);
                          if (number_at(one, "start") != number_at(one, "end")) TILES_CHECK(whole);
                        }
                        const Proof proof = TILES_TRY(proof_of(one));
                        return check_subtree(
                            {number_at(one, "start"), number_at(one, "end"), part.value_or(Hash())},
                            {number_at(one, "size"), whole.value_or(Hash())}, proof);
                      }),
            79U);
}

}  // namespace
}  // namespace tiles::tlog
