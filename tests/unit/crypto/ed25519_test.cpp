// SPDX-License-Identifier: Apache-2.0
#include "crypto/ed25519.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>

#include "base/json.h"
#include "base/text.h"

namespace tiles::crypto {
namespace {

// Hexadecimal of the vectors, which is well formed.
template <std::size_t kSize>
std::array<std::byte, kSize> bytes_of(const std::string& hex) {
  std::array<std::byte, kSize> bytes{};
  for (std::size_t i = 0; i < kSize; ++i) {
    bytes[i] = static_cast<std::byte>(std::stoul(hex.substr(2 * i, 2), nullptr, 16));
  }
  return bytes;
}

// RFC 8032 §7.1, TEST 1 and TEST 2.
TEST(Ed25519, PublishedSignaturesAreMade) {
  const auto first = Ed25519Key::from_seed(
      bytes_of<32>("9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60"));
  EXPECT_EQ(to_hex(first.public_key()),
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a");
  EXPECT_EQ(
      to_hex(first.sign("")),
      "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701c"
      "f9b46bd25bf5f0595bbe24655141438e7a100b");
  const auto second = Ed25519Key::from_seed(
      bytes_of<32>("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb"));
  EXPECT_EQ(
      to_hex(second.sign("\x72")),
      "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0"
      "f11d8c387b2eaeb4302aeeb00d291612bb0c00");
}

TEST(Ed25519, OwnSignatureHoldsForItsMessageAndKeyOnly) {
  const Ed25519Key key = Ed25519Key::generate();
  const Ed25519Signature signature = key.sign("message");
  EXPECT_TRUE(is_ed25519_signature(key.public_key(), "message", signature));
  EXPECT_FALSE(is_ed25519_signature(key.public_key(), "massage", signature));
  EXPECT_FALSE(is_ed25519_signature(Ed25519Key::generate().public_key(), "message", signature));
  for (std::size_t i = 0; i < signature.size(); ++i) {
    Ed25519Signature changed = signature;
    changed[i] ^= std::byte{1};
    EXPECT_FALSE(is_ed25519_signature(key.public_key(), "message", changed)) << i;
  }
}

TEST(Ed25519, SeedMakesTheSameKeyAgain) {
  const Ed25519Key key = Ed25519Key::generate();
  EXPECT_EQ(Ed25519Key::from_seed(key.seed()).public_key(), key.public_key());
}

// The rule in the words of the vectors: a component of low order may be there, all else may not.
TEST(Ed25519, EdgeCasesHaveTheirPinnedVerdict) {
  std::ifstream file(TILES_SOURCE "/tests/data/trust/cctv_ed25519.json");
  std::stringstream text;
  text << file.rdbuf();
  const Json cases = parse_json(text.str()).value();
  ASSERT_EQ(cases.size(), 914U);
  std::size_t accepted = 0;
  for (const Json& one : cases) {
    const bool expected =
        one["flags"].is_null() || std::ranges::all_of(one["flags"], [](const Json& flag) {
          return flag == "low_order_component_R" || flag == "low_order_component_A";
        });
    const bool verdict = is_ed25519_signature(bytes_of<32>(one["key"].get<std::string>()),
                                              one["msg"].get<std::string>(),
                                              bytes_of<64>(one["sig"].get<std::string>()));
    EXPECT_EQ(verdict, expected) << one["number"];
    accepted += verdict ? 1 : 0;
  }
  EXPECT_EQ(accepted, 43U);
}

}  // namespace
}  // namespace tiles::crypto
