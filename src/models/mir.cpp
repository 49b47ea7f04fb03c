// SPDX-License-Identifier: Apache-2.0
#include "models/mir.h"

#include <algorithm>

#include "base/format.h"
#include "base/text.h"

namespace tiles::models {
namespace {

constexpr std::string_view kPrefix = "mir:";
constexpr std::string_view kAny = "*";

bool is_word_byte(char byte) {
  const bool is_letter = (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z');
  return is_letter || (byte >= '0' && byte <= '9') || byte == '-' || byte == '_' || byte == '.' ||
         byte == '+';
}

// "*" or letters, digits and "-_.+" that do not begin or end with a mark.
bool is_part(std::string_view part) {
  if (part == kAny) {
    return true;
  }
  const auto is_mark = [](char byte) { return byte == '-' || byte == '.' || byte == '_'; };
  return !part.empty() && std::all_of(part.begin(), part.end(), is_word_byte) &&
         !is_mark(part.front()) && !is_mark(part.back());
}

bool agree(std::string_view pattern, std::string_view part) {
  return pattern == kAny || to_lower_ascii(pattern) == to_lower_ascii(part);
}

}  // namespace

Result<MirName> MirName::parse(std::string_view text) {
  const auto refuse = [text](std::string_view why) {
    return fail(ErrorCode::Invalid, format("MIR name '{}' {}", utf8_prefix(text, 80), why));
  };
  if (text.size() > kTextBytesMax) {
    return refuse(format("has {} bytes, the most is {}", text.size(), kTextBytesMax));
  }
  std::string_view rest = trim(text);
  if (to_lower_ascii(rest.substr(0, kPrefix.size())) != kPrefix) {
    return refuse("does not begin with 'mir:'");
  }
  rest.remove_prefix(kPrefix.size());
  MirName name{"", "", "", std::string(kAny)};
  if (const std::size_t colon = rest.find(':'); colon != std::string_view::npos) {
    name.compatibility = trim(rest.substr(colon + 1));
    rest = rest.substr(0, colon);
  }
  const std::size_t first = rest.find('.');
  const std::size_t second = first == std::string_view::npos ? first : rest.find('.', first + 1);
  if (second == std::string_view::npos) {
    return refuse("is not 'mir:domain.architecture.series'");
  }
  name.domain = to_lower_ascii(trim(rest.substr(0, first)));
  name.architecture = to_lower_ascii(trim(rest.substr(first + 1, second - first - 1)));
  name.series = to_lower_ascii(trim(rest.substr(second + 1)));
  for (const std::string* part :
       {&name.domain, &name.architecture, &name.series, &name.compatibility}) {
    if (!is_part(*part)) {
      return refuse(format("has the part '{}', which is no word", *part));
    }
  }
  return name;
}

std::string MirName::text() const {
  const std::string end = compatibility == kAny ? "" : ":" + compatibility;
  return format("{}{}.{}.{}{}", kPrefix, domain, architecture, series, end);
}

bool matches(const MirName& pattern, const MirName& name) {
  return agree(pattern.domain, name.domain) && agree(pattern.architecture, name.architecture) &&
         agree(pattern.series, name.series) && agree(pattern.compatibility, name.compatibility);
}

}  // namespace tiles::models
