// SPDX-License-Identifier: Apache-2.0
#include "models/piece_check.h"

#include <numeric>
#include <utility>
#include <vector>

#include "base/format.h"

namespace tiles::models {
namespace {

constexpr int kPartial = 206;

// Sums up what comes and keeps nothing.
class ChecksumSink final : public net::BodySink {
 public:
  ChecksumSink(net::Client& client, RateLimiter& limiter) : client_(client), limiter_(limiter) {}

  Result<void> begin(int status, const net::Headers&) override {
    is_part = status == kPartial;
    return {};
  }
  Result<void> take(std::string_view bytes) override {
    const auto wait = limiter_.take(bytes.size(), RateLimiter::Clock::now());
    if (wait.count() > 0) TILES_CHECK(client_.sleep(wait));
    sum.update(bytes);
    return {};
  }

  bool is_part = false;
  crypto::Checksummer sum;

 private:
  net::Client& client_;
  RateLimiter& limiter_;
};

class Comparison {
 public:
  explicit Comparison(const PieceCheck& check)
      : client_(check.client),
        journal_(check.journal),
        source_(check.source),
        limiter_(check.limiter),
        url_(check.source.url) {}

  // The pieces that come otherwise now; nothing when the server does not send them.
  Result<std::vector<std::uint64_t>> find() {
    std::vector<std::uint64_t> wrong;
    for (std::uint64_t piece = 0; piece < source_.blob.piece_count(); ++piece) {
      const crypto::Checksum checksum = TILES_TRY(fetch(piece));
      if (checksum != journal_.checksum(piece)) wrong.push_back(piece);
    }
    return wrong;
  }

 private:
  Result<crypto::Checksum> fetch(std::uint64_t piece) {
    for (int attempt = 0; attempt < net::Client::kTriesMax; ++attempt) {
      ChecksumSink sink(client_, limiter_);
      const net::Request request{
          .url = url_,
          .headers = source_.headers,
          .range = net::ByteRange{piece * kPieceBytes, source_.blob.piece_bytes(piece)},
          .body_bytes_max = kPieceBytes};
      const net::Answer answer =
          TILES_TRY(client_.send(request, source_.why + ", again to find the wrong part", sink));
      if (!answer.broken && sink.is_part) {
        url_ = answer.url;
        return sink.sum.finish();
      }
      url_ = source_.url;  // An address that expired: asked again from the beginning.
      if (net::Client::is_worth_a_try(answer)) {
        TILES_CHECK(client_.wait_before_retry(answer, attempt));
      }
    }
    return fail(ErrorCode::Io, "the server does not send it again");
  }

  net::Client& client_;
  PieceJournal& journal_;
  const PieceSource& source_;
  RateLimiter& limiter_;
  net::Url url_;
};

Result<void> forget(PieceJournal& journal, const std::vector<std::uint64_t>& pieces) {
  for (const std::uint64_t piece : pieces) TILES_CHECK(journal.forget(piece));
  return {};
}

}  // namespace

Result<WholeHash::Step> WholeHash::advance(const FileReader& data) {
  if (next_ >= journal_.blob().piece_count() || !journal_.has(next_)) return Step::NotThere;
  TILES_CHECK(read_part(data, {next_ * kPieceBytes, journal_.blob().piece_bytes(next_)},
                        [&](std::string_view bytes) { hash_.update(bytes); }));
  ++next_;
  return Step::Hashed;
}

Result<crypto::Digest> WholeHash::finish(const FileReader& data) {
  while (TILES_TRY(advance(data)) == Step::Hashed) {
  }
  return hash_.finish();
}

Error forget_wrong_pieces(const PieceCheck& check, const crypto::Digest& actual) {
  const crypto::Digest announced = check.source.announced.value_or(crypto::Digest());
  const std::string digests =
      format("digest is {}, announced was {}", actual.text(), announced.text());
  const std::uint64_t count = check.source.blob.piece_count();
  auto wrong = Comparison(check).find();
  if (!wrong) {
    return Error(ErrorCode::Corrupt, format("{}; which of {} pieces is wrong could not be told: {}",
                                            digests, count, wrong.error().text()))
        .with_hint(
            "nothing was installed; run the same command again: the wrong part is looked "
            "for once more");
  }
  if (wrong->empty()) {
    // The server's own bytes are not what was announced: none of them is worth keeping.
    wrong->resize(count);
    std::iota(wrong->begin(), wrong->end(), std::uint64_t{0});
  }
  if (auto forgotten = forget(check.journal, *wrong); !forgotten) return forgotten.error();
  return Error(ErrorCode::Corrupt,
               format("{}; {} of {} pieces were discarded", digests, wrong->size(), count))
      .with_hint(
          "nothing was installed; run the same command again: only what was discarded is "
          "fetched");
}

}  // namespace tiles::models
