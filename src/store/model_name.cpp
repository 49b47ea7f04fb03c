// SPDX-License-Identifier: Apache-2.0
#include "store/model_name.h"

#include <utility>
#include <vector>

#include "base/text.h"

namespace tiles::store {
namespace {

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

// What one kind of part may hold.
struct PartRule {
  std::string_view what;  // "tag"
  std::string_view also;  // Besides letters, digits and '_'.
  std::size_t bytes_max;
};

constexpr PartRule kHostRule{"host", ".:-", ModelName::kHostBytesMax};
constexpr PartRule kNamespaceRule{"namespace", "-", ModelName::kPartBytesMax};
constexpr PartRule kModelRule{"model", ".-", ModelName::kPartBytesMax};
constexpr PartRule kTagRule{"tag", ".-", ModelName::kPartBytesMax};

Result<std::string> read_part(std::string_view part, const PartRule& rule) {
  if (part.empty()) {
    return fail(ErrorCode::Invalid, "the " + std::string(rule.what) + " is empty");
  }
  if (part.size() > rule.bytes_max) {
    return fail(ErrorCode::Limit, "the " + std::string(rule.what) + " " + shown_in_quotes(part) +
                                      " has " + std::to_string(part.size()) +
                                      " bytes, the limit is " + std::to_string(rule.bytes_max));
  }
  for (std::size_t i = 0; i < part.size(); ++i) {
    const bool plain = is_alphanumeric(part[i]) || part[i] == '_';
    if (!plain && (i == 0 || rule.also.find(part[i]) == std::string_view::npos)) {
      return fail(ErrorCode::Invalid,
                  "the " + std::string(rule.what) + " " + shown_in_quotes(part) +
                      " has a character that is not allowed at byte " + std::to_string(i + 1));
    }
  }
  return std::string(part);
}

Result<ModelName> read_name(std::string_view text) {
  ModelName name;
  if (const auto at = text.find('@'); at != std::string_view::npos) {
    name.digest = TILES_TRY(crypto::Digest::parse(text.substr(at + 1)));
    text = text.substr(0, at);
  }
  const auto slash = text.rfind('/');
  const auto colon = text.rfind(':');
  if (colon != std::string_view::npos && (slash == std::string_view::npos || colon > slash)) {
    name.tag = TILES_TRY(read_part(text.substr(colon + 1), kTagRule));
    text = text.substr(0, colon);
  }
  const std::vector<std::string_view> parts = split(text, '/');
  if (parts.size() > 3) {
    return fail(ErrorCode::Invalid, "more than three parts; a name is 'host/namespace/model:tag'");
  }
  name.model = TILES_TRY(read_part(parts.back(), kModelRule));
  if (parts.size() > 1) {
    name.name_space = TILES_TRY(read_part(parts[parts.size() - 2], kNamespaceRule));
  }
  if (parts.size() > 2) name.host = TILES_TRY(read_part(parts.front(), kHostRule));
  return name;
}

}  // namespace

Result<ModelName> ModelName::parse(std::string_view text) {
  auto name = read_name(text);
  if (!name) {
    return fail(std::move(name).error().within("reading the model name " + shown_in_quotes(text)));
  }
  return name;
}

std::string ModelName::reference() const {
  std::string text;
  if (!host.empty()) text += host + "/";
  if (!name_space.empty()) text += name_space + "/";
  return text + model + ":" + tag;
}

std::string ModelName::text() const {
  return digest ? reference() + "@" + digest->text() : reference();
}

}  // namespace tiles::store
