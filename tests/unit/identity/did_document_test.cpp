// SPDX-License-Identifier: Apache-2.0
#include "identity/did_document.h"

#include <gtest/gtest.h>

#include "identity/plc_log.h"
#include "unit/identity/published.h"

namespace tiles::identity {
namespace {

TEST(DidDocument, OfPublishedPlcLogComesBackFromItsText) {
  const auto log = verify_plc_log(published_text("did_plc/valid/log_bskyapp.json")).value();
  const DidDocument document = DidDocument::of_plc(log.did, log.state.value()).value();
  EXPECT_EQ(document.service("atproto_pds")->type, "AtprotoPersonalDataServer");
  ASSERT_NE(document.method("atproto"), nullptr);
  EXPECT_EQ(document.method("atproto")->key.did(), log.state->verification_methods.at("atproto"));
  EXPECT_EQ(document.method("other"), nullptr);
  EXPECT_EQ(DidDocument::parse(document.print(), log.did).value(), document);
}

TEST(DidDocument, OfAKeyNamesTheKey) {
  const PublicKey key(crypto::Ed25519Key::generate().public_key());
  const DidDocument document = DidDocument::of_key(key);
  EXPECT_EQ(document.method(key.multikey())->key, key);
  EXPECT_EQ(DidDocument::parse(document.print(), key.did()).value(), document);
}

TEST(DidDocument, OfAnotherDidOrWithoutAFormIsRefused) {
  const PublicKey key(crypto::Ed25519Key::generate().public_key());
  const std::string text = DidDocument::of_key(key).print();
  EXPECT_FALSE(DidDocument::parse(text, "did:web:example.com"));
  for (const std::string_view bad :
       {"", "[]", "{}", R"({"id":1})", R"({"id":"did:web:a","alsoKnownAs":"x"})",
        R"({"id":"did:web:a","alsoKnownAs":[1]})", R"({"id":"did:web:a","id":"did:web:a"})",
        R"({"id":"did:web:a","verificationMethod":[{"type":"Multikey"}]})",
        R"({"id":"did:web:a","verificationMethod":[{"id":"#k","type":"Multikey"}]})",
        R"({"id":"did:web:a","service":[1]})"}) {
    EXPECT_FALSE(DidDocument::parse(bad, "did:web:a")) << bad;
  }
  EXPECT_EQ(DidDocument::parse(std::string(DidDocument::kBytesMax + 1, ' '), "").error().code(),
            ErrorCode::Limit);
}

TEST(DidDocument, RelativeNamesAreWrittenOutAndUnknownKeysLeftOut) {
  const PublicKey key(crypto::Ed25519Key::generate().public_key());
  const auto document = DidDocument::parse(
      R"({"id":"did:web:a","verificationMethod":[{"id":"#k","type":"Multikey","publicKeyMultibase":")" +
          key.multikey() + R"("},{"id":"#old","type":"JsonWebKey2020"}]})",
      "did:web:a");
  ASSERT_TRUE(document);
  ASSERT_EQ(document->methods.size(), 1U);
  EXPECT_EQ(document->methods.front().id, "did:web:a#k");
}

// The examples of the did:web method.
TEST(DidWeb, IsFoundAtItsUrl) {
  EXPECT_EQ(did_web_url("did:web:w3c-ccg.github.io").value(),
            "https://w3c-ccg.github.io/.well-known/did.json");
  EXPECT_EQ(did_web_url("did:web:w3c-ccg.github.io:user:alice").value(),
            "https://w3c-ccg.github.io/user/alice/did.json");
  EXPECT_EQ(did_web_url("did:web:example.com%3A3000:user:alice").value(),
            "https://example.com:3000/user/alice/did.json");
}

TEST(DidWeb, WhatWouldLeadElsewhereIsRefused) {
  for (const std::string_view did :
       {"did:web:", "did:web::a", "did:web:a:", "did:web:a::b", "did:web:a:..", "did:web:a/b",
        "did:web:a%2Fb", "did:web:user@host", "did:web:a:b%2F..", "did:web:a%3A", "did:web:a%3A1x",
        "did:web:a%3A123456", "did:web:.a", "did:web:a..b", "did:web:a?b", "did:web:a#b",
        "did:key:z6Mk", "did:web:a b"}) {
    EXPECT_FALSE(did_web_url(did)) << did;
  }
  EXPECT_EQ(did_web_url("did:web:a:" + std::string(2'048, 'x')).error().code(), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::identity
