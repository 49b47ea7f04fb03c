// SPDX-License-Identifier: Apache-2.0
#include "attest/bundle.h"

#include "attest/model_content.h"
#include "attest_cases.h"

namespace tiles::attest {
namespace {

Bundle logged_bundle() {
  auto signer = test_signer();
  Bundle bundle = sign_statement(small_statement(), signer).value();
  SmallLog().add(bundle, key_of(signer), {"one", "two", "three", "four", "five"});
  return bundle;
}

// What a reader says to a bundle that is changed in one place.
template <typename Change>
Result<Bundle> read_changed(Change change) {
  Json json = logged_bundle().json();
  change(json);
  return Bundle::parse(print_json(json));
}

TEST(Bundle, ParseOfPrintIsIdentity) {
  const Bundle bundle = logged_bundle();
  EXPECT_EQ(Bundle::parse(bundle.print()).value(), bundle);
}

TEST(Bundle, HasItsGoldenForm) {
  Bundle bundle;
  bundle.key_hint = "ab";
  bundle.envelope = {.payload_type = "t", .payload = "p", .signatures = {{"", "s"}}};
  EXPECT_EQ(bundle.print(),
            R"({"mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",)"
            R"("verificationMaterial":{"publicKey":{"hint":"ab"},"tlogEntries":[]},)"
            R"("dsseEnvelope":{"payload":"cA==","payloadType":"t",)"
            R"("signatures":[{"sig":"cw==","keyid":""}]}})");
}

TEST(Bundle, PublishedValidOnesAreRead) {
  const auto by_key = Bundle::parse(published("oms/valid/key.bundle.json"));
  EXPECT_EQ(by_key.value().key_hint,
            "e8450dec4eb99dae995da9af1bc2cc9f76ed669ee2e744f57abba763df3e3f8e");
  const auto by_chain = Bundle::parse(published("oms/valid/certificate.bundle.json"));
  EXPECT_EQ(by_chain.value().certificates.size(), 2U);
  const auto keyless = Bundle::parse(published("oms/valid/sigstore.bundle.json"));
  ASSERT_EQ(keyless.value().entries.size(), 1U);
  EXPECT_EQ(keyless.value().entries.front().kind, "dsse");
  EXPECT_EQ(keyless.value().entries.front().inclusion.value().index, 476246824U);
}

TEST(Bundle, PublishedInvalidOnesAreRefused) {
  expect_error(Bundle::parse(published("oms/invalid/empty.bundle.json")), ErrorCode::Invalid, "");
  expect_error(Bundle::parse(published("oms/invalid/missing_envelope.bundle.json")),
               ErrorCode::Invalid, "'dsseEnvelope' is missing");
  expect_error(Bundle::parse(published("oms/invalid/missing_tlog_entries.bundle.json")),
               ErrorCode::Invalid, "no log entry");
  expect_error(Bundle::parse(published("oms/invalid/missing_verification_material.bundle.json")),
               ErrorCode::Invalid, "'verificationMaterial' is missing");
}

TEST(Bundle, OtherVersionIsUnsupported) {
  expect_error(read_changed([](Json& json) {
                 json["mediaType"] = "application/vnd.dev.sigstore.bundle+json;version=0.2";
               }),
               ErrorCode::Unsupported, "version=0.2");
}

TEST(Bundle, SignatureWithoutEnvelopeIsUnsupported) {
  expect_error(read_changed([](Json& json) { json["messageSignature"] = Json::object(); }),
               ErrorCode::Unsupported, "not of an envelope");
}

TEST(Bundle, TwoKindsOfKeyAreRefused) {
  expect_error(read_changed([](Json& json) {
                 json["verificationMaterial"]["certificate"] = {{"rawBytes", "AA=="}};
               }),
               ErrorCode::Invalid, "exactly one");
}

TEST(Bundle, TwoSignaturesAreRefused) {
  expect_error(read_changed([](Json& json) {
                 Json& list = json["dsseEnvelope"]["signatures"];
                 list.push_back(Json(list.front()));
               }),
               ErrorCode::Invalid, "2 signatures");
}

TEST(Bundle, KeyThatStandsTwiceIsRefused) {
  std::string text = logged_bundle().print();
  text.insert(1, R"("mediaType":"application/vnd.dev.sigstore.bundle.v0.3+json",)");
  expect_error(Bundle::parse(text), ErrorCode::Invalid, "mediaType");
}

TEST(Bundle, NumbersAreDecimalTexts) {
  for (const Json& number : {Json(5), Json("05"), Json("-1"), Json("5.0"), Json("")}) {
    expect_error(read_changed([&](Json& json) {
                   json["verificationMaterial"]["tlogEntries"][0]["logIndex"] = number;
                 }),
                 ErrorCode::Invalid, "logIndex");
  }
  expect_error(read_changed([](Json& json) {
                 json["verificationMaterial"]["tlogEntries"][0]["logIndex"] = "9223372036854775808";
               }),
               ErrorCode::Limit, "2^63-1");
}

TEST(Bundle, LogIdOfAnotherLengthIsRefused) {
  expect_error(read_changed([](Json& json) {
                 json["verificationMaterial"]["tlogEntries"][0]["logId"]["keyId"] = "AAAA";
               }),
               ErrorCode::Invalid, "3 bytes, not 32");
}

TEST(Bundle, EntriesAreReadUpToTheirNumber) {
  const auto with_entries = [](std::size_t count) {
    return read_changed([&](Json& json) {
      Json& list = json["verificationMaterial"]["tlogEntries"];
      const Json entry = list.front();
      list = Json::array();
      for (std::size_t i = 0; i < count; ++i) list.push_back(entry);
    });
  };
  EXPECT_EQ(with_entries(Bundle::kEntriesMax).value().entries.size(), Bundle::kEntriesMax);
  expect_error(with_entries(Bundle::kEntriesMax + 1), ErrorCode::Limit, "the limit is 16");
}

TEST(Bundle, ProofsAreReadUpToTheirHashes) {
  const auto with_hashes = [](std::size_t count) {
    return read_changed([&](Json& json) {
      Json& proof = json["verificationMaterial"]["tlogEntries"][0]["inclusionProof"];
      proof["hashes"] = Json::array();
      for (std::size_t i = 0; i < count; ++i) {
        proof["hashes"].push_back(tlog::to_base64(tlog::empty_root()));
      }
    });
  };
  EXPECT_EQ(with_hashes(64).value().entries.front().inclusion->hashes.size(), 64U);
  expect_error(with_hashes(65), ErrorCode::Limit, "the limit is 64");
}

TEST(Bundle, CheckpointsAndBodiesAreReadUpToTheirBytes) {
  const auto with = [](std::size_t checkpoint, std::size_t body) {
    return read_changed([&](Json& json) {
      Json& entry = json["verificationMaterial"]["tlogEntries"][0];
      entry["inclusionProof"]["checkpoint"]["envelope"] = std::string(checkpoint, 'x');
      entry["canonicalizedBody"] = to_base64(std::string(body, 'x'), Base64::Padded);
    });
  };
  constexpr std::size_t kCheckpoint = LoggedEntry::kCheckpointBytesMax;
  constexpr std::size_t kBody = LoggedEntry::kBodyBytesMax;
  EXPECT_TRUE(with(kCheckpoint, kBody));
  expect_error(with(kCheckpoint + 1, kBody), ErrorCode::Limit, "'envelope'");
  expect_error(with(kCheckpoint, kBody + 1), ErrorCode::Limit, "'canonicalizedBody'");
}

TEST(Bundle, TextIsReadUpToItsBytes) {
  std::string text = logged_bundle().print();
  text.append(Bundle::kTextBytesMax - text.size(), ' ');
  EXPECT_TRUE(Bundle::parse(text));
  expect_error(Bundle::parse(text + " "), ErrorCode::Limit, "the limit is");
}

TEST(Bundle, NestingIsRefusedWhateverItsDepth) {
  expect_error(Bundle::parse(std::string(100'000, '[')), ErrorCode::Limit, "");
}

}  // namespace
}  // namespace tiles::attest
