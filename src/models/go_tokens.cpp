// SPDX-License-Identifier: Apache-2.0
#include "models/go_tokens.h"

#include <algorithm>

#include "base/format.h"
#include "base/unicode.h"

namespace tiles::models {
namespace {

constexpr std::string_view kOpen = "{{";
constexpr std::string_view kClose = "}}";
constexpr std::string_view kBlanks = " \t\r\n";
constexpr std::string_view kCommentOpen = "/*";
constexpr std::string_view kCommentClose = "*/";
constexpr std::size_t kMarkBytes = 2;  // "- " after "{{", " -" before "}}".

bool is_blank(char byte) { return kBlanks.find(byte) != std::string_view::npos; }

// The bytes of the letter, digit or "_" that the text begins with; 0 when it begins otherwise.
std::size_t word_character(std::string_view text) {
  if (text.empty()) return 0;
  if (text[0] == '_') return 1;
  const Character character = first_character(text);
  return character.kind == CharacterKind::Other ? 0 : character.size_bytes;
}

class Scanner {
 public:
  explicit Scanner(std::string_view text) : text_(text) {}
  Result<std::vector<GoToken>> scan();

 private:
  std::string_view rest() const { return text_.substr(at_); }
  void put(GoTokenKind kind, std::size_t begin, std::size_t end) {
    tokens_.push_back({kind, text_.substr(begin, end - begin), begin});
  }
  // How many bytes of "}}" or " -}}" stand here; 0 for none.
  std::size_t close_bytes() const;
  void skip_close();
  void scan_text();
  Result<void> scan_action();
  Result<void> scan_comment();
  Result<void> scan_inside();
  Result<void> scan_quoted(char quote, GoTokenKind kind);
  Result<void> scan_named(GoTokenKind kind, GoTokenKind bare);
  Result<void> scan_number();
  void scan_number_part();
  void skip_run(std::string_view bytes);
  bool skip_one(std::string_view bytes);
  bool at_terminator() const;
  bool scan_sign();

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t parens_ = 0;
  bool trims_next_ = false;
  std::vector<GoToken> tokens_;
};

std::size_t Scanner::close_bytes() const {
  const std::string_view here = rest();
  if (here.starts_with(kClose)) return kClose.size();
  const bool has_mark = here.size() > kMarkBytes && is_blank(here[0]) && here[1] == '-' &&
                        here.substr(kMarkBytes).starts_with(kClose);
  return has_mark ? kMarkBytes + kClose.size() : 0;
}

void Scanner::skip_close() {
  const std::size_t size = close_bytes();
  trims_next_ = size > kClose.size();
  at_ += size;
}

void Scanner::scan_text() {
  const std::size_t open = std::min(text_.find(kOpen, at_), text_.size());
  std::size_t begin = at_;
  std::size_t end = open;
  const std::string_view after = text_.substr(std::min(open + kOpen.size(), text_.size()));
  if (after.size() >= kMarkBytes && after[0] == '-' && is_blank(after[1])) {
    while (end > begin && is_blank(text_[end - 1])) --end;
  }
  if (trims_next_) {
    while (begin < end && is_blank(text_[begin])) ++begin;
  }
  trims_next_ = false;
  if (begin < end) put(GoTokenKind::Text, begin, end);
  at_ = open;
}

Result<void> Scanner::scan_comment() {
  const std::size_t begin = at_;
  const std::size_t close = text_.find(kCommentClose, at_ + kCommentOpen.size());
  if (close == std::string_view::npos) return fail_in_template(text_, begin, "unclosed comment");
  at_ = close + kCommentClose.size();
  if (close_bytes() == 0) {
    return fail_in_template(text_, begin, "a comment must end right before '}}'");
  }
  skip_close();
  return {};
}

Result<void> Scanner::scan_action() {
  const std::size_t begin = at_;
  at_ += kOpen.size();
  const std::string_view after = rest();
  if (after.size() >= kMarkBytes && after[0] == '-' && is_blank(after[1])) at_ += kMarkBytes;
  if (rest().starts_with(kCommentOpen)) return scan_comment();
  put(GoTokenKind::Open, begin, at_);
  parens_ = 0;
  while (true) {
    if (close_bytes() > 0) {
      if (parens_ > 0) return fail_in_template(text_, at_, "unclosed left paren");
      put(GoTokenKind::Close, at_, at_ + close_bytes());
      skip_close();
      return {};
    }
    if (at_ == text_.size()) return fail_in_template(text_, begin, "unclosed action");
    TILES_CHECK(scan_inside());
  }
}

// One token of one character, where it is one.
bool Scanner::scan_sign() {
  GoTokenKind kind = GoTokenKind::End;
  switch (text_[at_]) {
    case '=':
      kind = GoTokenKind::Assign;
      break;
    case '|':
      kind = GoTokenKind::Pipe;
      break;
    case ',':
      kind = GoTokenKind::Comma;
      break;
    case '(':
      kind = GoTokenKind::OpenParen;
      ++parens_;
      break;
    default:
      return false;
  }
  put(kind, at_, at_ + 1);
  ++at_;
  return true;
}

Result<void> Scanner::scan_inside() {
  const char byte = text_[at_];
  const std::size_t begin = at_;
  if (is_blank(byte)) {
    while (at_ < text_.size() && is_blank(text_[at_]) && close_bytes() == 0) ++at_;
    put(GoTokenKind::Space, begin, at_);
    return {};
  }
  if (scan_sign()) return {};
  const char next = at_ + 1 < text_.size() ? text_[at_ + 1] : '\0';
  const bool is_digit = byte >= '0' && byte <= '9';
  const bool digit_follows = next >= '0' && next <= '9';
  if (byte == ')') {
    if (parens_ == 0) return fail_in_template(text_, at_, "unexpected right paren");
    --parens_;
    put(GoTokenKind::CloseParen, begin, ++at_);
    return {};
  }
  if (byte == ':') {
    if (next != '=') return fail_in_template(text_, at_, "expected ':='");
    at_ += 2;
    put(GoTokenKind::Declare, begin, at_);
    return {};
  }
  if (byte == '"' || byte == '`') return scan_quoted(byte, GoTokenKind::String);
  if (byte == '\'') return scan_quoted(byte, GoTokenKind::Character);
  if (byte == '$') return scan_named(GoTokenKind::Variable, GoTokenKind::Variable);
  if (byte == '.' && at_ + 1 < text_.size() && !digit_follows) {
    return scan_named(GoTokenKind::Field, GoTokenKind::Dot);
  }
  if (is_digit || byte == '.' || byte == '+' || byte == '-') return scan_number();
  if (word_character(rest()) > 0) return scan_named(GoTokenKind::Word, GoTokenKind::Word);
  return fail_in_template(text_, at_, "unexpected character in an action");
}

Result<void> Scanner::scan_quoted(char quote, GoTokenKind kind) {
  const std::size_t begin = at_++;
  const bool is_raw = quote == '`';
  for (; at_ < text_.size(); ++at_) {
    const char byte = text_[at_];
    if (byte == quote) {
      put(kind, begin, ++at_);
      return {};
    }
    if (!is_raw && byte == '\\') ++at_;
    if (!is_raw && (at_ >= text_.size() || text_[at_] == '\n')) break;
  }
  at_ = begin;
  return fail_in_template(text_, begin, "unclosed quote");
}

bool Scanner::at_terminator() const {
  const std::string_view here = rest();
  return here.empty() || is_blank(here[0]) ||
         std::string_view(".,|:)(").find(here[0]) != std::string_view::npos ||
         here.starts_with(kClose);
}

// A word, field or variable; `bare` when no name follows the sign.
Result<void> Scanner::scan_named(GoTokenKind kind, GoTokenKind bare) {
  const std::size_t begin = at_;
  if (kind != GoTokenKind::Word) ++at_;
  const std::size_t name = at_;
  if (!(kind != GoTokenKind::Word && at_terminator())) {
    while (const std::size_t size = word_character(rest())) at_ += size;
    if (!at_terminator()) return fail_in_template(text_, at_, "bad character after a name");
  }
  const std::string_view word = text_.substr(begin, at_ - begin);
  const bool is_truth = kind == GoTokenKind::Word && (word == "true" || word == "false");
  put(is_truth ? GoTokenKind::Truth : name == at_ ? bare : kind, begin, at_);
  return {};
}

void Scanner::skip_run(std::string_view bytes) {
  while (at_ < text_.size() && bytes.find(text_[at_]) != std::string_view::npos) ++at_;
}

bool Scanner::skip_one(std::string_view bytes) {
  const bool found = at_ < text_.size() && bytes.find(text_[at_]) != std::string_view::npos;
  at_ += found ? 1 : 0;
  return found;
}

void Scanner::scan_number_part() {
  skip_one("+-");
  std::string_view digits = "0123456789_";
  bool is_hex = false;
  if (skip_one("0")) {
    if (skip_one("xX")) {
      digits = "0123456789abcdefABCDEF_";
      is_hex = true;
    } else if (skip_one("oO")) {
      digits = "01234567_";
    } else if (skip_one("bB")) {
      digits = "01_";
    }
  }
  skip_run(digits);
  if (skip_one(".")) skip_run(digits);
  if ((digits.size() == 11 && skip_one("eE")) || (is_hex && skip_one("pP"))) {
    skip_one("+-");
    skip_run("0123456789_");
  }
  skip_one("i");
}

Result<void> Scanner::scan_number() {
  const std::size_t begin = at_;
  scan_number_part();
  if (word_character(rest()) > 0) return fail_in_template(text_, begin, "bad number");
  if (at_ < text_.size() && (text_[at_] == '+' || text_[at_] == '-')) {
    return fail_in_template(text_, begin, "bad number; complex numbers are not supported");
  }
  put(GoTokenKind::Number, begin, at_);
  return {};
}

Result<std::vector<GoToken>> Scanner::scan() {
  while (at_ < text_.size()) {
    if (rest().starts_with(kOpen) && !trims_next_) {
      TILES_CHECK(scan_action());
    } else {
      scan_text();
    }
  }
  put(GoTokenKind::End, at_, at_);
  return std::move(tokens_);
}

}  // namespace

Result<std::vector<GoToken>> scan_go_template(std::string_view text) {
  return Scanner(text).scan();
}

tl::unexpected<Error> fail_in_template(std::string_view text, std::size_t offset,
                                       std::string_view what) {
  const std::string_view before = text.substr(0, std::min(offset, text.size()));
  const auto line = 1 + std::count(before.begin(), before.end(), '\n');
  return fail(ErrorCode::Invalid, format("template, line {}: {}", line, what));
}

}  // namespace tiles::models
