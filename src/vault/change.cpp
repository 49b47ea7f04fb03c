// SPDX-License-Identifier: Apache-2.0
#include "vault/change.h"

#include <charconv>

#include "base/text.h"
#include "vault/line_diff.h"
#include "vault/note_path.h"

namespace tiles::vault {
namespace {

constexpr int kRecordFormat = 1;

std::span<const std::byte> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

Json text_to_json(const std::optional<std::string>& text) {
  if (!text) return nullptr;
  if (is_utf8(*text)) return *text;
  return Json{{"hex", to_hex(bytes_of(*text))}};
}

Result<std::string> bytes_from_hex(const std::string& digits) {
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2) {
    unsigned value = 0;
    const char* begin = digits.data() + i;
    if (const auto [end, error] = std::from_chars(begin, begin + 2, value, 16);
        error != std::errc() || end != begin + 2) {
      return fail(ErrorCode::Corrupt, "a text in the record is not hexadecimal");
    }
    bytes += static_cast<char>(value);
  }
  return bytes;
}

Result<std::optional<std::string>> text_from_json(const Json& json) {
  if (json.is_null()) return std::optional<std::string>();
  if (json.is_string()) return std::optional(json.get<std::string>());
  if (json.is_object() && json.contains("hex") && json["hex"].is_string()) {
    return std::optional(TILES_TRY(bytes_from_hex(json["hex"].get<std::string>())));
  }
  return fail(ErrorCode::Corrupt, "a text in the record is neither text nor hexadecimal");
}

Result<std::string> string_at(const Json& json, const char* key) {
  if (!json.is_object() || !json.contains(key) || !json[key].is_string()) {
    return fail(ErrorCode::Corrupt, "the record has no text '" + std::string(key) + "'");
  }
  return json[key].get<std::string>();
}

Json to_json(const WriterModel& model) {
  Json adapters = Json::array();
  for (const std::string& adapter : model.adapters) adapters.push_back({{"sha256", adapter}});
  return {{"name", model.name},
          {"version", model.version},
          {"sha256", model.sha256},
          {"adapters", std::move(adapters)}};
}

Result<std::string> digest_at(const Json& json) {
  std::string digits = TILES_TRY(string_at(json, "sha256"));
  constexpr std::size_t kDigits = 64;
  if (digits.size() != kDigits ||
      digits.find_first_not_of("0123456789abcdef") != std::string::npos) {
    return fail(ErrorCode::Corrupt, "the record names a model by what is no SHA-256");
  }
  return digits;
}

Result<WriterModel> model_from_json(const Json& json) {
  WriterModel model;
  model.name = TILES_TRY(string_at(json, "name"));
  model.version = TILES_TRY(string_at(json, "version"));
  model.sha256 = TILES_TRY(digest_at(json));
  if (!json.contains("adapters") || !json["adapters"].is_array()) {
    return fail(ErrorCode::Corrupt, "the record lacks the adapters of its model");
  }
  for (const Json& adapter : json["adapters"]) {
    model.adapters.push_back(TILES_TRY(digest_at(adapter)));
  }
  return model;
}

Result<Change> change_from_json(const Json& json) {
  Change change;
  change.path = TILES_TRY(string_at(json, "path"));
  const auto path = NotePath::parse(change.path);
  if (!path || path->text() != change.path) {
    return fail(ErrorCode::Corrupt, "the record names a path that is none of a vault");
  }
  if (!json.contains("before") || !json.contains("after")) {
    return fail(ErrorCode::Corrupt, "the record lacks a text of '" + change.path + "'");
  }
  change.before = TILES_TRY(text_from_json(json["before"]));
  change.after = TILES_TRY(text_from_json(json["after"]));
  if (change.before == change.after) {
    return fail(ErrorCode::Corrupt, "the record changes nothing in '" + change.path + "'");
  }
  return change;
}

std::vector<Hunk> hunks_of(const Change& change) {
  return diff_lines(change.before.value_or(""), change.after.value_or(""));
}

}  // namespace

std::string_view change_kind_name(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::Created:
      return "created";
    case ChangeKind::Updated:
      return "updated";
    case ChangeKind::Deleted:
      return "deleted";
  }
  return "unknown";
}

ChangeKind Change::kind() const {
  if (!before) return ChangeKind::Created;
  return after ? ChangeKind::Updated : ChangeKind::Deleted;
}

std::string Change::diff() const {
  const std::string old_name = before ? "a/" + path : "/dev/null";
  const std::string new_name = after ? "b/" + path : "/dev/null";
  return unified_diff({old_name, new_name}, before.value_or(""), after.value_or(""));
}

std::size_t Change::lines_added() const {
  std::size_t count = 0;
  for (const Hunk& hunk : hunks_of(*this)) count += hunk.new_end - hunk.new_begin;
  return count;
}

std::size_t Change::lines_removed() const {
  std::size_t count = 0;
  for (const Hunk& hunk : hunks_of(*this)) count += hunk.old_end - hunk.old_begin;
  return count;
}

Json to_json(const Record& record) {
  Json changes = Json::array();
  for (const Change& change : record.changes) {
    changes.push_back({{"path", change.path},
                       {"before", text_to_json(change.before)},
                       {"after", text_to_json(change.after)}});
  }
  Json json{{"format", kRecordFormat},          {"id", record.id},
            {"time", format_time(record.time)}, {"time_ms", record.time.time_since_epoch().count()},
            {"who", record.provenance.who},     {"why", record.provenance.why},
            {"turn", record.provenance.turn},   {"excerpt", record.provenance.excerpt},
            {"undoes", record.undoes},          {"changes", std::move(changes)}};
  if (record.provenance.model) json["model"] = to_json(*record.provenance.model);
  return json;
}

Result<Record> record_from_json(const Json& json) {
  if (!json.is_object() || json.value("format", Json()) != kRecordFormat) {
    return fail(ErrorCode::Corrupt, "the record is of another format");
  }
  Record record;
  record.id = TILES_TRY(string_at(json, "id"));
  record.provenance.who = TILES_TRY(string_at(json, "who"));
  record.provenance.why = TILES_TRY(string_at(json, "why"));
  record.provenance.turn = TILES_TRY(string_at(json, "turn"));
  record.provenance.excerpt = TILES_TRY(string_at(json, "excerpt"));
  record.undoes = TILES_TRY(string_at(json, "undoes"));
  if (const auto model = json.find("model"); model != json.end()) {
    record.provenance.model = TILES_TRY(model_from_json(*model));
  }
  if (!json.contains("time_ms") || !json["time_ms"].is_number_integer() ||
      !json.contains("changes") || !json["changes"].is_array()) {
    return fail(ErrorCode::Corrupt, "the record lacks its time or its changes");
  }
  record.time = TimePoint(std::chrono::milliseconds(json["time_ms"].get<std::int64_t>()));
  for (const Json& change : json["changes"]) {
    record.changes.push_back(TILES_TRY(change_from_json(change)));
  }
  return record;
}

}  // namespace tiles::vault
