// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>

#include <filesystem>

#include "crypto/secp256k1_key.h"
#include "identity/dag_cbor.h"
#include "identity/plc_log.h"
#include "unit/identity/published.h"

namespace tiles::identity {
namespace {

using std::chrono::hours;
using std::chrono::milliseconds;

// A key of the published list, and one that signs.
std::shared_ptr<crypto::Secp256k1PrivateKey> published_key(std::size_t place) {
  const Json list = published("atproto/w3c_didkey_K256.json");
  const std::string scalar = from_hex(list[place]["privateKeyBytesHex"].get<std::string>()).value();
  return std::make_shared<crypto::Secp256k1PrivateKey>(
      crypto::Secp256k1PrivateKey::from_scalar(crypto::SecretBytes::copy_of(bytes_in(scalar)))
          .value());
}

Signer signer_of(std::size_t place) {
  const auto key = published_key(place);
  return {.key = key->public_key(), .sign = [key](std::string_view message) {
            return Result<std::string>(key->sign(message));
          }};
}

PlcState state_with(std::vector<std::string> rotation_keys) {
  PlcState state;
  state.rotation_keys = std::move(rotation_keys);
  return state;
}

const TimePoint kBegin{milliseconds(0)};

// Computed by an independent program and accepted by the reference server.
TEST(PlcOperation, KnownFirstOperationHasItsBytesSignatureAndDid) {
  const Signer signer = signer_of(0);
  PlcState state = state_with({signer.key.did()});
  state.verification_methods["atproto"] = signer.key.did();
  state.also_known_as = {"at://alice.test"};
  state.services["atproto_pds"] = {.type = "AtprotoPersonalDataServer",
                                   .endpoint = "https://example.test"};
  const PlcOperation operation = PlcOperation::sign(state, "", signer).value();
  const Json json = operation.to_json();
  EXPECT_EQ(
      json["sig"],
      "rLiIPu1tKBmbgn-51dOb2kAS043fpb7HLH1TM-9t4TsowohEE_yAjcKJhz_HyDcohcRTQb_02pQ9yFevm_Xi6Q");
  EXPECT_EQ(operation.did(), "did:plc:tkcmwelfse5kh7hnsuhgz57s");
  EXPECT_EQ(operation.cid().text(), "bafyreie2qtfrczmrhkr7z3mvbzwpp4qxaklvawosa6sog5fei6zwm2g5q4");
  const PlcOperation again = PlcOperation::parse(json).value();
  EXPECT_EQ(again.cid(), operation.cid());
  EXPECT_EQ(again.state(), state);
}

TEST(PlcLog, PublishedLogsHaveTheirVerdict) {
  for (const bool is_valid : {true, false}) {
    const std::string folder = is_valid ? "did_plc/valid" : "did_plc/invalid";
    std::size_t count = 0;
    for (const auto& each :
         std::filesystem::directory_iterator(TILES_SOURCE "/tests/data/trust/" + folder)) {
      const std::string name = each.path().filename().string();
      const auto verdict = verify_plc_log(published_text(folder + "/" + name));
      ASSERT_TRUE(verdict) << name << verdict.error().text();
      EXPECT_EQ(!verdict->fault, is_valid)
          << name << (verdict->fault ? verdict->fault->reason : "");
      ++count;
    }
    EXPECT_EQ(count, is_valid ? 8U : 7U);
  }
}

PlcLogFault fault_of(const std::string& name) {
  return verify_plc_log(published_text("did_plc/invalid/" + name)).value().fault.value();
}

TEST(PlcLog, FirstWrongOperationIsNamedWithItsReason) {
  EXPECT_EQ(fault_of("log_invalid_sig_k256_high_s.json").reason,
            "signature with a high s, which has a twin with a low one");
  EXPECT_EQ(fault_of("log_invalid_sig_der.json").reason,
            "signature that is not of this key and message");
  EXPECT_EQ(fault_of("log_invalid_sig_b64_padding_chars.json").reason,
            "signature: a character that base64 does not have: '='");
  EXPECT_EQ(fault_of("log_invalid_sig_b64_newline.json").reason,
            "signature: a character that base64 does not have: '?'");
  const PlcLogFault slow = fault_of("log_invalid_nullification_too_slow.json");
  EXPECT_EQ(slow.place, 3U);
  EXPECT_EQ(slow.reason, "it takes back an operation of more than 72 hours before");
  EXPECT_EQ(fault_of("log_invalid_update_nullified.json").reason,
            "it follows an operation that is not there or was taken back");
  const PlcLogFault reused = fault_of("log_invalid_nullification_reused_key.json");
  EXPECT_EQ(reused.place, 3U);
  EXPECT_NE(reused.reason.find("needs a stronger key"), std::string::npos);
}

TEST(PlcLog, VerdictSaysWhatTheDidIs) {
  const auto bsky = verify_plc_log(published_text("did_plc/valid/log_bskyapp.json")).value();
  EXPECT_EQ(bsky.did, "did:plc:z72i7hdynmk6r22z27h6tvur");
  EXPECT_EQ(bsky.operations, 2U);
  EXPECT_EQ(bsky.nullified, 0U);
  EXPECT_EQ(bsky.state.value().also_known_as.front(), "at://bsky.app");
  const auto tombstone = verify_plc_log(published_text("did_plc/valid/log_tombstone.json")).value();
  EXPECT_TRUE(tombstone.is_tombstoned);
  EXPECT_FALSE(tombstone.state);
  const auto forked =
      verify_plc_log(published_text("did_plc/valid/log_nullification_nontrivial.json")).value();
  EXPECT_GT(forked.nullified, 0U);
}

// A log whose marks, names or order were changed, each with the operation that is named for it.
TEST(PlcLog, ChangedLogsAreRefused) {
  const Json good = published("did_plc/valid/log_nullification.json");
  const auto place_of_fault = [&](const std::function<void(Json&)>& change) -> std::size_t {
    Json log = good;
    change(log);
    const auto verdict = verify_plc_log(print_json(log));
    return verdict && verdict->fault ? verdict->fault->place : 0;
  };
  EXPECT_EQ(place_of_fault([](Json&) {}), 0U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[1]["nullified"] = false; }), 2U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[2]["nullified"] = true; }), 3U);
  EXPECT_EQ(place_of_fault([](Json& log) { log.erase(1); }), 0U);  // Never there: not to be seen.
  EXPECT_EQ(place_of_fault([](Json& log) { log.erase(0); }), 1U);
  EXPECT_EQ(place_of_fault([](Json& log) { std::swap(log[1], log[2]); }), 3U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[0]["did"] = "did:plc:aaaaaaaaaaaaaaaaaaaaaaaa"; }),
            1U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[1]["cid"] = log[0]["cid"]; }), 2U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[1]["createdAt"] = "yesterday"; }), 2U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[0]["operation"]["extra"] = 1; }), 1U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[0]["operation"].erase("prev"); }), 1U);
  EXPECT_EQ(place_of_fault([](Json& log) { log[0]["operation"]["alsoKnownAs"][0] = "at://bar"; }),
            1U);
  for (const std::string_view bad : {"", "{}", "[]", "[1", "null"}) {
    EXPECT_FALSE(verify_plc_log(bad)) << bad;
  }
}

TEST(PlcHistory, RotationRecoveryAndTombstone) {
  const Signer strong = signer_of(0);
  const Signer weak = signer_of(1);
  const Signer thief = signer_of(2);
  PlcHistory history;
  const PlcState begun = state_with({strong.key.did(), weak.key.did()});
  const PlcOperation first = PlcOperation::sign(begun, "", strong).value();
  ASSERT_TRUE(history.add(first, kBegin));
  // The thief has the weak key and takes the DID over.
  const PlcOperation stolen =
      PlcOperation::sign(state_with({thief.key.did()}), history.head(), weak).value();
  ASSERT_TRUE(history.add(stolen, kBegin));
  EXPECT_EQ(history.state()->rotation_keys.front(), thief.key.did());
  const PlcOperation back =
      PlcOperation::sign(state_with({strong.key.did()}), first.cid().text(), strong).value();
  PlcHistory late = history;
  EXPECT_EQ(late.add(back, kBegin + hours(72) + milliseconds(1)).error().code(),
            ErrorCode::Invalid);
  ASSERT_EQ(history.add(back, kBegin + hours(72)).value(), 1U);
  EXPECT_EQ(history.state()->rotation_keys.front(), strong.key.did());
  const PlcOperation end = PlcOperation::sign_tombstone(history.head(), strong).value();
  ASSERT_TRUE(history.add(end, kBegin + hours(73)));
  EXPECT_TRUE(history.is_tombstoned());
  EXPECT_FALSE(history.state());
  const PlcOperation after = PlcOperation::sign(begun, history.head(), strong).value();
  EXPECT_EQ(history.add(after, kBegin + hours(74)).error().text(), "it follows a tombstone");
}

TEST(PlcHistory, WeakerOrEqualKeysTakeNothingBack) {
  const Signer strong = signer_of(0);
  const Signer weak = signer_of(1);
  PlcHistory history;
  const PlcState both = state_with({strong.key.did(), weak.key.did()});
  const PlcOperation first = PlcOperation::sign(both, "", strong).value();
  ASSERT_TRUE(history.add(first, kBegin));
  const PlcState renamed = [&] {
    PlcState state = both;
    state.also_known_as = {"at://new.test"};
    return state;
  }();
  ASSERT_TRUE(history.add(PlcOperation::sign(renamed, history.head(), strong).value(), kBegin));
  for (const Signer& signer : {weak, strong}) {
    const PlcOperation fork = PlcOperation::sign(both, first.cid().text(), signer).value();
    EXPECT_FALSE(history.add(fork, kBegin));
  }
  EXPECT_EQ(history.size(), 2U);
}

// What the weak key did at hour 0 and 10, and the strong one between.
TEST(PlcHistory, RecoveryBeginsAtTheFirstOfAWeakerKeyWithinTheWindow) {
  const Signer strong = signer_of(0);
  const Signer weak = signer_of(1);
  const auto named = [&](const std::string& name) {
    PlcState state = state_with({strong.key.did(), weak.key.did()});
    state.also_known_as = {"at://" + name};
    return state;
  };
  PlcHistory history;
  const auto add = [&](const std::string& name, const Signer& signer, hours time) {
    const auto next = PlcOperation::sign(named(name), history.head(), signer).value();
    ASSERT_TRUE(history.add(next, kBegin + time));
  };
  add("first.test", strong, hours(0));
  EXPECT_FALSE(history.recovery(strong.key.did(), kBegin));
  add("stolen.test", weak, hours(0));
  add("own.test", strong, hours(5));
  add("again.test", weak, hours(10));
  const auto whole = history.recovery(strong.key.did(), kBegin + hours(72));
  ASSERT_TRUE(whole);
  EXPECT_EQ(whole->state, named("first.test"));
  // At hour 80 only the second theft can be taken back; at hour 83 nothing.
  const auto part = history.recovery(strong.key.did(), kBegin + hours(80));
  ASSERT_TRUE(part);
  EXPECT_EQ(part->state, named("own.test"));
  EXPECT_FALSE(history.recovery(strong.key.did(), kBegin + hours(83)));
  EXPECT_FALSE(history.recovery(weak.key.did(), kBegin + hours(72)));
  EXPECT_FALSE(history.recovery(signer_of(2).key.did(), kBegin + hours(72)));
  const auto back = PlcOperation::sign(whole->state, whole->prev, strong).value();
  EXPECT_EQ(history.add(back, kBegin + hours(72)).value(), 3U);
}

TEST(PlcHistory, TombstoneOfAWeakerKeyIsTakenBack) {
  const Signer strong = signer_of(0);
  const Signer weak = signer_of(1);
  const PlcState both = state_with({strong.key.did(), weak.key.did()});
  PlcHistory history;
  ASSERT_TRUE(history.add(PlcOperation::sign(both, "", strong).value(), kBegin));
  const auto end = PlcOperation::sign_tombstone(history.head(), weak).value();
  ASSERT_TRUE(history.add(end, kBegin));
  const auto recovery = history.recovery(strong.key.did(), kBegin + hours(1));
  ASSERT_TRUE(recovery);
  const auto back = PlcOperation::sign(recovery->state, recovery->prev, strong).value();
  ASSERT_EQ(history.add(back, kBegin + hours(1)).value(), 1U);
  EXPECT_EQ(history.state(), both);
}

TEST(PlcOperation, LimitsHold) {
  const Signer signer = signer_of(0);
  const std::string key = signer.key.did();
  const auto sign = [&](const PlcState& state) { return PlcOperation::sign(state, "", signer); };
  EXPECT_TRUE(sign(state_with(std::vector<std::string>(PlcOperation::kRotationKeysMax, key))));
  EXPECT_EQ(sign(state_with(std::vector<std::string>(PlcOperation::kRotationKeysMax + 1, key)))
                .error()
                .code(),
            ErrorCode::Limit);
  PlcState large = state_with({key});
  large.also_known_as = std::vector<std::string>(PlcOperation::kMembersMax, std::string(60, 'x'));
  EXPECT_TRUE(sign(large));
  large.also_known_as = std::vector<std::string>(PlcOperation::kMembersMax, std::string(80, 'x'));
  EXPECT_EQ(sign(large).error().code(), ErrorCode::Limit);
  large.also_known_as = std::vector<std::string>(PlcOperation::kMembersMax + 1, "x");
  EXPECT_EQ(sign(large).error().code(), ErrorCode::Limit);
}

}  // namespace
}  // namespace tiles::identity
