// SPDX-License-Identifier: Apache-2.0
// Our operations of did:plc at the real directory server, from the first to the tombstone; what it
// refuses we refuse, and its audit log has our verdict.
#include <gtest/gtest.h>

#include <string>

#include "base/json.h"
#include "identity/plc_log.h"
#include "net/fetcher.h"
#include "support/npm_program.h"
#include "unit/identity/signers.h"

namespace tiles::identity {
namespace {

class TextSink final : public net::BodySink {
 public:
  Result<void> begin(int, const net::Headers&) override { return {}; }
  Result<void> take(std::string_view bytes) override {
    text += bytes;
    return {};
  }

  std::string text;
};

// The program of tests/interop/plc/plc.mjs.
class Directory {
 public:
  Directory() : fetcher_(net::open_fetcher().value()) {
    const std::string said = program_.read_line();
    EXPECT_EQ(said.substr(0, 5), "port ");
    address_ = "http://127.0.0.1:" + said.substr(5) + "/";
  }

  // The status of its answer.
  int submit(const std::string& did, const PlcOperation& operation) {
    TextSink sink;
    net::Request request = request_to(did);
    request.method = net::Method::Post;
    request.headers = {{"Content-Type", "application/json"}};
    request.body = print_json(operation.to_json());
    return fetcher_->fetch(request, sink, nullptr).value().status;
  }

  std::string get(const std::string& path) {
    TextSink sink;
    fetcher_->fetch(request_to(path), sink, nullptr).value();
    return sink.text;
  }

 private:
  net::Request request_to(const std::string& path) const {
    return {.url = net::Url::parse(address_ + path).value(), .body_bytes_max = kPlcLogBytesMax};
  }

  NpmProgram program_{"plc/plc.mjs"};
  std::unique_ptr<net::Fetcher> fetcher_;
  std::string address_;
};

constexpr int kTaken = 200;
constexpr int kRefused = 400;

PlcState state_of(const Signer& strong, const Signer& weak, std::string handle) {
  return {.rotation_keys = {strong.key.did(), weak.key.did()},
          .verification_methods = {{"atproto", weak.key.did()}},
          .also_known_as = {"at://" + std::move(handle)},
          .services = {{"atproto_pds", {"AtprotoPersonalDataServer", "https://pds.example.com"}}}};
}

std::string cid_of(const PlcOperation& operation) { return operation.cid().text(); }

TEST(PlcDirectory, TakesWhatWeTakeFromTheFirstOperationToTheTombstone) {
  Directory directory;
  const Signer strong = k256_signer();
  const Signer weak = p256_signer();
  const PlcOperation first =
      PlcOperation::sign(state_of(strong, weak, "ana.test"), "", strong).value();
  const std::string did = first.did();
  EXPECT_EQ(directory.submit(did, first), kTaken);

  // Rotated by the weak key, and taken back by the strong one.
  const Signer thief = k256_signer();
  const PlcOperation stolen =
      PlcOperation::sign(state_of(thief, thief, "eve.test"), cid_of(first), weak).value();
  EXPECT_EQ(directory.submit(did, stolen), kTaken);
  const PlcOperation back =
      PlcOperation::sign(state_of(strong, strong, "ana.test"), cid_of(first), strong).value();
  EXPECT_EQ(directory.submit(did, back), kTaken);

  const auto recovered = verify_plc_log(directory.get(did + "/log/audit")).value();
  EXPECT_FALSE(recovered.fault) << recovered.fault->reason;
  EXPECT_EQ(recovered.operations, 3U);
  EXPECT_EQ(recovered.nullified, 1U);
  EXPECT_EQ(recovered.head, cid_of(back));
  EXPECT_EQ(recovered.state.value(), back.state());
  const Json document = parse_json(directory.get(did)).value();
  EXPECT_EQ(document["alsoKnownAs"][0], "at://ana.test");

  EXPECT_EQ(directory.submit(did, PlcOperation::sign_tombstone(cid_of(back), strong).value()),
            kTaken);
  EXPECT_TRUE(verify_plc_log(directory.get(did + "/log/audit")).value().is_tombstoned);
}

TEST(PlcDirectory, RefusesWhatWeRefuse) {
  Directory directory;
  const Signer strong = p256_signer();
  const Signer weak = k256_signer();
  const Signer other = k256_signer();
  const PlcOperation first =
      PlcOperation::sign(state_of(strong, weak, "ana.test"), "", strong).value();
  const std::string did = first.did();
  ASSERT_EQ(directory.submit(did, first), kTaken);
  PlcHistory history;
  const auto now = SystemClock().now();
  ASSERT_TRUE(history.add(first, now));

  const PlcState next = state_of(strong, weak, "eve.test");
  const auto both_refuse = [&](const PlcOperation& operation) {
    EXPECT_FALSE(history.add(operation, now));
    EXPECT_EQ(directory.submit(did, operation), kRefused);
  };
  both_refuse(PlcOperation::sign(next, cid_of(first), other).value());
  both_refuse(PlcOperation::sign(next, Cid::of("nothing").text(), strong).value());
  const PlcOperation second = PlcOperation::sign(next, cid_of(first), strong).value();
  ASSERT_EQ(directory.submit(did, second), kTaken);
  ASSERT_TRUE(history.add(second, now));
  // A fork by a weaker key than the one that signed what it would take back.
  both_refuse(PlcOperation::sign(state_of(weak, weak, "eve.test"), cid_of(first), weak).value());
  EXPECT_FALSE(verify_plc_log(directory.get(did + "/log/audit")).value().fault);
}

}  // namespace
}  // namespace tiles::identity
