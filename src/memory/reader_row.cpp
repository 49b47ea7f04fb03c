// SPDX-License-Identifier: Apache-2.0
#include "memory/reader_row.h"

#include <algorithm>

#include "memory/message_words.h"

namespace tiles::memory {
namespace {

using Tokens = std::vector<engine::Token>;

void append_cut(const Tokens& part, std::size_t count_max, Tokens& tokens) {
  const std::size_t count = std::min(part.size(), count_max);
  tokens.insert(tokens.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

Result<MessageTokens> message_tokens(const engine::Encoder& encoder, std::string_view message) {
  MessageTokens found;
  // A word never shares a token with the signs around it.
  const auto add = [&](std::size_t begin, std::size_t end) -> Result<void> {
    if (begin == end || found.tokens.size() >= ReaderLimits::kMessageTokens) return {};
    const Tokens piece = TILES_TRY(encoder.tokenize(message.substr(begin, end - begin)));
    append_cut(piece, ReaderLimits::kMessageTokens - found.tokens.size(), found.tokens);
    found.bytes.resize(found.tokens.size(), {begin, end});
    return {};
  };
  std::size_t at = 0;
  for (const MessageWord& word : message_words(message)) {
    TILES_CHECK(add(at, word.begin));
    TILES_CHECK(add(word.begin, word.end));
    at = word.end;
  }
  TILES_CHECK(add(at, message.size()));
  return found;
}

Result<std::vector<ReaderRow>> reader_rows(const engine::Encoder& encoder,
                                           const MessageTokens& message,
                                           std::span<const std::string> parts) {
  ReaderRow empty;
  empty.tokens = {encoder.begin_token()};
  empty.message.begin = 1;
  empty.tokens.insert(empty.tokens.end(), message.tokens.begin(), message.tokens.end());
  empty.message.end = empty.tokens.size();
  empty.tokens.push_back(encoder.end_token());
  std::vector<ReaderRow> rows;
  for (std::size_t number = 0; number < parts.size(); ++number) {
    Tokens part;
    append_cut(TILES_TRY(encoder.tokenize(parts[number])), ReaderLimits::kPartTokens, part);
    const bool is_full =
        rows.empty() || rows.back().tokens.size() + part.size() + 1 > ReaderLimits::kRowTokens;
    if (is_full) {
      rows.push_back(empty);
      rows.back().first_part = number;
    }
    ReaderRow& row = rows.back();
    row.parts.push_back({row.tokens.size(), row.tokens.size() + part.size()});
    row.tokens.insert(row.tokens.end(), part.begin(), part.end());
    row.tokens.push_back(encoder.end_token());
  }
  return rows;
}

}  // namespace tiles::memory
