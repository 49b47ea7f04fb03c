// SPDX-License-Identifier: Apache-2.0
#include "sandbox/answer.h"

#include <algorithm>
#include <utility>

namespace tiles::sandbox {
namespace {

constexpr std::size_t kDoneValuesMax = 32;
constexpr std::size_t kDoneDepthMax = 4;
// The bridge cuts messages and tracebacks at 16 KiB each; a traceback ends in the message.
constexpr std::size_t kErrorTextBytesMax = 64ULL << 10;

// An upper bound of the values and keys in `text`, without building them.
std::size_t count_values(std::string_view text) {
  std::size_t count = 1;
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (in_string) {
      if (c == '\\') ++i;
      if (c == '"') in_string = false;
    } else if (c == '"') {
      in_string = true;
    } else {
      count += static_cast<std::size_t>(c == ',' || c == ':' || c == '[' || c == '{');
    }
  }
  return count;
}

Result<Json> parse_object(std::string_view payload, std::size_t depth_max, std::size_t values_max) {
  if (count_values(payload) > values_max) {
    return fail(ErrorCode::Limit, "more than " + std::to_string(values_max) + " values");
  }
  Json json = TILES_TRY(parse_json(payload, depth_max));
  if (!json.is_object()) return fail(ErrorCode::Invalid, "not an object");
  return json;
}

// The text at `key`. Errors: Invalid (missing or no string), Limit.
Result<std::string> text_at(const Json& json, const char* key, std::size_t bytes_max) {
  const auto found = json.find(key);
  if (found == json.end() || !found->is_string()) {
    return fail(ErrorCode::Invalid, std::string("no text '") + key + "'");
  }
  const auto& text = found->get_ref<const std::string&>();
  if (text.size() > bytes_max) return fail(ErrorCode::Limit, std::string("text '") + key + "'");
  return text;
}

bool is_null(const Json& json, const char* key) {
  const auto found = json.find(key);
  return found != json.end() && found->is_null();
}

Result<PythonError> parse_error(const Json& json) {
  if (!json.is_object()) return fail(ErrorCode::Invalid, "no error object");
  PythonError error;
  error.type = TILES_TRY(text_at(json, "type", kErrorTextBytesMax));
  error.message = TILES_TRY(text_at(json, "message", kErrorTextBytesMax));
  error.traceback = TILES_TRY(text_at(json, "traceback", kErrorTextBytesMax));
  const auto line = json.find("line");
  if (line != json.end() && line->is_number_integer()) {
    const auto number = line->get<std::int64_t>();
    if (number < 1 || number > static_cast<std::int64_t>(kCodeBytesMax)) {
      return fail(ErrorCode::Invalid, "no line of any block");
    }
    error.line = static_cast<int>(number);
  } else if (!is_null(json, "line")) {
    return fail(ErrorCode::Invalid, "no line");
  }
  return error;
}

}  // namespace

Result<HostCall> parse_host_call(std::string_view payload) {
  // Two more levels and a few more values than the arguments themselves have.
  Json json = TILES_TRY(parse_object(payload, kCallDepthMax + 2, 4 * kCallValuesMax + 8));
  HostCall call;
  call.name = TILES_TRY(text_at(json, "name", kCallBytesMax));
  const auto args = json.find("args");
  const auto kwargs = json.find("kwargs");
  if (args == json.end() || !args->is_array() || kwargs == json.end() || !kwargs->is_object()) {
    return fail(ErrorCode::Invalid, "a call without arguments");
  }
  call.args = std::move(*args);
  call.kwargs = std::move(*kwargs);
  return call;
}

Result<Done> parse_done(std::string_view payload, const Limits& limits) {
  const Json json = TILES_TRY(parse_object(payload, kDoneDepthMax, kDoneValuesMax));
  Done done;
  done.result.stdout_text = TILES_TRY(text_at(json, "stdout", limits.output_bytes));
  if (!is_null(json, "value")) {
    done.result.value = TILES_TRY(text_at(json, "value", limits.output_bytes));
  }
  const auto broken_off = json.find("broken_off");
  if (broken_off == json.end() || !broken_off->is_boolean()) {
    return fail(ErrorCode::Invalid, "no word on how the block ended");
  }
  done.is_broken_off = broken_off->get<bool>();
  if (!is_null(json, "error")) {
    const auto error = json.find("error");
    if (error == json.end()) return fail(ErrorCode::Invalid, "no error");
    done.result.error = TILES_TRY(parse_error(*error));
  }
  return done;
}

}  // namespace tiles::sandbox
