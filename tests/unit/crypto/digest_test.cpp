// SPDX-License-Identifier: Apache-2.0
#include "crypto/digest.h"

#include <gtest/gtest.h>

namespace tiles::crypto {
namespace {

// FIPS 180-4 examples, as published by NIST.
TEST(Digest, PublishedVectorsAgree) {
  EXPECT_EQ(sha256("").hex(), "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  EXPECT_EQ(sha256("abc").hex(),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  EXPECT_EQ(sha256("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq").hex(),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
}

TEST(Digest, ParseOfTextIsIdentity) {
  const Digest digest = sha256("abc");
  EXPECT_EQ(Digest::parse(digest.text()).value(), digest);
}

TEST(Digest, OtherAlgorithmsAndWrongLengthsAreRefused) {
  EXPECT_EQ(Digest::parse("md5:00").error().code(), ErrorCode::Unsupported);
  EXPECT_EQ(Digest::parse("sha256:00").error().code(), ErrorCode::Invalid);
  EXPECT_EQ(Digest::parse("sha256:" + std::string(64, 'A')).error().code(), ErrorCode::Invalid);
}

TEST(Digest, PiecesHashLikeTheWhole) {
  Sha256 hash;
  hash.update("a");
  hash.update("bc");
  EXPECT_EQ(hash.finish(), sha256("abc"));
}

}  // namespace
}  // namespace tiles::crypto
