// SPDX-License-Identifier: Apache-2.0
#include "identity/access_policy.h"

#include <toml++/toml.h>

#include <algorithm>
#include <array>
#include <utility>

#include "base/text.h"
#include "identity/condition.h"

namespace tiles::identity {
namespace {

constexpr std::int64_t kFormat = 1;
constexpr std::array<std::string_view, 3> kEffects = {"allow", "ask", "deny"};

tl::unexpected<Error> wrong(const toml::source_region& place, std::string_view why) {
  return fail(ErrorCode::Invalid, std::string(AccessPolicy::kFile) + ":" +
                                      std::to_string(place.begin.line) + ":" +
                                      std::to_string(place.begin.column) + ": " + std::string(why));
}

class RuleReader {
 public:
  explicit RuleReader(const toml::table& table) : table_(table) {}

  Result<AccessRule> read() {
    constexpr std::array<std::string_view, 6> kKeys = {"who", "may", "where", "until", "do", "why"};
    for (const auto& [key, value] : table_) {
      if (std::ranges::find(kKeys, key.str()) == kKeys.end()) {
        return wrong(key.source(), "unknown key " + shown_in_quotes(key.str()));
      }
    }
    rule_.line = static_cast<std::uint32_t>(table_.source().begin.line);
    rule_.who = TILES_TRY(text("who"));
    if (rule_.who.empty()) return wrong(table_.source(), "a rule without 'who'");
    TILES_CHECK(read_rights());
    TILES_CHECK(read_effect());
    TILES_CHECK(read_where());
    TILES_CHECK(read_until());
    rule_.why = TILES_TRY(text("why"));
    return std::move(rule_);
  }

 private:
  // "" when the key is not there.
  Result<std::string> text(std::string_view key) const {
    const toml::node* node = table_.get(key);
    if (node == nullptr) return std::string();
    const auto* value = node->as_string();
    if (value == nullptr || value->get().empty()) {
      return wrong(node->source(), "'" + std::string(key) + "' is no text in quotes");
    }
    return value->get();
  }

  Result<void> read_rights() {
    const toml::node* node = table_.get("may");
    if (node == nullptr) return wrong(table_.source(), "a rule without 'may'");
    if (node->is_string()) return add_right(*node);
    const auto* list = node->as_array();
    if (list == nullptr || list->empty() || list->size() > AccessPolicy::kRightsMax) {
      return wrong(node->source(), "'may' is no text and no list of 1 to 64 texts");
    }
    for (const toml::node& each : *list) TILES_CHECK(add_right(each));
    return {};
  }

  Result<void> add_right(const toml::node& node) {
    const auto* right = node.as_string();
    if (right == nullptr) return wrong(node.source(), "'may' has something that is no text");
    auto command = parse_right(right->get());
    if (!command) return wrong(node.source(), command.error().text());
    rule_.may.push_back(std::move(*command));
    return {};
  }

  Result<void> read_effect() {
    const std::string name = TILES_TRY(text("do"));
    const auto* found = std::ranges::find(kEffects, name);
    if (found == kEffects.end()) {
      const toml::node* node = table_.get("do");
      return wrong(node == nullptr ? table_.source() : node->source(),
                   "'do' is neither \"allow\", \"ask\" nor \"deny\"");
    }
    rule_.effect = static_cast<Effect>(found - kEffects.begin());
    return {};
  }

  Result<void> read_where() {
    rule_.where_text = TILES_TRY(text("where"));
    if (rule_.where_text.empty()) return {};
    auto where = parse_condition(rule_.where_text);
    if (!where) return wrong(table_.get("where")->source(), where.error().text());
    rule_.where = std::move(*where);
    return {};
  }

  // A date, which counts to its end in UTC, or a time with its offset.
  Result<void> read_until() {
    const toml::node* node = table_.get("until");
    if (node == nullptr) return {};
    if (const auto* date = node->as_date()) {
      const std::chrono::sys_days day = day_of(date->get());
      rule_.until = TimePoint(day) + std::chrono::days(1) - std::chrono::milliseconds(1);
      return {};
    }
    const auto* time = node->as_date_time();
    if (time == nullptr || time->get().is_local()) {
      return wrong(node->source(), "'until' is neither a date nor a time with its offset");
    }
    const toml::date_time& value = time->get();
    rule_.until = TimePoint(day_of(value.date)) + std::chrono::hours(value.time.hour) +
                  std::chrono::minutes(value.time.minute) +
                  std::chrono::seconds(value.time.second) -
                  std::chrono::minutes(value.offset->minutes);
    return {};
  }

  static std::chrono::sys_days day_of(const toml::date& date) {
    return std::chrono::year_month_day(std::chrono::year(date.year), std::chrono::month(date.month),
                                       std::chrono::day(date.day));
  }

  const toml::table& table_;
  AccessRule rule_;
};

Result<toml::table> parse_toml(std::string_view text) {
  try {
    return toml::parse(text);
  } catch (const toml::parse_error& error) {
    return wrong(error.source(), error.description());
  }
}

Result<void> check_format(const toml::table& file) {
  for (const auto& [key, value] : file) {
    if (key.str() != "format" && key.str() != "rule") {
      return wrong(key.source(), "unknown key " + shown_in_quotes(key.str()));
    }
  }
  const toml::node* format = file.get("format");
  if (format == nullptr || !format->is_integer() || format->as_integer()->get() != kFormat) {
    return wrong(format == nullptr ? file.source() : format->source(),
                 "the file does not begin with 'format = 1'");
  }
  return {};
}

}  // namespace

std::string_view effect_name(Effect effect) {
  return kEffects.at(static_cast<std::size_t>(effect));
}

Result<AccessPolicy> AccessPolicy::parse(std::string_view text) {
  if (text.size() > kBytesMax) return fail(ErrorCode::Limit, "policy of more than 64 KiB");
  if (!is_utf8(text)) return fail(ErrorCode::Invalid, "policy that is not UTF-8");
  const toml::table file = TILES_TRY(parse_toml(text));
  TILES_CHECK(check_format(file));
  AccessPolicy policy;
  const toml::node* rules = file.get("rule");
  if (rules == nullptr) return policy;
  const auto* list = rules->as_array();
  if (list == nullptr || !list->is_array_of_tables() || list->size() > kRulesMax) {
    return wrong(rules->source(), "'rule' is no list of at most 500 [[rule]]");
  }
  for (const toml::node& each : *list) {
    policy.rules.push_back(TILES_TRY(RuleReader(*each.as_table()).read()));
  }
  return policy;
}

}  // namespace tiles::identity
