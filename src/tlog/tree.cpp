// SPDX-License-Identifier: Apache-2.0
#include "tlog/tree.h"

#include <algorithm>
#include <bit>
#include <utility>

#include "base/assert.h"
#include "tlog/decimal.h"

namespace tiles::tlog {
namespace {

std::uint64_t split_of(std::uint64_t size) { return std::bit_floor(size - 1); }

std::vector<Hash> hashes_of(std::string_view bytes) {
  std::vector<Hash> hashes;
  for (; !bytes.empty(); bytes.remove_prefix(Hash::kSizeBytes)) {
    hashes.push_back(hash_of_bytes(bytes.substr(0, Hash::kSizeBytes)));
  }
  return hashes;
}

struct Range {
  std::uint64_t begin = 0;
  std::uint64_t end = 0;
  std::uint64_t size() const { return end - begin; }
  std::uint64_t middle() const { return begin + split_of(size()); }
};

class Prover {
 public:
  explicit Prover(const NodeSource& nodes) : nodes_(nodes) {}

  // Whole trees from the left, joined from the right.
  Result<Hash> hash_of(Range range) {
    const std::uint64_t size = range.size();
    if (std::has_single_bit(size)) {
      const auto level = static_cast<unsigned>(std::countr_zero(size));
      return nodes_(level, range.begin >> level);
    }
    const Hash left = TILES_TRY(hash_of({range.begin, range.middle()}));
    const Hash right = TILES_TRY(hash_of({range.middle(), range.end}));
    return hasher_.node(left, right);
  }

  Result<Proof> inclusion(std::uint64_t index, Range range) {
    Proof proof;  // Highest first until the end.
    while (range.size() > 1) {
      const bool is_left = index < range.middle();
      const Range left{range.begin, range.middle()};
      const Range right{range.middle(), range.end};
      proof.push_back(TILES_TRY(hash_of(is_left ? right : left)));
      range = is_left ? left : right;
    }
    std::ranges::reverse(proof);
    return proof;
  }

  // RFC 9162 §2.1.4.1: SUBPROOF, from the top down.
  Result<Proof> growth(std::uint64_t older, Range range) {
    Proof proof;
    bool is_known = true;  // Whether the verifier has the hash of what is left of `range`.
    while (older != range.end) {
      const bool is_left = older <= range.middle();
      const Range left{range.begin, range.middle()};
      const Range right{range.middle(), range.end};
      proof.push_back(TILES_TRY(hash_of(is_left ? right : left)));
      is_known = is_known && is_left;
      range = is_left ? left : right;
    }
    if (!is_known) proof.push_back(TILES_TRY(hash_of(range)));
    std::ranges::reverse(proof);
    return proof;
  }

 private:
  const NodeSource& nodes_;
  TreeHasher hasher_;
};

}  // namespace

GrowingTree GrowingTree::at(std::uint64_t size, const std::vector<std::string>& edge) {
  GrowingTree tree;
  tree.size_ = size;
  tree.edge_ = edge;
  for (std::size_t level = edge.size(); level-- > 0;) {
    std::vector<Hash> hashes = hashes_of(edge[level]);
    auto begin = hashes.begin();
    for (std::size_t rest = hashes.size(); rest > 0;) {
      const std::size_t width = std::bit_floor(rest);
      const auto end = begin + static_cast<std::ptrdiff_t>(width);
      tree.peaks_.push_back({static_cast<unsigned>(kTileHeight * level + std::countr_zero(width)),
                             root_of_hashes(tree.hasher_, {begin, end})});
      begin = end;
      rest -= width;
    }
  }
  return tree;
}

Result<void> GrowingTree::add(const Hash& leaf, const FullTile& full_tile) {
  TILES_ASSERT(size_ < kTreeSizeMax);
  Node node{0, leaf};
  TILES_CHECK(add_to_tile(0, leaf, full_tile));
  while (!peaks_.empty() && peaks_.back().height == node.height) {
    node = {node.height + 1, hasher_.node(peaks_.back().hash, node.hash)};
    peaks_.pop_back();
    if (node.height % kTileHeight == 0) {
      TILES_CHECK(add_to_tile(node.height / kTileHeight, node.hash, full_tile));
    }
  }
  peaks_.push_back(node);
  ++size_;
  return {};
}

Result<void> GrowingTree::add_to_tile(unsigned level, const Hash& hash, const FullTile& full_tile) {
  if (level == edge_.size()) edge_.emplace_back();
  std::string& hashes = edge_[level];
  hashes += bytes_of(hash);
  if (hashes.size() < kTileWidth * Hash::kSizeBytes) return {};
  // `size_` does not count this leaf yet.
  const TileName name{.level = level, .index = hashes_at(level + 1, size_)};
  const std::string full = std::exchange(hashes, {});
  return full_tile(name, full);
}

Hash GrowingTree::root() {
  if (peaks_.empty()) return empty_root();
  Hash hash = peaks_.back().hash;
  for (auto peak = std::next(peaks_.rbegin()); peak != peaks_.rend(); ++peak) {
    hash = hasher_.node(peak->hash, hash);
  }
  return hash;
}

Result<Hash> root_of(const NodeSource& nodes, std::uint64_t size) {
  if (size == 0) return empty_root();
  return Prover(nodes).hash_of({0, size});
}

Result<Proof> prove_inclusion(const NodeSource& nodes, std::uint64_t index, std::uint64_t size) {
  if (index >= size || size > kTreeSizeMax) {
    return fail(ErrorCode::Invalid,
                "entry " + std::to_string(index) + " is not in a log of " + std::to_string(size));
  }
  return Prover(nodes).inclusion(index, {0, size});
}

Result<Proof> prove_growth(const NodeSource& nodes, std::uint64_t older, std::uint64_t newer) {
  if (older > newer || newer > kTreeSizeMax) {
    return fail(ErrorCode::Invalid, "a log of " + std::to_string(newer) +
                                        " did not grow from one of " + std::to_string(older));
  }
  if (older == 0) return Proof();
  return Prover(nodes).growth(older, {0, newer});
}

Hash root_of_hashes(TreeHasher& hasher, std::vector<Hash> hashes) {
  TILES_ASSERT(!hashes.empty());
  while (hashes.size() > 1) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < hashes.size(); i += 2) {
      hashes[count++] = i + 1 < hashes.size() ? hasher.node(hashes[i], hashes[i + 1]) : hashes[i];
    }
    hashes.resize(count);
  }
  return hashes.front();
}

}  // namespace tiles::tlog
