// SPDX-License-Identifier: Apache-2.0
// What the proofs of a Merkle tree show, checked without the tree: RFC 9162 §2.1.3.2 and §2.1.4.2,
// and the same for a part of the tree (draft-ietf-plants-merkle-tree-certs §4).
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

#include "base/result.h"
#include "tlog/hash.h"

namespace tiles::tlog {

// A tree of 2^63 entries needs no more.
inline constexpr std::size_t kProofHashesMax = 64;

struct TreeHead {
  std::uint64_t size = 0;
  Hash root;
  bool operator==(const TreeHead&) const = default;
};

struct Inclusion {
  std::uint64_t index = 0;
  Hash leaf;
  TreeHead head;
};

// Entries `begin` to `end` and the hash of their tree. `begin` is a multiple of the smallest power
// of two that is not less than their number.
struct Subtree {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  Hash hash;
};

// Errors of all: Invalid (numbers that no tree has), Limit (more than kProofHashesMax hashes),
// Corrupt (the proof does not show it).
Result<void> check_inclusion(const Inclusion& inclusion, std::span<const Hash> proof);
Result<void> check_subtree_inclusion(std::uint64_t index, const Hash& leaf, const Subtree& subtree,
                                     std::span<const Hash> proof);
// Of a part without entries the hash is that of the empty tree, and the proof is empty.
Result<void> check_subtree(const Subtree& subtree, const TreeHead& head,
                           std::span<const Hash> proof);
// That the tree `newer` begins with the entries of `older`. Invalid when `older` is empty: that
// needs no proof and none shows it.
Result<void> check_growth(const TreeHead& older, const TreeHead& newer,
                          std::span<const Hash> proof);

}  // namespace tiles::tlog
