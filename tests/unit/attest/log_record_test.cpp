// SPDX-License-Identifier: Apache-2.0
#include "attest/log_record.h"

#include "attest_cases.h"

namespace tiles::attest {
namespace {

LogRecord small_record() {
  return {.digest = crypto::sha256(""), .signature = "s", .key = key_of(test_signer())};
}

TEST(LogRecord, HasTheFormOfRekor) {
  EXPECT_EQ(small_record().print(),
            R"({"apiVersion":"0.0.2","kind":"hashedrekord","spec":{"hashedRekordV002":{"data":{)"
            R"("algorithm":"SHA2_256","digest":"47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU="},)"
            R"("signature":{"content":"cw==","verifier":{"keyDetails":"PKIX_ECDSA_P256_SHA_256",)"
            R"("publicKey":{"rawBytes":")" +
                to_base64(key_of(test_signer()).spki(), Base64::Padded) + R"("}}}}}})");
}

TEST(LogRecord, ParseOfPrintIsIdentity) {
  EXPECT_EQ(LogRecord::parse(small_record().print()).value(), small_record());
}

TEST(LogRecord, AnotherFormOfTheSameIsRefused) {
  const std::string text = small_record().print();
  expect_error(LogRecord::parse(text + " "), ErrorCode::Invalid, "canonical form");
  std::string other = text;
  other.replace(other.find("0.0.2"), 5, "0.0.1");
  expect_error(LogRecord::parse(other), ErrorCode::Invalid, "canonical form");
}

TEST(LogRecord, EntryOfTilesIsNone) {
  expect_error(
      LogRecord::parse(R"({"event":"model.create","time":"2026-11-23T03:16:00.000Z","v":1})"),
      ErrorCode::Invalid, "'spec' is missing");
}

TEST(LogRecord, IsReadUpToItsBytes) {
  LogRecord record = small_record();
  // Three bytes are four characters.
  record.signature.append((LogRecord::kTextBytesMax - record.print().size()) / 4 * 3, 's');
  EXPECT_TRUE(LogRecord::parse(record.print())) << phrase(LogRecord::parse(record.print()));
  record.signature.append(6, 's');
  expect_error(LogRecord::parse(record.print()), ErrorCode::Limit, "the limit is 4096");
}

}  // namespace
}  // namespace tiles::attest
