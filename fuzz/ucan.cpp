// SPDX-License-Identifier: Apache-2.0
// Any bytes as a delegation and as an invocation, any text as a selector, a policy with arguments
// and a pattern: nothing is accepted that has a second form.
#include <cstddef>
#include <cstdint>
#include <deque>
#include <span>
#include <string_view>

#include "base/assert.h"
#include "identity/dag_json.h"
#include "identity/ucan.h"
#include "identity/ucan_chain.h"

namespace {

using tiles::identity::DagValue;
using tiles::identity::Delegation;
using tiles::identity::Invocation;
using tiles::identity::Policy;
using tiles::identity::Selector;

void check_tokens(std::string_view bytes) {
  if (const auto delegation = Delegation::parse(bytes)) {
    TILES_ASSERT(delegation->bytes() == bytes);
    TILES_ASSERT(Delegation::parse(delegation->bytes())->cid() == delegation->cid());
  }
  if (const auto invocation = Invocation::parse(bytes)) {
    TILES_ASSERT(invocation->bytes() == bytes);
    const auto refusal = check_chain(*invocation, {}, {.now = tiles::TimePoint()});
    TILES_ASSERT(!refusal || !refusal->reason.empty());
  }
}

// Selector, arguments and policy on three lines.
void check_texts(std::string_view text) {
  const std::size_t first = text.find('\n');
  const std::size_t second = text.find('\n', first == text.npos ? first : first + 1);
  if (second == text.npos) return;
  const auto selector = Selector::parse(text.substr(0, first));
  const auto arguments =
      tiles::identity::parse_dag_json(text.substr(first + 1, second - first - 1));
  const auto statements = tiles::identity::parse_dag_json(text.substr(second + 1));
  if (selector && arguments) {
    std::deque<DagValue> made;
    selector->resolve(*arguments, made);
  }
  if (!arguments || !statements) return;
  const auto policy = Policy::parse(*statements);
  if (!policy) return;
  TILES_ASSERT(Policy::parse(policy->value()));
  const bool holds = policy->check(*arguments).has_value();
  // The negation of a policy holds just where the policy does not, but for its cost.
  const auto inverse = Policy::parse(DagValue(DagValue::List{
      DagValue(DagValue::List{"not", DagValue(DagValue::List{"and", policy->value()})})}));
  if (inverse) TILES_ASSERT(!holds || !inverse->check(*arguments));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  check_tokens(text);
  check_texts(text);
  const std::size_t half = text.size() / 2;
  TILES_ASSERT(tiles::identity::is_like(text.substr(0, half), "*"));
  tiles::identity::is_like(text.substr(0, half), text.substr(half));
  return 0;
}
