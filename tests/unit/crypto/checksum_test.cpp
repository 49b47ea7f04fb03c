// SPDX-License-Identifier: Apache-2.0
#include "crypto/checksum.h"

#include <gtest/gtest.h>

namespace tiles::crypto {
namespace {

TEST(Checksum, NothingIsTheTagOfThePublishedVector) {
  // Test case 1 of the GCM specification that NIST was given: no plaintext, a key of zeros.
  EXPECT_EQ(checksum("").hex(), "58e2fccefa7e3061367f1d57a4e7455a");
}

TEST(Checksum, PiecesOfATextAreTheWhole) {
  const std::string text(100'003, 'x');
  Checksummer sum;
  for (std::size_t at = 0; at < text.size(); at += 7'777) {
    sum.update(std::string_view(text).substr(at, 7'777));
  }
  EXPECT_EQ(sum.finish(), checksum(text));
}

TEST(Checksum, EveryBitCounts) {
  std::string text(1'000, 'x');
  const Checksum before = checksum(text);
  for (std::size_t at = 0; at < text.size(); at += 37) {
    text[at] ^= 1;
    EXPECT_NE(checksum(text), before) << at;
    text[at] ^= 1;
  }
  EXPECT_NE(checksum(text + '\0'), before);
}

TEST(Checksum, ParseOfHexIsIdentityAndTakesNothingElse) {
  const Checksum sum = checksum("x");
  EXPECT_EQ(Checksum::parse(sum.hex()), sum);
  for (const std::string& text : {std::string(), sum.hex().substr(1), sum.hex() + "0",
                                  std::string(32, 'g'), std::string(32, 'A')}) {
    EXPECT_FALSE(Checksum::parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace tiles::crypto
