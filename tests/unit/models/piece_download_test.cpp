// SPDX-License-Identifier: Apache-2.0
// One file of another machine, piece by piece: what is refused, what is kept, what comes again.
#include "models/piece_download.h"

#include "pull_fixture.h"

namespace tiles::models {
namespace {

constexpr const char* kUrl = "https://example.org/m.gguf";
constexpr std::uint64_t kSize = 2 * kPieceBytes + 1'000;

class PieceDownloadTest : public PullTest {
 protected:
  PieceDownloadTest() {
    EXPECT_TRUE(files_.make_directory("p").has_value());
    peer_.serve(kUrl, bytes_);
  }

  Result<crypto::Digest> download(unsigned connections = 1) {
    source_.url = net::Url::parse(kUrl).value();
    return download_pieces(client_, {files_, "p"}, source_, {.connections_max = connections});
  }
  std::string data() { return files_.read("p/data", kSize + 1).value(); }

  const std::string bytes_ = bytes_of(kSize);
  testing::FaultFileSystem files_{std::make_shared<testing::FaultDisk>()};
  PieceSource source_{.url = {},
                      .blob = {crypto::sha256(bytes_), kSize},
                      .announced = crypto::sha256(bytes_),
                      .why = "a test"};
};

TEST_F(PieceDownloadTest, EveryByteComesOnceOverAnyNumberOfConnections) {
  for (const unsigned connections : {1U, 4U}) {
    static_cast<void>(files_.remove("p/journal"));
    const std::uint64_t before = peer_.sent_bytes();
    const auto digest = download(connections);
    ASSERT_TRUE(digest.has_value()) << digest.error().text();
    EXPECT_EQ(*digest, crypto::sha256(bytes_));
    EXPECT_EQ(data(), bytes_);
    EXPECT_EQ(peer_.sent_bytes() - before, kSize);
  }
}

TEST_F(PieceDownloadTest, CutInAPieceGoesOnAtTheByte) {
  int asked = 0;
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    if (++asked > 3) return std::nullopt;
    Peer::Reply reply = peer_.document(request);
    reply.sent_max = 1'234'567;
    return reply;
  });
  ASSERT_TRUE(download().has_value());
  EXPECT_EQ(peer_.sent_bytes(), kSize);
}

TEST_F(PieceDownloadTest, RangeNotSatisfiableOnceIsAskedAgainAndForEverIsAnotherFile) {
  int refusals = 1;
  peer_.set_fault([&](const net::Request&) -> std::optional<Peer::Reply> {
    return refusals-- > 0 ? std::optional(Peer::Reply{.status = 416}) : std::nullopt;
  });
  ASSERT_TRUE(download().has_value());
  EXPECT_EQ(peer_.sent_bytes(), kSize);
  static_cast<void>(files_.remove("p/journal"));
  refusals = 1'000;
  const auto refused = download();
  ASSERT_FALSE(refused.has_value());
  EXPECT_EQ(refused.error().code(), ErrorCode::Conflict);
  EXPECT_EQ(refused.error().text(), "'example.org' has a shorter file than was announced (416)");
}

TEST_F(PieceDownloadTest, FileOfAnotherLengthIsRefused) {
  peer_.serve(kUrl, bytes_ + "x");
  EXPECT_EQ(download().error().code(), ErrorCode::Conflict);
  peer_.set_fault([](const net::Request&) {
    return Peer::Reply{.status = 200, .headers = {"Content-Length: 6"}, .body = "<html>"};
  });
  const auto page = download();
  ASSERT_FALSE(page.has_value());
  EXPECT_EQ(page.error().text(), "the server has 6 bytes, 8389608 were announced");
}

TEST_F(PieceDownloadTest, ServerThatSendsMoreOrOtherBytesThanItSaysIsRefused) {
  peer_.set_fault([&](const net::Request&) {
    return Peer::Reply{.status = 206,
                       .headers = {format("Content-Range: bytes 0-{}/{}", kSize - 1, kSize)},
                       .body = bytes_ + "more"};
  });
  EXPECT_EQ(download().error().code(), ErrorCode::Conflict);
  for (const char* range : {"bytes 1-9/8389608", "bytes 0-9/10", "items 0-9/8389608", ""}) {
    peer_.set_fault([&](const net::Request&) {
      return Peer::Reply{
          .status = 206, .headers = {format("Content-Range: {}", range)}, .body = "x"};
    });
    EXPECT_EQ(download().error().code(), ErrorCode::Conflict) << range;
  }
}

TEST_F(PieceDownloadTest, FileThatChangesWhileItIsPulledIsRefused) {
  source_.announced.reset();
  source_.entity_tag = "\"one\"";
  int asked = 0;
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    Peer::Reply reply = peer_.document(request);
    reply.headers.emplace_back(++asked == 1 ? "ETag: \"one\"" : "ETag: \"two\"");
    if (asked == 1) reply.sent_max = kPieceBytes;
    return reply;
  });
  const auto changed = download();
  ASSERT_FALSE(changed.has_value());
  EXPECT_EQ(changed.error().code(), ErrorCode::Conflict);
  EXPECT_NE(changed.error().text().find("changed on the server"), std::string::npos);
}

TEST_F(PieceDownloadTest, WrongByteNamesBothDigestsAndCostsItsPieceAlone) {
  int flips = 1;
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    if (!request.range || request.range->first > 0 || flips-- <= 0) return std::nullopt;
    Peer::Reply reply = peer_.document(request);
    reply.body[7] ^= 1;
    return reply;
  });
  const auto wrong = download();
  ASSERT_FALSE(wrong.has_value());
  EXPECT_EQ(wrong.error().code(), ErrorCode::Corrupt);
  std::string flipped = bytes_;
  flipped[7] ^= 1;
  EXPECT_EQ(wrong.error().text(),
            format("digest is {}, announced was {}; 1 of 3 pieces were discarded",
                   crypto::sha256(flipped).text(), crypto::sha256(bytes_).text()));
  const std::uint64_t before = peer_.sent_bytes();
  ASSERT_TRUE(download().has_value());
  EXPECT_EQ(peer_.sent_bytes() - before, kPieceBytes);
}

TEST_F(PieceDownloadTest, WhatCannotBeComparedIsKept) {
  std::string other = bytes_;
  other[kPieceBytes + 7] ^= 1;
  peer_.serve(kUrl, other);
  bool is_down = false;
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    const bool again = request.range && request.range->count == kPieceBytes && is_down;
    if (request.range && request.range->first + request.range->count == kSize) is_down = true;
    return again ? std::optional(Peer::Reply{.status = 404}) : std::nullopt;
  });
  const auto wrong = download();
  ASSERT_FALSE(wrong.has_value());
  EXPECT_NE(wrong.error().text().find("could not be told"), std::string::npos)
      << wrong.error().text();
  peer_.set_fault({});
  peer_.serve(kUrl, bytes_);
  const std::uint64_t before = peer_.sent_bytes();
  EXPECT_EQ(download().error().code(), ErrorCode::Corrupt);  // Compared now: one is forgotten.
  EXPECT_EQ(peer_.sent_bytes() - before, kSize);
  ASSERT_TRUE(download().has_value());
  EXPECT_EQ(peer_.sent_bytes() - before, kSize + kPieceBytes);
}

TEST_F(PieceDownloadTest, PublisherWhoseBytesAreNotWhatHeAnnouncesIsFetchedAnew) {
  peer_.serve(kUrl, bytes_of(kSize, 'z'));
  const auto wrong = download();
  ASSERT_FALSE(wrong.has_value());
  EXPECT_NE(wrong.error().text().find("3 of 3 pieces were discarded"), std::string::npos);
  peer_.serve(kUrl, bytes_);
  EXPECT_TRUE(download().has_value());
}

TEST_F(PieceDownloadTest, ServerThatIgnoresRangesIsReadFromItsStartWithoutWritingWhatIsThere) {
  int asked = 0;
  peer_.set_fault([&](const net::Request& request) -> std::optional<Peer::Reply> {
    net::Request whole = request;
    whole.range.reset();
    Peer::Reply reply = peer_.document(whole);
    if (++asked == 2) reply.sent_max = kPieceBytes + 5;
    return reply;
  });
  ASSERT_TRUE(download().has_value());
  EXPECT_EQ(data(), bytes_);
}

TEST_F(PieceDownloadTest, RenewedCredentialsAreUsedAfterA401) {
  int renewals = 0;
  source_.renew = [&]() -> Result<void> {
    ++renewals;
    return {};
  };
  peer_.set_fault([&](const net::Request&) -> std::optional<Peer::Reply> {
    return renewals == 0 ? std::optional(Peer::Reply{.status = 401}) : std::nullopt;
  });
  ASSERT_TRUE(download().has_value());
  EXPECT_EQ(renewals, 1);
  EXPECT_EQ(peer_.sent_bytes(), kSize);
}

}  // namespace
}  // namespace tiles::models
