// SPDX-License-Identifier: Apache-2.0
// Puts the bytes of answers into the file of a pull, and records each piece that is whole.
#pragma once

#include <atomic>
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/checksum.h"
#include "models/piece_journal.h"
#include "models/rate_limiter.h"
#include "net/client.h"

namespace tiles::models {

// What the connections of one download share.
struct Reception {
  net::Client& client;
  PieceJournal& journal;
  std::string entity_tag;  // Of the file that is pulled; empty where it does not matter.
  RateLimiter limiter;
  std::function<void()> changed;  // A piece is there, or the first bytes. On any thread.
  std::atomic<std::uint64_t> bytes_done{0};
  std::atomic<bool> has_failed{false};
  std::atomic<bool> has_ranges{false};  // A request for a range was answered with it.
  std::atomic<bool> ignores_ranges{false};
};

// Pieces in a row that one request asks for.
struct PieceRun {
  std::uint64_t first = 0;
  std::uint64_t end = 0;  // Past the last.
};

// For one run and as many answers as it takes: each goes on where the one before stopped. On one
// thread.
class PieceSink final : public net::BodySink {
 public:
  PieceSink(Reception& reception, PieceRun run);

  // The next byte that is wanted, and past the last one.
  std::uint64_t offset() const { return offset_; }
  std::uint64_t end() const { return end_; }
  bool is_done() const { return offset_ >= end_; }
  bool took_bytes() const { return took_bytes_; }  // Of the newest answer.

  // Errors: Conflict (the server has another file than was announced).
  Result<void> begin(int status, const net::Headers& headers) override;
  // Errors: Conflict (more than was asked for), Cancelled, those of the disk.
  Result<void> take(std::string_view bytes) override;

 private:
  std::uint64_t size() const { return reception_.journal.blob().size_bytes; }
  Result<void> begin_part(const net::Headers& headers);
  Result<void> begin_whole(const net::Headers& headers);
  Result<void> check_entity_tag(const net::Headers& headers) const;
  // Takes from `bytes` at most to the end of a piece.
  Result<void> take_part(std::string_view& bytes);
  // Writes what is gathered; it ends at `offset_`.
  Result<void> write_gathered();

  Reception& reception_;
  std::uint64_t offset_;
  std::uint64_t end_;
  std::uint64_t limit_ = 0;     // Where the bytes of this answer end.
  std::uint64_t position_ = 0;  // Of the answer's next byte in the file.
  bool accepts_ = false;
  bool took_bytes_ = false;
  crypto::Checksummer sum_;  // Of the piece that is under way.
  std::string gathered_;     // Bytes of that piece that are not written yet.
};

}  // namespace tiles::models
