// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <algorithm>
#include <set>
#include <utility>
#include <vector>

#include "base/text.h"

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

// What is found while parsing; thrown through the parser, which has no other way to stop early.
struct KeyFault {
  Error error;
};

// The keys of the objects that are open.
class OpenKeys {
 public:
  void on_event(Json::parse_event_t event, const Json& value) {
    if (event == Json::parse_event_t::object_start) {
      objects_.emplace_back();
    } else if (event == Json::parse_event_t::object_end) {
      objects_.pop_back();
    } else if (event == Json::parse_event_t::key) {
      add(value.get_ref<const std::string&>());
    }
  }

 private:
  void add(const std::string& key) {
    if (objects_.back().size() == kObjectKeysMax) {
      throw KeyFault{Error(ErrorCode::Limit, "JSON object with more than " +
                                                 std::to_string(kObjectKeysMax) + " keys")};
    }
    if (!objects_.back().insert(key).second) {
      throw KeyFault{
          Error(ErrorCode::Invalid, "JSON object with the key " + shown_in_quotes(key) + " twice")};
    }
  }

  std::vector<std::set<std::string>> objects_;
};

Result<Json> parse_with(std::string_view text, std::size_t depth_max,
                        const Json::parser_callback_t& callback) {
  if (nesting_depth(text) > depth_max) {
    return fail(ErrorCode::Limit, "JSON is nested deeper than " + std::to_string(depth_max));
  }
  try {
    return Json::parse(text, callback);
  } catch (KeyFault& fault) {
    return fail(std::move(fault.error));
  } catch (const nlohmann::json::parse_error& error) {
    return fail(ErrorCode::Invalid, "not JSON at byte " + std::to_string(error.byte));
  } catch (const nlohmann::json::out_of_range&) {
    return fail(ErrorCode::Invalid, "JSON with a number that no double holds");
  }
}

}  // namespace

Result<Json> parse_json(std::string_view text, std::size_t depth_max) {
  return parse_with(text, depth_max, nullptr);
}

Result<Json> parse_unambiguous_json(std::string_view text, std::size_t depth_max) {
  OpenKeys keys;
  return parse_with(text, depth_max, [&](int, Json::parse_event_t event, const Json& value) {
    keys.on_event(event, value);
    return true;
  });
}

std::string print_json(const Json& value) {
  return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace tiles
