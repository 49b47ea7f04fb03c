// SPDX-License-Identifier: Apache-2.0
#include "vault/note_path.h"

#include <algorithm>

#include "base/text.h"
#include "base/unicode.h"

namespace tiles::vault {
namespace {

std::string quoted(std::string_view text) {
  constexpr std::size_t kShownBytesMax = 200;
  const std::string valid = to_valid_utf8(text);
  const std::string_view shown = utf8_prefix(valid, kShownBytesMax);
  return "'" + std::string(shown) + (shown.size() < valid.size() ? "…'" : "'");
}

bool is_control(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte < 0x20 || byte == 0x7F;
}

bool is_ascii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
}

Result<void> check_part(std::string_view part, std::string_view whole) {
  if (part == "..") {
    return fail(ErrorCode::Denied, "path leaves the vault: " + quoted(whole));
  }
  if (part.front() == '.') {
    return fail(ErrorCode::Denied, "path is hidden: " + quoted(whole));
  }
  if (part.size() > NotePath::kPartBytesMax) {
    return fail(ErrorCode::Limit, "a name in the path has " + std::to_string(part.size()) +
                                      " bytes, the limit is " +
                                      std::to_string(NotePath::kPartBytesMax));
  }
  return {};
}

Result<std::string> normalise(std::string_view text) {
  if (!text.empty() && text.front() == '/') {
    return fail(ErrorCode::Denied, "path leaves the vault: " + quoted(text));
  }
  if (text.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::Denied, "path leaves the vault: it has a zero byte");
  }
  // Composition can lengthen a text, but never by this much.
  if (text.size() > 4 * NotePath::kPathBytesMax) {
    return fail(ErrorCode::Limit, "path has " + std::to_string(text.size()) +
                                      " bytes, the limit is " +
                                      std::to_string(NotePath::kPathBytesMax));
  }
  if (!is_ascii(text) && !is_utf8(text)) {
    return fail(ErrorCode::Invalid, "path is not UTF-8: " + quoted(text));
  }
  const std::string composed = is_ascii(text) ? std::string(text) : to_nfc(text);
  if (std::ranges::any_of(composed, is_control) || composed.find('\\') != std::string::npos) {
    return fail(ErrorCode::Invalid, "path has a control character or a backslash: " + quoted(text));
  }
  std::string joined;
  std::size_t depth = 0;
  for (const std::string_view part : split(composed, '/')) {
    if (part.empty() || part == ".") continue;
    TILES_CHECK(check_part(part, text));
    joined += joined.empty() ? "" : "/";
    joined += part;
    ++depth;
  }
  if (joined.size() > NotePath::kPathBytesMax || depth > NotePath::kDepthMax) {
    return fail(ErrorCode::Limit, "path is longer than " + std::to_string(NotePath::kPathBytesMax) +
                                      " bytes or deeper than " +
                                      std::to_string(NotePath::kDepthMax) + " folders");
  }
  return joined;
}

}  // namespace

Result<NotePath> NotePath::parse(std::string_view text) {
  std::string path = TILES_TRY(normalise(text));
  if (path.empty()) {
    return fail(ErrorCode::Invalid, "path names no file: " + quoted(text));
  }
  return NotePath(std::move(path));
}

Result<NotePath> NotePath::parse_folder(std::string_view text) {
  return NotePath(TILES_TRY(normalise(text)));
}

std::string_view NotePath::name() const {
  const auto slash = text_.rfind('/');
  return slash == std::string::npos ? std::string_view(text_)
                                    : std::string_view(text_).substr(slash + 1);
}

std::string_view NotePath::stem() const {
  const std::string_view last = name();
  return is_note() ? last.substr(0, last.size() - 3) : last;
}

bool NotePath::is_note() const {
  const std::string_view last = name();
  return last.size() > 3 && to_lower_ascii(last.substr(last.size() - 3)) == ".md";
}

}  // namespace tiles::vault
