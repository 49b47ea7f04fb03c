// SPDX-License-Identifier: Apache-2.0
#include "tlog/tree.h"

#include <gtest/gtest.h>

#include <map>

#include "base/text.h"
#include "tlog/proof.h"

namespace tiles::tlog {
namespace {

const GrowingTree::FullTile kIgnore = [](const TileName&, std::string_view) -> Result<void> {
  return {};
};

// RFC 6962 §2.1 as it is written, over leaves in memory.
class PlainTree {
 public:
  void add(std::string_view entry) { leaves_.push_back(hasher_.leaf(entry)); }
  Hash root(std::uint64_t begin, std::uint64_t end) {
    if (begin == end) return empty_root();
    if (end - begin == 1) return leaves_[begin];
    std::uint64_t half = 1;
    while (half * 2 < end - begin) half *= 2;
    return hasher_.node(root(begin, begin + half), root(begin + half, end));
  }
  NodeSource nodes() {
    return [this](unsigned level, std::uint64_t index) -> Result<Hash> {
      return root(index << level, (index + 1) << level);
    };
  }
  const Hash& leaf(std::size_t index) const { return leaves_[index]; }

 private:
  TreeHasher hasher_;
  std::vector<Hash> leaves_;
};

// Those of the tests of Certificate Transparency: the eight leaves and their roots.
TEST(Tree, PublishedRootsAreMade) {
  const std::vector<std::string> leaves = {"",         std::string(1, '\0'), "\x10",
                                           "\x20\x21", "\x30\x31",           "@ABC",
                                           "PQRSTUVW", "`abcdefghijklmno"};
  const std::vector<std::string> roots = {
      "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
      "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
      "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
      "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
      "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
      "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
      "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
      "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
      "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328"};
  GrowingTree tree;
  EXPECT_EQ(tree.root().hex(), roots[0]);
  for (std::size_t i = 0; i < leaves.size(); ++i) {
    ASSERT_TRUE(tree.add(tree.hasher().leaf(leaves[i]), kIgnore));
    EXPECT_EQ(tree.root().hex(), roots[i + 1]) << i;
  }
  TreeHasher hasher;
  EXPECT_EQ(hasher.leaf("L123456").hex(),
            "395aa064aa4c29f7010acfe3f25db9485bbd4b91897b6ad7ad547639252b4d56");
}

TEST(Tree, EveryProofOfSmallTreesHolds) {
  PlainTree tree;
  for (std::uint64_t size = 1; size <= 70; ++size) {
    tree.add("entry " + std::to_string(size - 1));
    const TreeHead head{size, tree.root(0, size)};
    EXPECT_EQ(root_of(tree.nodes(), size).value(), head.root);
    for (std::uint64_t index = 0; index < size; ++index) {
      const Proof proof = prove_inclusion(tree.nodes(), index, size).value();
      EXPECT_TRUE(check_inclusion({index, tree.leaf(index), head}, proof)) << index << " " << size;
      EXPECT_FALSE(check_inclusion({index, tree.leaf((index + 1) % size), head}, proof) &&
                   size > 1);
    }
    for (std::uint64_t older = 1; older <= size; ++older) {
      const Proof proof = prove_growth(tree.nodes(), older, size).value();
      EXPECT_TRUE(check_growth({older, tree.root(0, older)}, head, proof)) << older << " " << size;
    }
    EXPECT_TRUE(prove_growth(tree.nodes(), 0, size).value().empty());
  }
}

TEST(Tree, NumbersThatNoTreeHasAreRefused) {
  PlainTree tree;
  tree.add("one");
  EXPECT_EQ(prove_inclusion(tree.nodes(), 1, 1).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(prove_inclusion(tree.nodes(), 0, 0).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(prove_growth(tree.nodes(), 2, 1).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(check_inclusion({1, Hash(), {1, Hash()}}, {}).error().text(),
            "entry 1 is not in a tree of 1");
  EXPECT_EQ(check_growth({0, empty_root()}, {1, Hash()}, {}).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(check_subtree({1, 3, Hash()}, {3, Hash()}, {}).error().text(),
            "no part of a tree has the entries 1 to 3");
}

TEST(Tree, ProofOf65HashesIsRefused) {
  const Proof proof(65);
  const std::string message = "proof of 65 hashes; no tree needs more than 64";
  EXPECT_EQ(check_inclusion({0, Hash(), {2, Hash()}}, proof).error().text(), message);
  EXPECT_EQ(check_growth({1, Hash()}, {2, Hash()}, proof).error().text(), message);
  EXPECT_EQ(check_inclusion({0, Hash(), {2, Hash()}}, Proof(64)).error().text(),
            "proof of 64 hashes, which is a wrong number");
}

TEST(GrowingTree, FullTilesHaveTheirHashesAndNames) {
  std::map<std::string, std::string> tiles;
  GrowingTree tree;
  for (std::size_t i = 0; i < 256 * 256 + 257; ++i) {
    ASSERT_TRUE(tree.add(tree.hasher().leaf(std::to_string(i)),
                         [&](const TileName& name, std::string_view hashes) -> Result<void> {
                           EXPECT_EQ(hashes.size(), 8'192U);
                           tiles[name.path()] = hashes;
                           return {};
                         }));
  }
  EXPECT_EQ(tiles.size(), 258U);  // 257 of level 0, one of level 1.
  EXPECT_TRUE(tiles.contains("tile/0/256"));
  EXPECT_TRUE(tiles.contains("tile/1/000"));
  ASSERT_EQ(tree.edge().size(), 3U);
  EXPECT_EQ(tree.edge()[0].size(), 32U);
  EXPECT_EQ(tree.edge()[1].size(), 32U);
  EXPECT_EQ(tree.edge()[2].size(), 32U);
}

TEST(GrowingTree, GoesOnFromItsEdge) {
  GrowingTree tree;
  for (std::size_t i = 0; i < 600; ++i) {
    GrowingTree again = GrowingTree::at(tree.size(), tree.edge());
    EXPECT_EQ(again.root(), tree.root()) << i;
    ASSERT_TRUE(tree.add(tree.hasher().leaf(std::to_string(i)), kIgnore));
  }
}

}  // namespace
}  // namespace tiles::tlog
