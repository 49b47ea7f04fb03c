// SPDX-License-Identifier: Apache-2.0
// Reads what a hand-written task expects.
#include "base/format.h"
#include "score/suite.h"

namespace tiles::score {
namespace {

using Rule = RuleExpectation::Rule;
using State = RuleExpectation::State;
using Texts = std::vector<std::string>;

tl::unexpected<Error> wrong(std::string_view key) {
  return fail(ErrorCode::Invalid, format("'{}' is not as the format says", key));
}

// A text, or a list of texts: alternatives.
Result<Texts> alternatives(const Json& json, std::string_view key) {
  if (json.is_string()) return Texts{json.get<std::string>()};
  if (!json.is_array() || json.empty()) return wrong(key);
  Texts texts;
  for (const Json& item : json) {
    if (!item.is_string()) return wrong(key);
    texts.push_back(item.get<std::string>());
  }
  return texts;
}

Result<Texts> texts_at(const Json& json, std::string_view key) {
  const auto found = json.find(key);
  if (found == json.end() || (found->is_array() && found->empty())) return Texts();
  return found->is_array() ? alternatives(*found, key) : Result<Texts>(wrong(key));
}

Result<std::vector<Texts>> lists_at(const Json& json, std::string_view key) {
  std::vector<Texts> lists;
  const auto found = json.find(key);
  if (found == json.end()) return lists;
  if (!found->is_array()) return wrong(key);
  for (const Json& item : *found) lists.push_back(TILES_TRY(alternatives(item, key)));
  return lists;
}

Result<Texts> optional_alternatives(const Json& json, std::string_view key) {
  const auto found = json.find(key);
  return found == json.end() ? Result<Texts>(Texts()) : alternatives(*found, key);
}

Result<Rule> parse_rule(const Json& json) {
  if (!json.is_object() || !json.contains("path")) return wrong("path");
  Rule rule;
  rule.paths = TILES_TRY(alternatives(json["path"], "path"));
  rule.values = TILES_TRY(optional_alternatives(json, "value"));
  rule.keys = TILES_TRY(optional_alternatives(json, "key"));
  rule.also = TILES_TRY(lists_at(json, "also"));
  rule.keeps = TILES_TRY(texts_at(json, "keeps"));
  rule.titles = TILES_TRY(optional_alternatives(json, "title"));
  for (const char* key : {"line", "holds"}) {
    if (json.contains(key) && !json[key].is_string()) return wrong(key);
  }
  if (json.contains("line")) rule.line = json["line"].get<std::string>();
  if (json.contains("holds")) rule.holds = json["holds"].get<std::string>();
  return rule;
}

Result<std::vector<Rule>> rules_at(const Json& json, std::string_view key) {
  std::vector<Rule> rules;
  const auto found = json.find(key);
  if (found == json.end()) return rules;
  if (!found->is_array()) return wrong(key);
  for (const Json& item : *found) rules.push_back(TILES_TRY(parse_rule(item)));
  return rules;
}

Result<State> parse_state(const Json& json) {
  if (!json.is_object()) return wrong("vault");
  State state;
  state.adds = TILES_TRY(rules_at(json, "adds"));
  state.may_add = TILES_TRY(rules_at(json, "may_add"));
  state.removes = TILES_TRY(rules_at(json, "removes"));
  state.may_remove = TILES_TRY(rules_at(json, "may_remove"));
  state.creates = TILES_TRY(rules_at(json, "creates"));
  state.adds_none = TILES_TRY(texts_at(json, "adds_none"));
  if (const auto redirects = json.find("redirects"); redirects != json.end()) {
    if (!redirects->is_object()) return wrong("redirects");
    for (const auto& [from, to] : redirects->items()) {
      if (!to.is_string()) return wrong("redirects");
      state.redirects.emplace_back(from, to.get<std::string>());
    }
  }
  return state;
}

Result<std::vector<State>> parse_states(const Json& json) {
  if (json == "unchanged") return std::vector<State>{State{}};
  std::vector<State> states;
  if (!json.is_array()) {
    states.push_back(TILES_TRY(parse_state(json)));
    return states;
  }
  for (const Json& item : json) {
    states.push_back(item == "unchanged" ? State{} : TILES_TRY(parse_state(item)));
  }
  if (states.empty()) return wrong("vault");
  return states;
}

}  // namespace

Result<RuleExpectation> parse_rules(const Json& expect) {
  if (!expect.is_object() || !expect.contains("outcome") || !expect.contains("vault")) {
    return wrong("expect");
  }
  RuleExpectation rules;
  rules.outcomes = TILES_TRY(alternatives(expect["outcome"], "outcome"));
  rules.reply_all = TILES_TRY(lists_at(expect, "reply_all"));
  rules.reply_none = TILES_TRY(texts_at(expect, "reply_none"));
  rules.reply_later = TILES_TRY(texts_at(expect, "reply_later"));
  rules.states = TILES_TRY(parse_states(expect["vault"]));
  if (!rules.reply_later.empty() && rules.reply_all.empty()) return wrong("reply_later");
  return rules;
}

}  // namespace tiles::score
