// SPDX-License-Identifier: Apache-2.0
// What the reader reads in one pass: the message, and parts behind it, each ended by the token that
// ends a part.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "engine/encoder.h"

namespace tiles::memory {

struct ReaderLimits {
  static constexpr std::size_t kRowTokens = 320;
  static constexpr std::size_t kMessageTokens = 96;
  static constexpr std::size_t kPartTokens = 40;
};

struct TokenRange {
  std::size_t begin = 0;
  std::size_t end = 0;
};

struct ReaderRow {
  std::vector<engine::Token> tokens;
  TokenRange message;
  std::vector<TokenRange> parts;
  std::size_t first_part = 0;  // Of all parts.
};

// A message as tokens, and which bytes of it each is of.
struct MessageTokens {
  struct Bytes {
    std::size_t begin = 0;
    std::size_t end = 0;
  };
  std::vector<engine::Token> tokens;
  std::vector<Bytes> bytes;  // As many.
};

// At most kMessageTokens. Errors: those of Encoder::tokenize.
Result<MessageTokens> message_tokens(const engine::Encoder& encoder, std::string_view message);

// As many parts as fit go into one row, the others into the next; no part, no row. Errors: as
// above.
Result<std::vector<ReaderRow>> reader_rows(const engine::Encoder& encoder,
                                           const MessageTokens& message,
                                           std::span<const std::string> parts);

}  // namespace tiles::memory
