// SPDX-License-Identifier: Apache-2.0
#include "tlog/note.h"

#include <algorithm>
#include <array>

#include "base/encodings.h"
#include "base/text.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kDash = "\u2014 ";
constexpr std::size_t kKeyIdBytes = 4;

// The characters above U+007F with the property White_Space.
constexpr std::array<std::string_view, 19> kWideSpaces = {
    "\u0085", "\u00a0", "\u1680", "\u2000", "\u2001", "\u2002", "\u2003",
    "\u2004", "\u2005", "\u2006", "\u2007", "\u2008", "\u2009", "\u200a",
    "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"};

bool is_control(char c) { return static_cast<unsigned char>(c) < ' '; }

Result<std::string_view> check_text(std::string_view text) {
  if (!is_utf8(text)) return fail(ErrorCode::Invalid, "note that is not UTF-8");
  if (std::ranges::any_of(text, [](char c) { return is_control(c) && c != '\n'; })) {
    return fail(ErrorCode::Invalid, "note with a control character");
  }
  return text;
}

}  // namespace

bool is_key_name(std::string_view name) {
  return !name.empty() && name.size() <= kKeyNameBytesMax && is_utf8(name) &&
         std::ranges::none_of(name, [](char c) { return is_control(c) || c == ' ' || c == '+'; }) &&
         std::ranges::none_of(kWideSpaces, [&](std::string_view space) {
           return name.find(space) != std::string_view::npos;
         });
}

std::string NoteSignature::line() const {
  std::string raw;
  for (unsigned shift = 32; shift > 0; shift -= 8) {
    raw += static_cast<char>((key_id >> (shift - 8)) & 0xFFU);
  }
  return std::string(kDash) + key_name + " " + to_base64(raw + bytes, Base64::Padded) + "\n";
}

Result<NoteSignature> NoteSignature::parse(std::string_view line) {
  if (!line.starts_with(kDash)) {
    return fail(ErrorCode::Invalid,
                "signature line " + shown_in_quotes(line) + " does not begin with '—'");
  }
  line.remove_prefix(kDash.size());
  const std::size_t space = line.find(' ');
  const std::string_view name = line.substr(0, space);
  if (space == std::string_view::npos || !is_key_name(name)) {
    return fail(ErrorCode::Invalid, "signature line of no key: " + shown_in_quotes(line));
  }
  auto raw = from_base64(line.substr(space + 1), Base64::Padded);
  if (!raw) {
    return fail(std::move(raw).error().within("signature of " + shown_in_quotes(name)));
  }
  if (raw->size() <= kKeyIdBytes) {
    return fail(ErrorCode::Invalid, "signature of " + shown_in_quotes(name) + " has " +
                                        std::to_string(raw->size()) + " bytes, which is too short");
  }
  NoteSignature signature{.key_name = std::string(name), .bytes = raw->substr(kKeyIdBytes)};
  for (const char byte : raw->substr(0, kKeyIdBytes)) {
    signature.key_id = (signature.key_id << 8U) | static_cast<std::uint8_t>(byte);
  }
  return signature;
}

Result<SignedNote> SignedNote::parse(std::string_view note) {
  if (note.size() > kNoteBytesMax) {
    return fail(ErrorCode::Limit, "note of " + std::to_string(note.size()) +
                                      " bytes; the limit is " + std::to_string(kNoteBytesMax));
  }
  TILES_CHECK(check_text(note));
  // A signature line is never empty, so the last empty line is the one before them.
  const std::size_t blank = note.rfind("\n\n");
  if (blank == std::string_view::npos || !note.ends_with('\n') || blank + 2 == note.size()) {
    return fail(ErrorCode::Invalid, "note without an empty line and signature lines at its end");
  }
  SignedNote parsed{.text = std::string(note.substr(0, blank + 1)), .signatures = {}};
  const std::string_view lines = note.substr(blank + 2, note.size() - blank - 3);
  for (const std::string_view line : split(lines, '\n')) {
    if (parsed.signatures.size() == kNoteSignaturesMax) {
      return fail(ErrorCode::Limit,
                  "note with more than " + std::to_string(kNoteSignaturesMax) + " signatures");
    }
    parsed.signatures.push_back(TILES_TRY(NoteSignature::parse(line)));
  }
  return parsed;
}

std::string SignedNote::print() const {
  std::string note = text + "\n";
  for (const NoteSignature& signature : signatures) note += signature.line();
  return note;
}

}  // namespace tiles::tlog
