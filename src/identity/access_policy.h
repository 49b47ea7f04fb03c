// SPDX-License-Identifier: Apache-2.0
// policy.toml: which agent may do what, as the user wrote it. The first rule that fits decides;
// where none fits, nothing is allowed. Format: docs/formats/policy.md.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "identity/dag_value.h"
#include "identity/ucan_policy.h"

namespace tiles::identity {

enum class Effect { Allow, Ask, Deny };
// "allow", "ask", "deny".
std::string_view effect_name(Effect effect);

struct AccessRule {
  std::uint32_t line = 0;          // In the file, from 1.
  std::string who = "*";           // The name of an agent; "*" for every one.
  std::vector<std::string> may;    // Commands; one of them fits what is within it.
  Policy where;                    // Of the arguments.
  std::string where_text;          // As written.
  std::optional<TimePoint> until;  // Not past it.
  Effect effect = Effect::Deny;
  std::string why;  // The user's own words.
};

struct AccessPolicy {
  static constexpr std::string_view kFile = "policy.toml";
  static constexpr std::size_t kBytesMax = std::size_t{64} * 1024;
  static constexpr std::size_t kRulesMax = 500;
  static constexpr std::size_t kRightsMax = 64;  // In one rule.

  std::vector<AccessRule> rules;

  // Errors: Invalid (with line and column), Limit.
  static Result<AccessPolicy> parse(std::string_view text);
};

}  // namespace tiles::identity
