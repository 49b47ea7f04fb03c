// SPDX-License-Identifier: Apache-2.0
// A Merkle tree that grows leaf by leaf, and the hashes of one that is stored elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "base/result.h"
#include "tlog/hash.h"
#include "tlog/proof.h"
#include "tlog/tile.h"

namespace tiles::tlog {

// Holds the right edge of the tree only: some hashes and one partial tile a level.
// Not safe from several threads.
class GrowingTree {
 public:
  // What is called with each tile that has become full. `hashes` lives during the call.
  using FullTile = std::function<Result<void>(const TileName&, std::string_view hashes)>;

  // A tree of `size` entries of which `edge` has the hashes of the partial tile of each level, the
  // lowest first: partial_width(level, size) hashes of 32 bytes each, and no level above the last
  // one with any.
  static GrowingTree at(std::uint64_t size, const std::vector<std::string>& edge);

  // Errors: those of `full_tile`; the tree is not used after one.
  Result<void> add(const Hash& leaf, const FullTile& full_tile);
  std::uint64_t size() const { return size_; }
  Hash root();
  // The partial tile of each level; a level may have none ("").
  const std::vector<std::string>& edge() const { return edge_; }
  TreeHasher& hasher() { return hasher_; }

 private:
  struct Node {
    unsigned height = 0;
    Hash hash;
  };
  Result<void> add_to_tile(unsigned level, const Hash& hash, const FullTile& full_tile);

  std::uint64_t size_ = 0;
  std::vector<std::string> edge_;
  std::vector<Node> peaks_;  // Whole trees from the left, each higher than the next.
  TreeHasher hasher_;
};

// The hash of the whole tree over the entries [index·2^level, (index+1)·2^level).
using NodeSource = std::function<Result<Hash>(unsigned level, std::uint64_t index)>;

// Errors of all: Invalid (numbers that no tree has) and those of the source.
Result<Hash> root_of(const NodeSource& nodes, std::uint64_t size);
Result<Proof> prove_inclusion(const NodeSource& nodes, std::uint64_t index, std::uint64_t size);
// Empty when `older` is 0 or `newer`.
Result<Proof> prove_growth(const NodeSource& nodes, std::uint64_t older, std::uint64_t newer);

// The tree over `hashes`, which are its leaves or the roots of equal trees; at least one.
Hash root_of_hashes(TreeHasher& hasher, std::vector<Hash> hashes);

}  // namespace tiles::tlog
