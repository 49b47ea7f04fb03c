// SPDX-License-Identifier: Apache-2.0
#include "identity/identity_link.h"

#include <gtest/gtest.h>

#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

struct Desk {
  Signer account = k256_signer();
  Signer device = p256_signer();
  LinkTerms terms{.did = "did:web:ana.example.com",
                  .handle = "ana.example.com",
                  .how = "tiles",
                  .verified = TimePoint(std::chrono::seconds(1'800'000'000))};

  IdentityLink link() const { return IdentityLink::sign(terms, account.key, device).value(); }
};

TEST(IdentityLink, ComesBackFromItsToken) {
  const Desk desk;
  const IdentityLink again = IdentityLink::parse(desk.link().bytes()).value();
  EXPECT_EQ(again.terms().did, desk.terms.did);
  EXPECT_EQ(again.terms().handle, desk.terms.handle);
  EXPECT_EQ(again.terms().how, desk.terms.how);
  EXPECT_EQ(again.terms().verified, desk.terms.verified);
  EXPECT_EQ(again.account(), desk.account.key);
  EXPECT_EQ(again.device(), desk.device.key);
}

TEST(IdentityLink, OtherTokensAndChangedOnesAreRefused) {
  const Desk desk;
  const std::string bytes = desk.link().bytes();
  for (std::size_t i = 0; i < bytes.size(); i += 7) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 1);
    EXPECT_FALSE(IdentityLink::parse(changed)) << i;
  }
  const auto parse_with = [&](DagValue::Map arguments, std::string command) {
    const InvocationTerms terms{.subject = desk.account.key,
                                .audience = {},
                                .command = std::move(command),
                                .arguments = std::move(arguments)};
    return IdentityLink::parse(Invocation::sign(terms, desk.device).value().bytes()).has_value();
  };
  const DagValue::Map good = Invocation::parse(bytes).value().terms().arguments;
  EXPECT_TRUE(parse_with(good, std::string(kLinkCommand)));
  EXPECT_FALSE(parse_with(good, "/tiles/other"));
  for (const char* key : {"did", "handle", "how", "verified"}) {
    DagValue::Map without = good;
    without.erase(without.find(key));
    EXPECT_FALSE(parse_with(without, std::string(kLinkCommand))) << key;
    without.emplace(key, 1);
    EXPECT_FALSE(parse_with(without, std::string(kLinkCommand))) << key;
  }
  DagValue::Map more = good;
  more.emplace("extra", "x");
  EXPECT_FALSE(parse_with(more, std::string(kLinkCommand)));
}

TEST(Control, IsARotationKeyOrAMethodOfOneOfTheKeys) {
  const Desk desk;
  const Signer other = k256_signer();
  const std::vector<PublicKey> keys = {desk.account.key, desk.device.key};
  DidDocument document;
  document.did = "did:plc:z72i7hdynmk6r22z27h6tvur";
  document.methods.push_back({.id = document.did + "#atproto", .key = other.key});
  EXPECT_EQ(control_of(document, {other.key.did()}, keys).error().code(), ErrorCode::Denied);
  EXPECT_EQ(control_of(document, {other.key.did(), desk.account.key.did()}, keys).value(),
            "rotation key");
  document.methods.push_back({.id = document.did + "#tiles", .key = desk.device.key});
  EXPECT_EQ(control_of(document, {other.key.did()}, keys).value(), "tiles");
  EXPECT_EQ(control_of(document, {"did:key:none"}, {}).error().code(), ErrorCode::Denied);
}

}  // namespace
}  // namespace tiles::identity
