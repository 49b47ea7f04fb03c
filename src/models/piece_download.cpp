// SPDX-License-Identifier: Apache-2.0
#include "models/piece_download.h"

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "base/format.h"
#include "models/connection_count.h"
#include "models/piece_check.h"
#include "models/piece_sink.h"

namespace tiles::models {
namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr std::uint64_t kRunPiecesMax = 16;  // One request asks for at most so many in a row.
constexpr int kTriesMax = 8;                 // Without a byte in between.
constexpr milliseconds kTick{100};
constexpr milliseconds kInterval{1'000};

class Download {
 public:
  Download(net::Client& client, PieceJournal& journal, const PieceSource& source,
           const PieceOptions& options)
      : client_(client),
        journal_(journal),
        source_(source),
        options_(options),
        hash_(journal),
        connections_(options.connections_max),
        reception_{.client = client,
                   .journal = journal,
                   .entity_tag = source.entity_tag,
                   .limiter = RateLimiter(options.bytes_per_second_max),
                   .changed = [this] { changed_.notify_all(); },
                   .bytes_done = journal.bytes_done()} {
    for (std::uint64_t piece = 0; piece < source.blob.piece_count(); ++piece) {
      if (!journal.has(piece)) free_.insert(free_.end(), piece);
    }
  }

  // The digest of the whole.
  Result<crypto::Digest> run();
  RateLimiter& limiter() { return reception_.limiter; }

 private:
  void work();
  void start(std::vector<std::thread>& threads);
  void supervise(std::vector<std::thread>& threads);
  Result<void> fetch_run(PieceRun run);
  Result<void> fetch_all();
  std::optional<PieceRun> next_run();
  void give_back(PieceRun run);
  Result<void> settle(const net::Answer& answer, int& attempt);
  static Result<void> refused(const net::Answer& answer);
  net::Request request(std::optional<net::ByteRange> range);
  void note(const net::Answer& answer);
  void fail_with(const Error& error);
  void tell() const {
    if (options_.progress) options_.progress(reception_.bytes_done);
  }

  net::Client& client_;
  PieceJournal& journal_;
  const PieceSource& source_;
  const PieceOptions& options_;
  WholeHash hash_;

  std::mutex mutex_;  // Of all below but the reception.
  std::condition_variable changed_;
  ConnectionCount connections_;
  std::set<std::uint64_t> free_;     // Pieces that are missing and that nobody works at.
  std::optional<Error> error_;       // The first.
  std::optional<net::Url> located_;  // Where redirects led.
  unsigned working_ = 0;
  Reception reception_;
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
  constexpr int kTooMany = 429;
  constexpr int kErrors = 400;
  const std::scoped_lock lock(mutex_);
  if (answer.status == kTooMany) connections_.after_refusal();
  if (answer.status >= kErrors) {
    located_.reset();  // A signed address expires: the next request asks where the file is now.
  } else if (answer.status != 0) {
    located_ = answer.url;
  }
}

void Download::fail_with(const Error& error) {
  const std::scoped_lock lock(mutex_);
  if (!error_) error_ = error;
  reception_.has_failed = true;
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
  constexpr int kUnauthorized = 401;
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

Result<void> Download::fetch_run(PieceRun run) {
  PieceSink sink(reception_, run);
  for (int attempt = 0; !sink.is_done() && !reception_.ignores_ranges;) {
    const net::ByteRange range{sink.offset(), sink.end() - sink.offset()};
    const auto answer = client_.send(request(range), source_.why, sink);
    if (!answer) return fail(Error(answer.error()));
    note(*answer);
    if (sink.took_bytes()) attempt = 0;
    if (!sink.is_done() && !reception_.ignores_ranges) TILES_CHECK(settle(*answer, attempt));
  }
  return {};
}

// From a server that sends the whole file whatever is asked: what is there already is dropped.
Result<void> Download::fetch_all() {
  for (int attempt = 0;;) {
    PieceSink sink(reception_, {0, source_.blob.piece_count()});
    const std::uint64_t done = journal_.bytes_done();
    reception_.bytes_done = done;
    const auto answer = client_.send(request({}), source_.why, sink);
    if (!answer) return fail(Error(answer.error()));
    if (sink.is_done()) return {};
    note(*answer);
    if (journal_.bytes_done() > done) attempt = 0;
    TILES_CHECK(settle(*answer, attempt));
  }
}

// The first pieces in a row that nobody works at; fewer near the end, so that all end together.
std::optional<PieceRun> Download::next_run() {
  const std::scoped_lock lock(mutex_);
  if (reception_.ignores_ranges || working_ > connections_.wanted() || free_.empty()) {
    return std::nullopt;
  }
  const std::uint64_t share = free_.size() / (std::uint64_t{2} * connections_.wanted());
  const std::uint64_t most = std::clamp<std::uint64_t>(share, 1, kRunPiecesMax);
  PieceRun run{*free_.begin(), *free_.begin()};
  while (run.end - run.first < most && free_.erase(run.end) > 0) ++run.end;
  return run;
}

void Download::give_back(PieceRun run) {
  const std::scoped_lock lock(mutex_);
  for (std::uint64_t piece = run.first; piece < run.end; ++piece) {
    if (!journal_.has(piece)) free_.insert(piece);
  }
}

void Download::work() {
  while (!reception_.has_failed) {
    const auto run = next_run();
    if (!run) break;
    const auto fetched = fetch_run(*run);
    give_back(*run);
    if (!fetched) fail_with(fetched.error());
  }
  const std::scoped_lock lock(mutex_);
  --working_;
  changed_.notify_all();
}

void Download::start(std::vector<std::thread>& threads) {
  ++working_;
  threads.emplace_back([this] { work(); });
}

// Hashes what has come, tells how far it is, and adds connections, until none is at work.
void Download::supervise(std::vector<std::thread>& threads) {
  std::unique_lock lock(mutex_);
  start(threads);
  auto told = Clock::now();
  auto interval_begin = told;
  std::uint64_t bytes_before = reception_.bytes_done;
  while (working_ > 0) {
    lock.unlock();
    const auto step = hash_.advance(journal_.data());
    if (!step) fail_with(step.error());
    const auto now = Clock::now();
    if (now - told >= kTick) {
      tell();
      told = now;
    }
    lock.lock();
    if (now - interval_begin >= kInterval) {
      connections_.after_interval(reception_.bytes_done - bytes_before);
      bytes_before = reception_.bytes_done;
      interval_begin = now;
    }
    const bool may_add = reception_.has_ranges && !reception_.ignores_ranges &&
                         !reception_.has_failed && !free_.empty();
    if (may_add && working_ > 0 && working_ < connections_.wanted()) start(threads);
    if (step && *step == WholeHash::Step::Hashed) continue;
    if (working_ > 0) changed_.wait_for(lock, kTick);
  }
}

Result<crypto::Digest> Download::run() {
  std::vector<std::thread> threads;
  supervise(threads);
  for (std::thread& thread : threads) thread.join();
  if (error_) return fail(*error_);
  if (journal_.bytes_done() < source_.blob.size_bytes) TILES_CHECK(fetch_all());
  tell();
  return hash_.finish(journal_.data());
}

}  // namespace

Result<crypto::Digest> download_pieces(net::Client& client, const PieceFolder& folder,
                                       const PieceSource& source, const PieceOptions& options) {
  const auto journal = TILES_TRY(PieceJournal::open(folder.files, folder.path, source.blob));
  if (options.progress) options.progress(journal->bytes_done());
  Download download(client, *journal, source, options);
  const crypto::Digest digest = TILES_TRY(download.run());
  if (source.announced && *source.announced != digest) {
    return fail(forget_wrong_pieces({client, *journal, source, download.limiter()}, digest));
  }
  TILES_CHECK(journal->data().sync());
  return digest;
}

}  // namespace tiles::models
