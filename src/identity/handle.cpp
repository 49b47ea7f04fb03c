// SPDX-License-Identifier: Apache-2.0
#include "identity/handle.h"

#include <algorithm>

#include "base/text.h"
#include "identity/at_syntax.h"

namespace tiles::identity {
namespace {

bool is_letter(char c) { return c >= 'a' && c <= 'z'; }
bool is_label(std::string_view label) {
  constexpr std::size_t kLabelBytesMax = 63;
  return !label.empty() && label.size() <= kLabelBytesMax && !label.starts_with('-') &&
         !label.ends_with('-') && std::ranges::all_of(label, [](char c) {
           return is_letter(c) || is_ascii_digit(c) || c == '-';
         });
}

}  // namespace

Result<std::string> parse_handle(std::string_view text) {
  std::string handle = to_lower_ascii(text);
  const auto labels = split(handle, '.');
  if (handle.size() > kHandleBytesMax || labels.size() < 2 ||
      !std::ranges::all_of(labels, is_label) || is_ascii_digit(labels.back().front())) {
    return fail(ErrorCode::Invalid,
                shown_in_quotes(text) + " is no handle such as ana.example.com");
  }
  return handle;
}

Result<std::string> did_of_text_records(std::span<const std::string> texts) {
  constexpr std::string_view kBegin = "did=";
  std::string did;
  for (const std::string& text : texts) {
    if (!text.starts_with(kBegin)) continue;
    const std::string_view named = std::string_view(text).substr(kBegin.size());
    TILES_CHECK(check_did(named));
    if (!did.empty() && did != named) {
      return fail(ErrorCode::Denied,
                  "they name two: " + shown_in_quotes(did) + " and " + shown_in_quotes(named));
    }
    did = named;
  }
  if (did.empty()) return fail(ErrorCode::NotFound, "none begins with 'did='");
  return did;
}

Result<std::string> did_of_well_known(std::string_view text) {
  const std::string_view did = trim(text);
  TILES_CHECK(check_did(did));
  return std::string(did);
}

bool is_did_plc(std::string_view text) {
  constexpr std::string_view kMethod = "did:plc:";
  constexpr std::size_t kDigits = 24;
  return text.starts_with(kMethod) && text.size() == kMethod.size() + kDigits &&
         std::ranges::all_of(text.substr(kMethod.size()),
                             [](char c) { return is_letter(c) || (c >= '2' && c <= '7'); });
}

}  // namespace tiles::identity
