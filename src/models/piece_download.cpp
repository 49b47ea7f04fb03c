// SPDX-License-Identifier: Apache-2.0
#include "models/piece_download.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <optional>
#include <set>
#include <thread>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "models/rate_limiter.h"

namespace tiles::models {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kRunPiecesMax = 16;  // One request asks for at most so many in a row.
constexpr int kTriesMax = 8;                 // Without a byte in between.

// Pieces in a row that one request asks for.
struct Run {
  std::uint64_t first = 0;
  std::uint64_t end = 0;  // Past the last.
};

// What the connections of one download share.
class Download {
 public:
  Download(net::Client& client, PieceJournal& journal, const PieceSource& source,
           const PieceOptions& options)
      : client_(client),
        journal_(journal),
        source_(source),
        options_(options),
        limiter_(options.bytes_per_second_max),
        bytes_done_(journal.bytes_done()) {}

  Result<void> run();

 private:
  friend class PieceSink;

  void work();
  Result<void> fetch_run(Run run);
  Result<void> fetch_all();
  std::optional<Run> next_run();
  void give_back(Run run);
  Result<void> settle(const net::Answer& answer, int& attempt);
  Result<void> refused(const net::Answer& answer);
  net::Request request(std::optional<net::ByteRange> range);
  void note(const net::Answer& answer);
  bool add_connection(std::uint64_t bytes_of_interval);
  bool is_over() const { return failed_.load(); }

  net::Client& client_;
  PieceJournal& journal_;
  const PieceSource& source_;
  const PieceOptions& options_;
  RateLimiter limiter_;
  std::atomic<std::uint64_t> bytes_done_;
  std::atomic<bool> failed_{false};
  std::atomic<bool> has_ranges_{false};  // A request for a range was answered with it.
  std::atomic<bool> ignores_ranges_{false};
  std::atomic<unsigned> connections_wanted_{1};

  std::mutex mutex_;
  std::condition_variable ended_;
  std::set<std::uint64_t> taken_;    // Pieces that a connection works at.
  std::optional<Error> error_;       // The first.
  std::optional<net::Url> located_;  // Where redirects led.
  unsigned working_ = 0;
  std::uint64_t rate_best_ = 0;  // Bytes of the best interval so far.
};

// Puts the bytes of one answer into the file, and records each piece that is whole.
class PieceSink final : public net::BodySink {
 public:
  PieceSink(Download& download, Run run)
      : download_(download), end_(run.end), offset_(run.first * kPieceBytes) {}

  // The next byte that is wanted.
  std::uint64_t offset() const { return offset_; }
  bool is_done() const { return offset_ >= std::min(end_ * kPieceBytes, size()); }
  bool took_bytes() const { return took_bytes_; }

  Result<void> begin(int status, const net::Headers& headers) override {
    constexpr int kPartial = 206;
    constexpr int kWhole = 200;
    took_bytes_ = false;
    accepts_ = status == kPartial || status == kWhole;
    limit_ = status == kPartial ? std::min(end_ * kPieceBytes, size()) : size();
    if (status == kPartial) {
      const auto value = headers.find("Content-Range");
      const auto range = value ? net::parse_content_range(*value) : std::nullopt;
      if (!range || range->first != offset_ || (range->total && *range->total != size())) {
        return fail(ErrorCode::Conflict,
                    format("the server sends {} for bytes from {} of {}",
                           shown_in_quotes(value.value_or("")), offset_, size()));
      }
      position_ = offset_;
      download_.has_ranges_ = true;
    } else if (status == kWhole) {
      position_ = 0;
      const auto value = headers.find("Content-Length");
      const auto length = value ? net::parse_number(*value) : std::nullopt;
      if (length && *length != size()) {
        return fail(ErrorCode::Conflict,
                    format("the server has {} bytes, {} were announced", *length, size()));
      }
      download_.ignores_ranges_ = true;
    }
    return {};
  }

  Result<void> take(std::string_view bytes) override {
    if (!accepts_) return {};  // The page of an error.
    took_bytes_ = true;
    const auto wait = download_.limiter_.take(bytes.size(), Clock::now());
    if (wait > milliseconds(0)) TILES_CHECK(download_.client_.sleep(wait));
    if (download_.is_over()) return fail(ErrorCode::Cancelled, "another connection failed");
    while (!bytes.empty()) TILES_CHECK(take_part(bytes));
    return {};
  }

 private:
  std::uint64_t size() const { return download_.source_.blob.size_bytes; }

  // Takes from `bytes` at most to the end of a piece.
  Result<void> take_part(std::string_view& bytes) {
    if (position_ < offset_) {  // The server began at the start: what is there already is dropped.
      const auto dropped = std::min<std::uint64_t>(offset_ - position_, bytes.size());
      bytes.remove_prefix(dropped);
      position_ += dropped;
      return {};
    }
    if (offset_ >= limit_) {
      return fail(ErrorCode::Conflict, format("the server sends more than up to byte {}", limit_));
    }
    const std::uint64_t piece = offset_ / kPieceBytes;
    const std::uint64_t piece_end = piece * kPieceBytes + download_.journal_.piece_bytes(piece);
    const std::string_view part = bytes.substr(0, piece_end - offset_);
    if (!download_.journal_.has(piece)) {
      TILES_CHECK(download_.journal_.data().write_at(offset_, part));
      hash_.update(part);
      download_.bytes_done_ += part.size();
    }
    offset_ += part.size();
    position_ += part.size();
    bytes.remove_prefix(part.size());
    if (offset_ < piece_end || download_.journal_.has(piece)) return {};
    return download_.journal_.record(piece, std::exchange(hash_, crypto::Sha256()).finish());
  }

  Download& download_;
  std::uint64_t end_;
  std::uint64_t offset_;
  std::uint64_t limit_ = 0;     // Where the bytes that were asked for end.
  std::uint64_t position_ = 0;  // Of the answer's next byte in the file.
  bool accepts_ = false;
  bool took_bytes_ = false;
  crypto::Sha256 hash_;  // Of the piece that is under way.
};

net::Request Download::request(std::optional<net::ByteRange> range) {
  const std::scoped_lock lock(mutex_);
  return {.method = net::Method::Get,
          .url = located_.value_or(source_.url),
          .headers = source_.headers,
          .range = range,
          .body_bytes_max = source_.blob.size_bytes + 1};
}

void Download::note(const net::Answer& answer) {
  const std::scoped_lock lock(mutex_);
  constexpr int kErrors = 400;
  if (answer.status >= kErrors) {
    located_.reset();  // A signed address expires: the next request asks where the file is now.
  } else if (answer.status != 0) {
    located_ = answer.url;
  }
}

Result<void> Download::refused(const net::Answer& answer) {
  const std::string host = answer.url.authority();
  switch (answer.status) {
    case 401:
    case 403:
      return fail(ErrorCode::Denied, format("'{}' refuses the file ({})", host, answer.status));
    case 404:
    case 410:
      return fail(ErrorCode::NotFound, format("'{}' has no such file ({})", host, answer.status));
    case 416:
      return fail(ErrorCode::Conflict,
                  format("'{}' has a shorter file than was announced (416)", host));
    default:
      return fail(ErrorCode::Io, format("'{}' answers {}", host, answer.status));
  }
}

// What to do after an answer that was not whole: waits for the next try, or gives the error.
Result<void> Download::settle(const net::Answer& answer, int& attempt) {
  constexpr int kTooMany = 429;
  constexpr int kUnauthorized = 401;
  if (answer.status == kTooMany) {
    connections_wanted_ = std::max(1U, connections_wanted_.load() / 2);
  }
  if (++attempt >= kTriesMax) {
    if (answer.broken) return fail(*answer.broken);
    return refused(answer);
  }
  if (net::Client::is_worth_a_try(answer)) return client_.wait_before_retry(answer, attempt - 1);
  const bool is_whole = answer.status == 200 || answer.status == 206;
  if (is_whole) return client_.wait_before_retry(answer, attempt - 1);  // It ended too early.
  // An expired address or token: asked again from the beginning, but not for ever.
  constexpr int kRenewalsMax = 2;
  if (attempt > kRenewalsMax) return refused(answer);
  if (answer.status == kUnauthorized && source_.renew) return source_.renew();
  return {};
}

Result<void> Download::fetch_run(Run run) {
  PieceSink sink(*this, run);
  const std::uint64_t end = std::min(run.end * kPieceBytes, source_.blob.size_bytes);
  for (int attempt = 0; !sink.is_done() && !ignores_ranges_;) {
    const net::ByteRange range{sink.offset(), end - sink.offset()};
    const auto answer = client_.send(request(range), source_.why, sink);
    if (!answer) return fail(Error(answer.error()));
    note(*answer);
    if (sink.took_bytes()) attempt = 0;
    if (!sink.is_done() && !ignores_ranges_) TILES_CHECK(settle(*answer, attempt));
  }
  return {};
}

// From a server that sends the whole file whatever is asked: what is there already is dropped.
Result<void> Download::fetch_all() {
  for (int attempt = 0;;) {
    PieceSink sink(*this, {0, journal_.piece_count()});
    const std::uint64_t done = bytes_done_;
    const auto answer = client_.send(request({}), source_.why, sink);
    if (!answer) return fail(Error(answer.error()));
    if (sink.is_done()) return {};
    note(*answer);
    if (journal_.bytes_done() > done) attempt = 0;
    bytes_done_ = journal_.bytes_done();
    TILES_CHECK(settle(*answer, attempt));
  }
}

std::optional<Run> Download::next_run() {
  const std::scoped_lock lock(mutex_);
  if (ignores_ranges_ || working_ > connections_wanted_) return std::nullopt;
  const auto is_free = [&](std::uint64_t piece) {
    return piece < journal_.piece_count() && !taken_.contains(piece) && !journal_.has(piece);
  };
  std::uint64_t first = 0;
  while (first < journal_.piece_count() && !is_free(first)) ++first;
  if (first == journal_.piece_count()) return std::nullopt;
  Run run{first, first};
  while (run.end - run.first < kRunPiecesMax && is_free(run.end)) taken_.insert(run.end++);
  return run;
}

void Download::give_back(Run run) {
  const std::scoped_lock lock(mutex_);
  for (std::uint64_t piece = run.first; piece < run.end; ++piece) taken_.erase(piece);
}

void Download::work() {
  while (!is_over()) {
    const auto run = next_run();
    if (!run) break;
    const auto fetched = fetch_run(*run);
    give_back(*run);
    if (!fetched) {
      const std::scoped_lock lock(mutex_);
      if (!error_) error_ = fetched.error();
      failed_ = true;
    }
  }
  const std::scoped_lock lock(mutex_);
  --working_;
  ended_.notify_all();
}

// Whether one connection more is worth it: the last one made it faster by a sixth.
bool Download::add_connection(std::uint64_t bytes_of_interval) {
  if (!has_ranges_ || connections_wanted_ >= options_.connections_max) return false;
  if (bytes_of_interval < rate_best_ + rate_best_ / 6) return false;
  rate_best_ = bytes_of_interval;
  return true;
}

Result<void> Download::run() {
  constexpr milliseconds kTick{100};
  constexpr int kTicksOfInterval = 10;
  std::vector<std::thread> threads;
  const auto start = [&] {
    ++working_;
    threads.emplace_back([this] { work(); });
  };
  std::unique_lock lock(mutex_);
  start();
  std::uint64_t interval_begin = bytes_done_;
  for (int tick = 1; working_ > 0; ++tick) {
    ended_.wait_for(lock, kTick);
    if (options_.progress) options_.progress(bytes_done_);
    if (tick % kTicksOfInterval != 0 || working_ == 0 || failed_) continue;
    const std::uint64_t now = bytes_done_;
    if (add_connection(now - interval_begin)) {
      ++connections_wanted_;
      start();
    }
    interval_begin = now;
  }
  lock.unlock();
  for (std::thread& thread : threads) thread.join();
  if (error_) return fail(*error_);
  if (ignores_ranges_ && journal_.bytes_done() < source_.blob.size_bytes) {
    TILES_CHECK(fetch_all());
    if (options_.progress) options_.progress(bytes_done_);
  }
  return {};
}

// Hashes what comes and keeps nothing.
class HashSink final : public net::BodySink {
 public:
  Result<void> begin(int status, const net::Headers&) override {
    is_part = status == 206;
    hash = crypto::Sha256();
    return {};
  }
  Result<void> take(std::string_view bytes) override {
    hash.update(bytes);
    return {};
  }

  bool is_part = false;
  crypto::Sha256 hash;
};

// Which pieces come otherwise when they are asked for again: those are forgotten.
Result<std::uint64_t> forget_wrong_pieces(net::Client& client, PieceJournal& journal,
                                          const PieceSource& source) {
  std::uint64_t wrong = 0;
  for (std::uint64_t piece = 0; piece < journal.piece_count(); ++piece) {
    HashSink sink;
    const net::Request request{
        .url = source.url,
        .headers = source.headers,
        .range = net::ByteRange{piece * kPieceBytes, journal.piece_bytes(piece)},
        .body_bytes_max = kPieceBytes};
    const auto answer = client.send(request, source.why + ", again to find the wrong part", sink);
    if (!answer || answer->broken || !sink.is_part) break;  // It cannot be told now.
    if (sink.hash.finish() == journal.digest(piece)) continue;
    TILES_CHECK(journal.forget(piece));
    ++wrong;
  }
  return wrong;
}

Result<void> check_whole(net::Client& client, PieceJournal& journal, const PieceSource& source) {
  const crypto::Digest digest = TILES_TRY(hash_part(journal.data(), 0, source.blob.size_bytes));
  if (digest == source.blob.digest) return journal.data().sync();
  std::uint64_t wrong = TILES_TRY(forget_wrong_pieces(client, journal, source));
  const bool is_found = wrong > 0;
  // The server's own bytes are not what was announced: none of them is worth keeping.
  for (std::uint64_t piece = 0; !is_found && piece < journal.piece_count(); ++piece) {
    TILES_CHECK(journal.forget(piece));
    ++wrong;
  }
  return fail(Error(ErrorCode::Corrupt,
                    format("digest is {}, announced was {}; {} of {} pieces were discarded",
                           digest.text(), source.blob.digest.text(), wrong, journal.piece_count()))
                  .with_hint("nothing was installed; run the same command again: only what was "
                             "discarded is fetched"));
}

}  // namespace

Result<void> download_pieces(net::Client& client, const PieceFolder& folder,
                             const PieceSource& source, const PieceOptions& options) {
  const auto journal = TILES_TRY(PieceJournal::open(folder.files, folder.path, source.blob));
  if (options.progress) options.progress(journal->bytes_done());
  if (journal->bytes_done() < source.blob.size_bytes) {
    Download download(client, *journal, source, options);
    TILES_CHECK(download.run());
  }
  return check_whole(client, *journal, source);
}

}  // namespace tiles::models
