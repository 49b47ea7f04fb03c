// SPDX-License-Identifier: Apache-2.0
#include "identity/public_key.h"

#include <gtest/gtest.h>

#include "unit/identity/published.h"

namespace tiles::identity {
namespace {

// The lists of the W3C's did:key test suite, as atproto-interop-tests has them.
TEST(DidKey, PublishedPrivateKeysHaveTheirDid) {
  std::size_t count = 0;
  for (const Json& each : published("atproto/w3c_didkey_K256.json")) {
    const std::string scalar = from_hex(each["privateKeyBytesHex"].get<std::string>()).value();
    const auto key =
        crypto::Secp256k1PrivateKey::from_scalar(crypto::SecretBytes::copy_of(bytes_in(scalar)));
    EXPECT_EQ(PublicKey(key.value().public_key()).did(), each["publicDidKey"]);
    ++count;
  }
  for (const Json& each : published("atproto/w3c_didkey_P256.json")) {
    const std::string scalar =
        from_base58(each["privateKeyBytesBase58"].get<std::string>()).value();
    const auto key = crypto::P256PrivateKey::from_scalar(bytes_in(scalar));
    EXPECT_EQ(PublicKey(key.value().public_key()).did(), each["publicDidKey"]);
    ++count;
  }
  EXPECT_EQ(count, 6U);
  const std::array<std::byte, crypto::kEd25519SeedBytes> zeros{};
  const auto key = crypto::Ed25519Key::from_seed(zeros);
  EXPECT_EQ(PublicKey(key.public_key()).did(),
            "did:key:z6MkiTBz1ymuepAQ4HEHYSF1H8quG5GLVVQR3djdX3mDooWp");
}

TEST(DidKey, ParseOfPrintIsIdentityForEveryKind) {
  const PublicKey p256(crypto::P256PrivateKey::generate().public_key());
  const PublicKey k256(crypto::Secp256k1PrivateKey::generate().public_key());
  const PublicKey ed25519(crypto::Ed25519Key::generate().public_key());
  EXPECT_EQ(p256.did().substr(0, 11), "did:key:zDn");
  EXPECT_EQ(k256.did().substr(0, 12), "did:key:zQ3s");
  EXPECT_EQ(ed25519.did().substr(0, 12), "did:key:z6Mk");
  for (const PublicKey& key : {p256, k256, ed25519}) {
    EXPECT_EQ(PublicKey::parse_did(key.did()).value(), key) << key.kind_name();
  }
}

TEST(DidKey, EveryOtherTextIsRefused) {
  const std::string good = PublicKey(crypto::P256PrivateKey::generate().public_key()).did();
  for (const std::string& text :
       {std::string(), std::string("did:key:"), std::string("did:key:z"),
        "did:key:" + good.substr(9), good + "1", good.substr(0, good.size() - 1),
        "DID:KEY:" + good.substr(8), good + "#key-1",
        "did:key:z" + to_base58(std::string("\xed\x01") + std::string(31, 'k')),
        "did:key:z" + to_base58(std::string("\xed\x01") + std::string(33, 'k')),
        "did:key:z" + std::string(100, '2')}) {
    EXPECT_FALSE(PublicKey::parse_did(text)) << text;
  }
  // An RSA key, which the method has and nothing here takes.
  const auto rsa = PublicKey::parse_did("did:key:z" + to_base58("\x85\x24" + std::string(32, 'k')));
  EXPECT_EQ(rsa.error().code(), ErrorCode::Unsupported);
}

TEST(PublicKey, SignaturesOfAnotherKeyOrKindAreRefused) {
  const auto p256 = crypto::P256PrivateKey::generate();
  const auto k256 = crypto::Secp256k1PrivateKey::generate();
  const auto ed25519 = crypto::Ed25519Key::generate();
  const auto bytes = ed25519.sign("m");
  const std::string by_ed25519(reinterpret_cast<const char*>(bytes.data()), bytes.size());
  const std::array<PublicKey, 3> keys = {p256.public_key(), k256.public_key(),
                                         ed25519.public_key()};
  const std::array<std::string, 3> signatures = {p256.sign("m"), k256.sign("m"), by_ed25519};
  for (std::size_t i = 0; i < keys.size(); ++i) {
    for (std::size_t j = 0; j < signatures.size(); ++j) {
      EXPECT_EQ(keys[i].verify("m", signatures[j]).has_value(), i == j) << i << j;
    }
    EXPECT_FALSE(keys[i].verify("n", signatures[i]));
    EXPECT_FALSE(keys[i].verify("m", signatures[i].substr(1)));
  }
}

}  // namespace
}  // namespace tiles::identity
