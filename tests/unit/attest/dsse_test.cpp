// SPDX-License-Identifier: Apache-2.0
#include "attest/dsse.h"

#include "attest_cases.h"
#include "crypto/ecdsa_signature.h"
#include "crypto/p256.h"

namespace tiles::attest {
namespace {

std::string envelope_text(std::string_view signatures) {
  return R"({"payload":"aGVsbG8gd29ybGQ=","payloadType":"http://example.com/HelloWorld","signatures":)" +
         std::string(signatures) + "}";
}

Result<Envelope> read(std::string_view text) {
  return parse_unambiguous_json(text).and_then(
      [](const Json& json) { return Envelope::read(json); });
}

TEST(Envelope, PublishedExampleIsSignedByItsKey) {
  const Envelope envelope =
      read(
          envelope_text(
              R"([{"sig":"A3JqsQGtVsJ2O2xqrI5IcnXip5GToJ3F+FnZ+O88SjtR6rDAajabZKciJTfUiHqJPcIAriEGAHTVeCUjW2JIZA=="}])"))
          .value();
  EXPECT_EQ(envelope.payload, "hello world");
  EXPECT_EQ(envelope.signed_bytes(), "DSSEv1 29 http://example.com/HelloWorld 11 hello world");
  const auto key = crypto::P256PublicKey::from_coordinates(
      from_hex("67cd390f77aa359cb08c2235f652270493a9ed832b0abcc01f70954c0390d238").value(),
      from_hex("0c782bd54e269125a44f4433aff1432ce94e12bca73aa67ac80cea12608ddf74").value());
  EXPECT_EQ(phrase(key.value().verify(envelope.signed_bytes(), envelope.signatures.front().bytes,
                                      crypto::HighS::Accepted)),
            "no error");
}

TEST(Envelope, ReadOfJsonIsIdentity) {
  Envelope envelope{.payload_type = "t/x",
                    .payload = std::string("\0\xff\n", 3),
                    .signatures = {{.key_id = "k", .bytes = "s"}, {.key_id = "", .bytes = "t"}}};
  EXPECT_EQ(Envelope::read(envelope.json()).value(), envelope);
}

TEST(Envelope, PayloadThatIsNotCanonicalBase64IsRefused) {
  for (const char* payload : {"aGVsbG8gd29ybGR=", "aGVsbG8gd29ybGQ", "aGVs\\nbG8=", "_-8="}) {
    const std::string text = R"({"payload":")" + std::string(payload) +
                             R"(","payloadType":"t","signatures":[{"sig":"AA=="}]})";
    expect_error(read(text), ErrorCode::Invalid, "reading 'payload'");
  }
}

TEST(Envelope, KeyThatStandsTwiceIsRefused) {
  expect_error(read(R"({"payload":"","payload":"AA==","payloadType":"t","signatures":[]})"),
               ErrorCode::Invalid, "payload");
}

TEST(Envelope, NoSignatureIsRefused) {
  expect_error(read(envelope_text("[]")), ErrorCode::Invalid, "without a signature");
}

TEST(Envelope, SixteenSignaturesAreReadAndOneMoreIsRefused) {
  const auto list_of = [](std::size_t count) {
    std::string list = "[";
    for (std::size_t i = 0; i < count; ++i)
      list += i == 0 ? R"({"sig":"AA=="})" : R"(,{"sig":"AA=="})";
    return list + "]";
  };
  EXPECT_EQ(read(envelope_text(list_of(Envelope::kSignaturesMax))).value().signatures.size(),
            Envelope::kSignaturesMax);
  expect_error(read(envelope_text(list_of(Envelope::kSignaturesMax + 1))), ErrorCode::Limit,
               "the limit is 16");
}

TEST(Envelope, TextsAreReadUpToTheirLimits) {
  const auto text_of = [](std::size_t type, std::size_t key_id, std::size_t signature) {
    return R"({"payload":"","payloadType":")" + std::string(type, 't') +
           R"(","signatures":[{"keyid":")" + std::string(key_id, 'k') + R"(","sig":")" +
           to_base64(std::string(signature, 's'), Base64::Padded) + R"("}]})";
  };
  constexpr std::size_t kType = Envelope::kPayloadTypeBytesMax;
  constexpr std::size_t kKeyId = Envelope::kKeyIdBytesMax;
  constexpr std::size_t kSignature = Envelope::kSignatureBytesMax;
  EXPECT_TRUE(read(text_of(kType, kKeyId, kSignature)));
  expect_error(read(text_of(kType + 1, 0, 1)), ErrorCode::Limit, "'payloadType'");
  expect_error(read(text_of(1, kKeyId + 1, 1)), ErrorCode::Limit, "'keyid'");
  expect_error(read(text_of(1, 0, kSignature + 1)), ErrorCode::Limit, "'sig'");
}

}  // namespace
}  // namespace tiles::attest
