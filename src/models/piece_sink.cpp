// SPDX-License-Identifier: Apache-2.0
#include "models/piece_sink.h"

#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/text.h"

namespace tiles::models {
namespace {

constexpr int kWhole = 200;
constexpr int kPartial = 206;
// libcurl gives 16 KiB at a time: one write for each would cost as much as all the rest.
constexpr std::size_t kGatheredBytes = std::size_t{256} * 1024;

}  // namespace

PieceSink::PieceSink(Reception& reception, PieceRun run)
    : reception_(reception),
      offset_(run.first * kPieceBytes),
      end_(std::min(run.end * kPieceBytes, size())) {}

Result<void> PieceSink::begin(int status, const net::Headers& headers) {
  took_bytes_ = false;
  accepts_ = status == kPartial || status == kWhole;
  if (!accepts_) return {};
  TILES_CHECK(check_entity_tag(headers));
  return status == kPartial ? begin_part(headers) : begin_whole(headers);
}

Result<void> PieceSink::check_entity_tag(const net::Headers& headers) const {
  const auto tag = headers.find("ETag");
  if (reception_.entity_tag.empty() || !tag || *tag == reception_.entity_tag) return {};
  return fail(ErrorCode::Conflict,
              format("the file changed on the server meanwhile: its entity tag is {}, was {}",
                     shown_in_quotes(*tag), shown_in_quotes(reception_.entity_tag)));
}

Result<void> PieceSink::begin_part(const net::Headers& headers) {
  const auto value = headers.find("Content-Range");
  const auto range = value ? net::parse_content_range(*value) : std::nullopt;
  if (!range || range->first != offset_ || (range->total && *range->total != size())) {
    return fail(ErrorCode::Conflict, format("the server sends {} for bytes from {} of {}",
                                            shown_in_quotes(value.value_or("")), offset_, size()));
  }
  position_ = offset_;
  limit_ = end_;
  if (!reception_.has_ranges.exchange(true)) reception_.changed();
  return {};
}

Result<void> PieceSink::begin_whole(const net::Headers& headers) {
  const auto value = headers.find("Content-Length");
  const auto length = value ? net::parse_number(*value) : std::nullopt;
  if (length && *length != size()) {
    return fail(ErrorCode::Conflict,
                format("the server has {} bytes, {} were announced", *length, size()));
  }
  position_ = 0;
  limit_ = size();
  reception_.ignores_ranges = true;
  return {};
}

Result<void> PieceSink::take(std::string_view bytes) {
  if (!accepts_) return {};  // The page of an error.
  took_bytes_ = true;
  const auto wait = reception_.limiter.take(bytes.size(), RateLimiter::Clock::now());
  if (wait.count() > 0) TILES_CHECK(reception_.client.sleep(wait));
  if (reception_.has_failed) return fail(ErrorCode::Cancelled, "another connection failed");
  while (!bytes.empty()) TILES_CHECK(take_part(bytes));
  return {};
}

Result<void> PieceSink::take_part(std::string_view& bytes) {
  if (position_ < offset_) {  // The server began at the start: what is there already is dropped.
    const auto dropped = std::min<std::uint64_t>(offset_ - position_, bytes.size());
    bytes.remove_prefix(dropped);
    position_ += dropped;
    return {};
  }
  if (offset_ >= limit_) {
    return fail(ErrorCode::Conflict, format("the server sends more than up to byte {}", limit_));
  }
  PieceJournal& journal = reception_.journal;
  const std::uint64_t piece = offset_ / kPieceBytes;
  const std::uint64_t piece_end = piece * kPieceBytes + journal.blob().piece_bytes(piece);
  const std::string_view part = bytes.substr(0, piece_end - offset_);
  const bool is_there = journal.has(piece);
  if (!is_there) {
    gathered_ += part;
    sum_.update(part);
    reception_.bytes_done += part.size();
  }
  offset_ += part.size();
  position_ += part.size();
  bytes.remove_prefix(part.size());
  if (offset_ == piece_end || gathered_.size() >= kGatheredBytes) TILES_CHECK(write_gathered());
  if (offset_ < piece_end || is_there) return {};
  journal.data().write_behind(piece * kPieceBytes, journal.blob().piece_bytes(piece));
  TILES_CHECK(journal.record(piece, std::exchange(sum_, crypto::Checksummer()).finish()));
  reception_.changed();
  return {};
}

Result<void> PieceSink::write_gathered() {
  TILES_CHECK(reception_.journal.data().write_at(offset_ - gathered_.size(), gathered_));
  gathered_.clear();
  return {};
}

}  // namespace tiles::models
