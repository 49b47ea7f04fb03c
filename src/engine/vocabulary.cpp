// SPDX-License-Identifier: Apache-2.0
#include "engine/vocabulary.h"

#include <llama.h>

#include <algorithm>
#include <exception>

#include "base/assert.h"
#include "base/format.h"
#include "base/text.h"
#include "engine/assertion_guard.h"

namespace tiles::engine {

namespace {

enum class ControlTokens { Spell, Hide };

std::string spell(const llama_vocab* vocab, Token token, ControlTokens control) {
  const bool special = control == ControlTokens::Spell;
  std::string text(32, '\0');
  auto size = llama_token_to_piece(vocab, token, text.data(),
                                   static_cast<std::int32_t>(text.size()), /*lstrip=*/0, special);
  if (size < 0) {
    text.resize(static_cast<std::size_t>(-size));
    size = llama_token_to_piece(vocab, token, text.data(), -size, /*lstrip=*/0, special);
  }
  text.resize(static_cast<std::size_t>(std::max(size, 0)));
  return text;
}

bool is_bracketed(std::string_view text) {
  return text.size() >= 3 && ((text.front() == '<' && text.back() == '>') ||
                              (text.front() == '[' && text.back() == ']'));
}

bool acts_as_markup(const llama_vocab* vocab, Token token, std::string_view spelling) {
  const auto attributes = static_cast<unsigned>(llama_vocab_get_attr(vocab, token));
  if ((attributes & (LLAMA_TOKEN_ATTR_CONTROL | LLAMA_TOKEN_ATTR_UNKNOWN)) != 0) return true;
  return (attributes & LLAMA_TOKEN_ATTR_USER_DEFINED) != 0 && is_bracketed(spelling);
}

}  // namespace

Vocabulary::Vocabulary(const llama_vocab* vocab)
    : vocab_(vocab), markup_(static_cast<std::size_t>(llama_vocab_n_tokens(vocab))) {
  for (std::size_t i = 0; i < markup_.size(); ++i) {
    std::string spelling = spell(vocab, static_cast<Token>(i), ControlTokens::Spell);
    if (!acts_as_markup(vocab, static_cast<Token>(i), spelling)) continue;
    markup_[i] = true;
    if (spelling.empty()) continue;
    spellings_[static_cast<unsigned char>(spelling.front())].push_back(std::move(spelling));
  }
  for (auto& bucket : spellings_) {
    std::sort(bucket.begin(), bucket.end(),
              [](const auto& a, const auto& b) { return a.size() > b.size(); });
  }
}

// Size of the longest spelling that `text` begins with, or 0.
std::size_t Vocabulary::markup_at(std::string_view text) const {
  for (const std::string& spelling : spellings_[static_cast<unsigned char>(text.front())]) {
    if (text.starts_with(spelling)) return spelling.size();
  }
  return 0;
}

std::vector<Vocabulary::Range> Vocabulary::find_markup(std::string_view text) const {
  std::vector<Range> ranges;
  std::size_t begin_part = 0;  // Longest beginning of `text` that ends a spelling.
  std::size_t end_part = 0;    // Longest ending that begins one.
  for (const auto& bucket : spellings_) {
    for (const std::string& spelling : bucket) {
      for (std::size_t size = std::min(spelling.size() - 1, text.size()); size > begin_part;
           --size) {
        if (text.starts_with(std::string_view(spelling).substr(spelling.size() - size))) {
          begin_part = size;
        }
      }
      for (std::size_t size = std::min(spelling.size() - 1, text.size()); size > end_part; --size) {
        if (text.ends_with(std::string_view(spelling).substr(0, size))) end_part = size;
      }
    }
  }
  if (begin_part > 0) ranges.push_back({0, begin_part});
  for (std::size_t i = begin_part; i < text.size();) {
    const std::size_t size = markup_at(text.substr(i));
    if (size > 0) ranges.push_back({i, i + size});
    i += std::max<std::size_t>(size, 1);
  }
  const std::size_t last_end = ranges.empty() ? 0 : ranges.back().end;
  const std::size_t end_begin = std::max(text.size() - end_part, last_end);
  if (end_begin < text.size()) ranges.push_back({end_begin, text.size()});
  return ranges;
}

// Errors: Invalid (a vocabulary without a token for a byte of the text).
Result<void> Vocabulary::append(std::string_view text, Special special,
                                std::vector<Token>& tokens) const {
  if (text.empty()) return {};
  try {
    const AssertionGuard guard;
    append_or_throw(text, special, tokens);
    return {};
  } catch (const std::exception& error) {
    return fail(ErrorCode::Invalid,
                format("the model's vocabulary cannot be used: {}", to_valid_utf8(error.what())));
  }
}

void Vocabulary::append_or_throw(std::string_view text, Special special,
                                 std::vector<Token>& tokens) const {
  const std::size_t before = tokens.size();
  tokens.resize(before + text.size() + 8);
  const auto size = static_cast<std::int32_t>(text.size());
  auto count = llama_tokenize(vocab_, text.data(), size, tokens.data() + before,
                              static_cast<std::int32_t>(tokens.size() - before),
                              /*add_special=*/false, special == Special::Parse);
  if (count < 0) {
    tokens.resize(before + static_cast<std::size_t>(-count));
    count = llama_tokenize(vocab_, text.data(), size, tokens.data() + before, -count,
                           /*add_special=*/false, special == Special::Parse);
  }
  TILES_ASSERT(count >= 0);
  tokens.resize(before + static_cast<std::size_t>(count));
}

// llama.cpp takes user-defined tokens out of any text, and a vocabulary can merge plain pieces into
// a control token: spellings are cut after their first character, and the outcome is checked.
Result<void> Vocabulary::append_plain(std::string_view text, std::vector<Token>& tokens) const {
  const std::size_t before = tokens.size();
  std::size_t begin = 0;
  for (std::size_t i = 0; i < text.size();) {
    const std::size_t size = markup_at(text.substr(i));
    if (size > 0) {
      TILES_CHECK(append(text.substr(begin, i + 1 - begin), Special::Ignore, tokens));
      begin = i + 1;
    }
    ++i;
  }
  TILES_CHECK(append(text.substr(begin), Special::Ignore, tokens));
  const auto gives_markup = [&] {
    return std::any_of(tokens.begin() + static_cast<std::ptrdiff_t>(before), tokens.end(),
                       [&](Token token) { return is_markup(token); });
  };
  if (!gives_markup()) return {};
  tokens.resize(before);
  while (!text.empty()) {
    const std::size_t size = std::max<std::size_t>(utf8_prefix(text, 4).size(), 1);
    std::size_t one = 1;
    while (one < size && (static_cast<unsigned char>(text[one]) & 0xc0) == 0x80) ++one;
    TILES_CHECK(append(text.substr(0, one), Special::Ignore, tokens));
    text.remove_prefix(one);
  }
  // A vocabulary without a plain spelling of a character calls it unknown; that is no instruction.
  tokens.erase(std::remove_if(tokens.begin() + static_cast<std::ptrdiff_t>(before), tokens.end(),
                              [&](Token token) {
                                return (static_cast<unsigned>(llama_vocab_get_attr(vocab_, token)) &
                                        LLAMA_TOKEN_ATTR_CONTROL) != 0;
                              }),
               tokens.end());
  return {};
}

Result<std::vector<Token>> Vocabulary::tokenize(std::span<const Segment> segments) const {
  std::size_t size = 0;
  for (const Segment& segment : segments) size += segment.text.size();
  if (size > kTextBytesMax) {
    return fail(ErrorCode::Limit,
                format("text has {} bytes, the limit is {}", size, kTextBytesMax));
  }
  std::vector<Token> tokens;
  for (const Segment& segment : segments) {
    if (segment.kind == SegmentKind::Control) {
      TILES_CHECK(append(segment.text, Special::Parse, tokens));
    } else {
      TILES_CHECK(append_plain(segment.text, tokens));
    }
  }
  return tokens;
}

std::string Vocabulary::piece(Token token) const {
  return spell(vocab_, token, ControlTokens::Spell);
}

std::string Vocabulary::visible_piece(Token token) const {
  return spell(vocab_, token, ControlTokens::Hide);
}

bool Vocabulary::ends_generation(Token token) const { return llama_vocab_is_eog(vocab_, token); }

std::optional<Token> Vocabulary::markup_token(std::string_view spelling) const {
  std::vector<Token> tokens;
  const bool is_read = append(spelling, Special::Parse, tokens).has_value();
  if (!is_read || tokens.size() != 1 || !is_markup(tokens[0])) return std::nullopt;
  return tokens[0];
}

std::optional<Token> Vocabulary::start_token() const {
  const Token token = llama_vocab_bos(vocab_);
  if (!llama_vocab_get_add_bos(vocab_) || token == LLAMA_TOKEN_NULL) return std::nullopt;
  return token;
}

std::string Vocabulary::first_bytes_of_markup() const {
  std::string bytes;
  for (std::size_t i = 0; i < spellings_.size(); ++i) {
    if (!spellings_[i].empty()) bytes += static_cast<char>(i);
  }
  return bytes;
}

std::vector<Token> Vocabulary::plain_tokens_with(std::string_view bytes) const {
  std::vector<Token> tokens;
  for (std::size_t i = 0; i < markup_.size(); ++i) {
    const auto token = static_cast<Token>(i);
    if (!markup_[i] && !ends_generation(token) &&
        piece(token).find_first_of(bytes) != std::string::npos) {
      tokens.push_back(token);
    }
  }
  return tokens;
}

}  // namespace tiles::engine
