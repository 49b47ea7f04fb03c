// SPDX-License-Identifier: Apache-2.0
// A key, a small log and published files for the tests of this module.
#pragma once

#include <gtest/gtest.h>

#include <string>
#include <vector>

#include "attest/log_record.h"
#include "attest/signed_statement.h"
#include "base/encodings.h"
#include "base/file_system.h"
#include "tlog/checkpoint.h"
#include "tlog/tree.h"

namespace tiles::attest {

// The error, or the mark of none.
template <typename T>
std::string phrase(const Result<T>& result) {
  return result ? "no error" : result.error().text();
}

template <typename T>
void expect_error(const Result<T>& result, ErrorCode code, std::string_view part) {
  ASSERT_FALSE(result.has_value());
  EXPECT_EQ(result.error().code(), code) << result.error().text();
  EXPECT_NE(result.error().text().find(part), std::string::npos) << result.error().text();
}

inline std::string published(const std::string& path) {
  return open_directory(TILES_SOURCE "/tests/data/trust").value()->read(path, 1U << 20U).value();
}

// A key of tests alone.
inline KeySigner test_signer() {
  const std::string scalar =
      from_hex("d73f6a2e9c1b4e58a0c7d6f1b2e3948576a1b0c9d8e7f60514233241506f7e8d").value();
  return KeySigner(crypto::P256PrivateKey::from_scalar(std::as_bytes(std::span(scalar))).value());
}

inline crypto::EcPublicKey key_of(const Signer& signer) {
  return crypto::EcPublicKey::of(signer.public_key());
}

inline Statement small_statement() {
  return {.subjects = {{.name = "a", .digest = crypto::sha256("a")}},
          .predicate_type = "https://example.com/kind/v1",
          .predicate = {{"b", 1}}};
}

// A log in memory: its entries, the last of which are proved.
struct SmallLog {
  tlog::NoteSigner signer{"tiles/log/test", tlog::KeyType::Log, crypto::Ed25519Key::generate()};

  tlog::Policy policy() const { return tlog::Policy::of_logs({signer.key()}); }

  // Where each of `entries` is in a log of them all; `extra` has the entry.
  std::vector<tlog::LogProof> prove(const std::vector<std::string>& entries) const {
    tlog::TreeHasher hasher;
    std::vector<tlog::Hash> leaves;
    for (const std::string& entry : entries) leaves.push_back(hasher.leaf(entry));
    const auto nodes = [&](unsigned level, std::uint64_t index) -> Result<tlog::Hash> {
      const std::uint64_t begin = index << level;
      const std::vector<tlog::Hash> part(
          leaves.begin() + static_cast<std::ptrdiff_t>(begin),
          leaves.begin() + static_cast<std::ptrdiff_t>(begin + (1ULL << level)));
      return tlog::root_of_hashes(hasher, part);
    };
    const std::uint64_t size = leaves.size();
    const tlog::Checkpoint checkpoint{
        .origin = signer.key().name,
        .head = {.size = size, .root = tlog::root_of(nodes, size).value()},
        .extensions = {}};
    std::vector<tlog::LogProof> proofs;
    for (std::uint64_t i = 0; i < size; ++i) {
      proofs.push_back({.extra = entries[i],
                        .index = i,
                        .hashes = tlog::prove_inclusion(nodes, i, size).value(),
                        .checkpoint = tlog::sign_checkpoint(checkpoint, signer)});
    }
    return proofs;
  }

  // Adds the entry of the bundle's signature behind `others`, and puts its proof into the bundle.
  void add(Bundle& bundle, const crypto::EcPublicKey& key, std::vector<std::string> others) const {
    others.push_back(LogRecord::of(bundle.envelope, key).print());
    add_inclusion(bundle, key, signer.key(), prove(others).back());
  }
};

}  // namespace tiles::attest
