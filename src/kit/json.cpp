// SPDX-License-Identifier: Apache-2.0
#include "base/json.h"

#include <tilekit/json.h>

namespace tilekit {

using tiles::Json;
using tiles::print_json;

std::string_view outcome_name(AskOutcome outcome) {
  switch (outcome) {
    case AskOutcome::Answered:
      return "answered";
    case AskOutcome::Clarify:
      return "clarify";
    case AskOutcome::Unknown:
      return "unknown";
    case AskOutcome::Unsure:
      return "unsure";
    case AskOutcome::GaveUp:
      return "gave_up";
  }
  return "gave_up";
}

std::string_view outcome_name(TellOutcome outcome) {
  switch (outcome) {
    case TellOutcome::Remembered:
      return "remembered";
    case TellOutcome::Nothing:
      return "nothing";
    case TellOutcome::Clarify:
      return "clarify";
    case TellOutcome::GaveUp:
      return "gave_up";
  }
  return "gave_up";
}

std::string_view finish_name(FinishReason finish) {
  switch (finish) {
    case FinishReason::Complete:
      return "complete";
    case FinishReason::Length:
      return "length";
    case FinishReason::Stopped:
      return "stopped";
  }
  return "complete";
}

namespace {

Json json_of(const Fact& fact) {
  return {{"path", fact.path}, {"line", fact.line}, {"text", fact.text}};
}
Json json_of(const Change& change) { return {{"path", change.path}, {"diff", change.diff}}; }
Json json_of(const NoteSummary& note) {
  Json aliases = Json::array();
  for (const std::string& alias : note.aliases) aliases.push_back({{"name", alias}});
  return {{"path", note.path}, {"title", note.title}, {"aliases", aliases}};
}
Json json_of(const SearchHit& hit) {
  return {{"path", hit.path},
          {"line", hit.line},
          {"title", hit.title},
          {"text", hit.text},
          {"score", hit.score}};
}
Json json_of(const Link& link) {
  return {{"from", link.from}, {"line", link.line}, {"target", link.target}, {"to", link.to}};
}
Json json_of(const Finding& finding) {
  return {{"kind", finding.kind},
          {"path", finding.path},
          {"line", finding.line},
          {"text", finding.text}};
}
Json json_of(const Filter& filter) {
  return {{"id", filter.id}, {"kind", filter.kind}, {"value", filter.value}};
}

Json json_of(const Transaction& transaction);

template <typename Items>
Json list_of(const Items& items) {
  Json list = Json::array();
  for (const auto& item : items) list.push_back(json_of(item));
  return list;
}

Json json_of(const WriterModel& model) {
  Json adapters = Json::array();
  for (const std::string& adapter : model.adapters) adapters.push_back({{"sha256", adapter}});
  return {{"name", model.name},
          {"version", model.version},
          {"sha256", model.sha256},
          {"adapters", std::move(adapters)}};
}

Json json_of(const Transaction& transaction) {
  return {{"id", transaction.id},
          {"time", transaction.time},
          {"who", transaction.who},
          {"model", transaction.model ? json_of(*transaction.model) : Json()},
          {"why", transaction.why},
          {"turn", transaction.turn},
          {"undoes", transaction.undoes},
          {"changes", list_of(transaction.changes)}};
}

Json json_of(const AskResult& result) {
  Json json = {{"outcome", outcome_name(result.outcome)},
               {"reply", result.reply},
               {"facts", list_of(result.facts)}};
  if (result.confidence) json["confidence"] = *result.confidence;
  if (!result.reason.empty()) json["reason"] = result.reason;
  return json;
}

Json json_of(const TellResult& result) {
  Json json = {{"outcome", outcome_name(result.outcome)},
               {"reply", result.reply},
               {"changes", list_of(result.changes)}};
  if (result.confidence) json["confidence"] = *result.confidence;
  if (!result.transaction.empty()) json["transaction"] = result.transaction;
  if (!result.reason.empty()) json["reason"] = result.reason;
  if (result.confirmation == Confirmation::Needed) json["confirmation"] = "needed";
  return json;
}

}  // namespace

std::string to_json(const AskResult& result) { return print_json(json_of(result)); }
std::string to_json(const TellResult& result) { return print_json(json_of(result)); }
std::string to_json(const Transaction& transaction) { return print_json(json_of(transaction)); }
std::string to_json(const Filter& filter) { return print_json(json_of(filter)); }

std::string to_json(const TurnResult& result) {
  return print_json({{"reply", result.reply},
                     {"reasoning", result.reasoning},
                     {"finish", finish_name(result.finish)},
                     {"recalled", json_of(result.recalled)},
                     {"remembered", json_of(result.remembered)},
                     {"usage",
                      {{"prompt_tokens", result.prompt_tokens},
                       {"cached_tokens", result.cached_tokens},
                       {"reply_tokens", result.reply_tokens}}}});
}

std::string_view kind_name(MemoryModelKind kind) {
  switch (kind) {
    case MemoryModelKind::Embedded:
      return "embedded";
    case MemoryModelKind::File:
      return "file";
    case MemoryModelKind::Adapter:
      return "adapter";
    case MemoryModelKind::Chat:
      return "chat";
  }
  return "embedded";
}

std::string to_json(const MemoryStatus& status) {
  Json model = json_of(status.model);
  model["kind"] = kind_name(status.kind);
  model["file"] = status.file.string();
  model["size_bytes"] = status.size_bytes;
  model["parameters"] = status.parameters;
  model["protocol"] = status.protocol;
  model["license"] = status.license;
  const auto record = tiles::parse_json(status.record);
  model["record"] = record ? *record : Json();
  Json reader = json_of(status.reader.model);
  reader["size_bytes"] = status.reader.size_bytes;
  reader["confidence_min"] = status.reader.confidence_min;
  const auto reader_record = tiles::parse_json(status.reader.record);
  reader["record"] = reader_record ? *reader_record : Json();
  return print_json({{"model", std::move(model)},
                     {"reader", std::move(reader)},
                     {"confidence",
                      {{"min", status.confidence_min},
                       {"change_min", status.change_confidence_min},
                       {"from", status.is_threshold_of_settings ? "settings" : "model"}}},
                     {"vault",
                      {{"path", status.vault.string()},
                       {"notes", status.notes},
                       {"size_bytes", status.vault_bytes}}},
                     {"changes", status.changes}});
}

std::string to_json(std::span<const NoteSummary> notes) {
  return print_json({{"notes", list_of(notes)}});
}
std::string to_json(std::span<const SearchHit> hits) {
  return print_json({{"hits", list_of(hits)}});
}
std::string to_json(std::span<const Link> links) { return print_json({{"links", list_of(links)}}); }
std::string to_json(std::span<const Finding> findings) {
  return print_json({{"findings", list_of(findings)}});
}
std::string to_json(std::span<const Transaction> transactions) {
  return print_json({{"transactions", list_of(transactions)}});
}
std::string to_json(std::span<const Filter> filters) {
  return print_json({{"filters", list_of(filters)}});
}

std::string to_json(const Error& error) {
  return print_json({{"error",
                      {{"code", error_code_name(error.code())},
                       {"text", error.text()},
                       {"hint", error.hint()}}}});
}

std::string to_json_string(std::string_view text) { return print_json(Json(std::string(text))); }

}  // namespace tilekit
