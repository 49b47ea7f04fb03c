// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <algorithm>

namespace tiles {
namespace {

// Deepest nesting of brackets outside strings; the parser itself is recursive in its destructor.
std::size_t nesting_depth(std::string_view text) {
  std::size_t depth = 0;
  std::size_t deepest = 0;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') {
        ++i;
      } else if (c == '"') {
        in_string = false;
      }
    } else if (c == '"') {
      in_string = true;
    } else if (c == '[' || c == '{') {
      deepest = std::max(deepest, ++depth);
    } else if ((c == ']' || c == '}') && depth > 0) {
      --depth;
    }
  }
  return deepest;
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t depth_max) {
  if (nesting_depth(text) > depth_max) {
    return fail(ErrorCode::Limit, "JSON is nested deeper than " + std::to_string(depth_max));
  }
  try {
    return Json::parse(text);
  } catch (const nlohmann::json::parse_error& error) {
    return fail(ErrorCode::Invalid, "not JSON at byte " + std::to_string(error.byte));
  } catch (const nlohmann::json::out_of_range&) {
    return fail(ErrorCode::Invalid, "JSON with a number that no double holds");
  }
}

std::string print_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tiles
