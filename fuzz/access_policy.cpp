// SPDX-License-Identifier: Apache-2.0
// Any text as policy.toml, as a condition and as a length of time: what is accepted decides, and a
// mistake is one line that names its place.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "identity/access.h"
#include "identity/condition.h"

namespace {

using tiles::identity::AccessPolicy;

void check_policy(std::string_view text) {
  const auto policy = AccessPolicy::parse(text);
  if (!policy) {
    TILES_ASSERT(!policy.error().text().empty());
    return;
  }
  TILES_ASSERT(policy->rules.size() <= AccessPolicy::kRulesMax);
  const tiles::identity::Decision decision =
      decide(*policy, {.agent = "notes", .command = "/memory/read"});
  TILES_ASSERT(decision.rule <= policy->rules.size());
  TILES_ASSERT(decision.rule > 0 || decision.verdict == tiles::identity::Verdict::Denied);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_policy(text);
  if (const auto condition = tiles::identity::parse_condition(text)) {
    TILES_ASSERT(!condition->is_empty());
    TILES_ASSERT(tiles::identity::Policy::parse(condition->value()));
  }
  if (const auto length = tiles::identity::parse_duration(text)) TILES_ASSERT(length->count() > 0);
  if (const auto right = tiles::identity::parse_right(text)) TILES_ASSERT(right->front() == '/');
  return 0;
}
