// SPDX-License-Identifier: Apache-2.0
#include "identity/at_syntax.h"

#include <algorithm>
#include <span>
#include <string>
#include <vector>

#include "base/text.h"

namespace tiles::identity {
namespace {

constexpr std::size_t kLabelBytesMax = 63;

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_letter(char c) { return is_lower(c) || (c >= 'A' && c <= 'Z'); }
bool is_word(char c) { return is_letter(c) || (c >= '0' && c <= '9'); }

bool is_did(std::string_view text) {
  constexpr std::string_view kScheme = "did:";
  if (text.size() > kDidBytesMax || !text.starts_with(kScheme)) return false;
  const std::string_view rest = text.substr(kScheme.size());
  const std::size_t colon = rest.find(':');
  if (colon == std::string_view::npos || colon == 0) return false;
  const std::string_view id = rest.substr(colon + 1);
  return std::ranges::all_of(rest.substr(0, colon), is_lower) && !id.empty() && id.back() != ':' &&
         id.back() != '%' && std::ranges::all_of(id, [](char c) {
           return is_word(c) || c == '.' || c == '_' || c == ':' || c == '%' || c == '-';
         });
}

bool is_label(std::string_view label) {
  return !label.empty() && label.size() <= kLabelBytesMax && !label.starts_with('-') &&
         !label.ends_with('-') &&
         std::ranges::all_of(label, [](char c) { return is_word(c) || c == '-'; });
}

bool is_nsid(std::string_view text) {
  constexpr std::size_t kPartsMin = 3;
  const std::vector<std::string_view> parts = split(text, '.');
  if (text.size() > kNsidBytesMax || parts.size() < kPartsMin) return false;
  const std::string_view name = parts.back();
  return is_letter(text.front()) &&
         std::ranges::all_of(std::span(parts).first(parts.size() - 1), is_label) && !name.empty() &&
         name.size() <= kLabelBytesMax && is_letter(name.front()) &&
         std::ranges::all_of(name, is_word);
}

}  // namespace

Result<void> check_did(std::string_view text) {
  if (is_did(text)) return {};
  return fail(ErrorCode::Invalid, shown_in_quotes(text) + " is no DID");
}

Result<void> check_nsid(std::string_view text) {
  if (is_nsid(text)) return {};
  return fail(ErrorCode::Invalid,
              shown_in_quotes(text) + " is no name such as com.atproto.repo.uploadBlob");
}

}  // namespace tiles::identity
