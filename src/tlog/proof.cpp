// SPDX-License-Identifier: Apache-2.0
#include "tlog/proof.h"

#include <bit>
#include <string>

#include "tlog/decimal.h"

namespace tiles::tlog {
namespace {

bool is_odd(std::uint64_t number) { return (number & 1U) != 0; }

Result<void> check_shape(std::uint64_t size, std::span<const Hash> proof) {
  if (size > kTreeSizeMax) {
    return fail(ErrorCode::Invalid, "tree size " + std::to_string(size) + " is above 2^63-1");
  }
  if (proof.size() > kProofHashesMax) {
    return fail(ErrorCode::Limit, "proof of " + std::to_string(proof.size()) +
                                      " hashes; no tree needs more than " +
                                      std::to_string(kProofHashesMax));
  }
  return {};
}

tl::unexpected<Error> wrong_length(std::span<const Hash> proof) {
  return fail(ErrorCode::Corrupt,
              "proof of " + std::to_string(proof.size()) + " hashes, which is a wrong number");
}

tl::unexpected<Error> other_root(std::string_view which, const Hash& computed, const Hash& given) {
  return fail(ErrorCode::Corrupt, "the proof leads to " + std::string(which) + " " +
                                      to_base64(computed) + ", not to " + to_base64(given));
}

Result<void> check_bounds(const Subtree& subtree) {
  if (subtree.begin >= subtree.end || subtree.end > kTreeSizeMax ||
      subtree.begin % std::bit_ceil(subtree.end - subtree.begin) != 0) {
    return fail(ErrorCode::Invalid, "no part of a tree has the entries " +
                                        std::to_string(subtree.begin) + " to " +
                                        std::to_string(subtree.end));
  }
  return {};
}

// No entries are part of every tree, without a proof.
Result<void> check_empty(const Subtree& subtree, std::span<const Hash> proof) {
  if (!proof.empty()) return wrong_length(proof);
  if (subtree.hash != empty_root()) return other_root("root", empty_root(), subtree.hash);
  return {};
}

// The three positions of check_subtree, which move up the tree together.
struct Climb {
  std::uint64_t begin = 0;  // First leaf of the part.
  std::uint64_t last = 0;   // Its last leaf.
  std::uint64_t end = 0;    // The last leaf of the tree.

  void up() {
    begin >>= 1U;
    last >>= 1U;
    end >>= 1U;
  }
  // To the largest whole tree that ends where the part ends.
  void to_first_node() {
    if (last == end) {
      while (begin != last) up();
    } else {
      while (begin != last && is_odd(last)) up();
    }
  }
};

}  // namespace

Result<void> check_inclusion(const Inclusion& inclusion, std::span<const Hash> proof) {
  TILES_CHECK(check_shape(inclusion.head.size, proof));
  if (inclusion.index >= inclusion.head.size) {
    return fail(ErrorCode::Invalid, "entry " + std::to_string(inclusion.index) +
                                        " is not in a tree of " +
                                        std::to_string(inclusion.head.size));
  }
  TreeHasher hasher;
  std::uint64_t position = inclusion.index;
  std::uint64_t last = inclusion.head.size - 1;
  Hash hash = inclusion.leaf;
  for (const Hash& sibling : proof) {
    if (last == 0) return wrong_length(proof);
    if (is_odd(position) || position == last) {
      hash = hasher.node(sibling, hash);
      while (!is_odd(position) && position != 0) {
        position >>= 1U;
        last >>= 1U;
      }
    } else {
      hash = hasher.node(hash, sibling);
    }
    position >>= 1U;
    last >>= 1U;
  }
  if (last != 0) return wrong_length(proof);
  if (hash != inclusion.head.root) return other_root("root", hash, inclusion.head.root);
  return {};
}

Result<void> check_subtree_inclusion(std::uint64_t index, const Hash& leaf, const Subtree& subtree,
                                     std::span<const Hash> proof) {
  TILES_CHECK(check_bounds(subtree));
  if (index < subtree.begin || index >= subtree.end) {
    return fail(ErrorCode::Invalid,
                "entry " + std::to_string(index) + " is not among the entries " +
                    std::to_string(subtree.begin) + " to " + std::to_string(subtree.end));
  }
  return check_inclusion({.index = index - subtree.begin,
                          .leaf = leaf,
                          .head = {subtree.end - subtree.begin, subtree.hash}},
                         proof);
}

Result<void> check_subtree(const Subtree& subtree, const TreeHead& head,
                           std::span<const Hash> proof) {
  if (subtree.begin == subtree.end && subtree.end <= head.size) return check_empty(subtree, proof);
  TILES_CHECK(check_bounds(subtree));
  TILES_CHECK(check_shape(head.size, proof));
  if (subtree.end > head.size) {
    return fail(ErrorCode::Invalid, "entry " + std::to_string(subtree.end - 1) +
                                        " is not in a tree of " + std::to_string(head.size));
  }
  TreeHasher hasher;
  Climb at{subtree.begin, subtree.end - 1, head.size - 1};
  at.to_first_node();
  std::span<const Hash> rest = proof;
  Hash part = subtree.hash;
  if (at.begin != at.last) {
    if (rest.empty()) return wrong_length(proof);
    part = rest.front();
    rest = rest.subspan(1);
  }
  Hash whole = part;
  for (const Hash& hash : rest) {
    if (at.end == 0) return wrong_length(proof);
    if (is_odd(at.last) || at.last == at.end) {
      if (at.begin < at.last) part = hasher.node(hash, part);
      whole = hasher.node(hash, whole);
      while (!is_odd(at.last)) at.up();
    } else {
      whole = hasher.node(whole, hash);
    }
    at.up();
  }
  if (at.end != 0) return wrong_length(proof);
  if (part != subtree.hash) return other_root("older root", part, subtree.hash);
  if (whole != head.root) return other_root("root", whole, head.root);
  return {};
}

Result<void> check_growth(const TreeHead& older, const TreeHead& newer,
                          std::span<const Hash> proof) {
  if (older.size == 0 || older.size > newer.size) {
    return fail(ErrorCode::Invalid, "no proof shows that a tree of " + std::to_string(newer.size) +
                                        " grew from one of " + std::to_string(older.size));
  }
  return check_subtree({0, older.size, older.root}, newer, proof);
}

}  // namespace tiles::tlog
