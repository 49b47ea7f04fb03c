// SPDX-License-Identifier: Apache-2.0
#include "kit/convert.h"

#include "base/clock.h"

namespace tiles::kit {

using memory::OutcomeKind;

std::vector<tilekit::Change> sdk_changes(const std::vector<vault::Change>& changes) {
  std::vector<tilekit::Change> converted;
  converted.reserve(changes.size());
  for (const vault::Change& change : changes) {
    converted.push_back({.path = change.path, .diff = change.diff()});
  }
  return converted;
}

tilekit::AskResult ask_result(const memory::Outcome& outcome) {
  tilekit::AskResult result{.outcome = tilekit::AskOutcome::Unknown,
                            .reply = outcome.reply,
                            .facts = {},
                            .confidence = outcome.confidence,
                            .reason = outcome.why};
  if (outcome.kind == OutcomeKind::Answered) result.outcome = tilekit::AskOutcome::Answered;
  if (outcome.kind == OutcomeKind::Clarify) result.outcome = tilekit::AskOutcome::Clarify;
  if (outcome.kind == OutcomeKind::Unsure) result.outcome = tilekit::AskOutcome::Unsure;
  if (outcome.kind == OutcomeKind::GaveUp) result.outcome = tilekit::AskOutcome::GaveUp;
  for (const memory::Fact& fact : outcome.facts) {
    result.facts.push_back({.path = fact.path, .line = fact.line, .text = fact.text});
  }
  return result;
}

tilekit::TellResult tell_result(const memory::Outcome& outcome) {
  tilekit::TellResult result{.outcome = tilekit::TellOutcome::Nothing,
                             .reply = outcome.reply,
                             .changes = sdk_changes(outcome.changes),
                             .transaction = outcome.transaction_id,
                             .confidence = outcome.confidence,
                             .reason = outcome.why,
                             .confirmation = tilekit::Confirmation::NotNeeded};
  if (outcome.kind == OutcomeKind::Remembered) result.outcome = tilekit::TellOutcome::Remembered;
  if (outcome.kind == OutcomeKind::Clarify) result.outcome = tilekit::TellOutcome::Clarify;
  if (outcome.kind == OutcomeKind::GaveUp) result.outcome = tilekit::TellOutcome::GaveUp;
  if (outcome.confirmation == memory::Confirmation::Needed) {
    result.confirmation = tilekit::Confirmation::Needed;
  }
  return result;
}

tilekit::WriterModel sdk_writer(const vault::WriterModel& model) {
  return {.name = model.name,
          .version = model.version,
          .sha256 = model.sha256,
          .adapters = model.adapters};
}

tilekit::Transaction sdk_transaction(const vault::Record& record) {
  const auto& model = record.provenance.model;
  return {.id = record.id,
          .time = format_time(record.time),
          .who = record.provenance.who,
          .model = model ? std::optional(sdk_writer(*model)) : std::nullopt,
          .why = record.provenance.why,
          .turn = record.provenance.turn,
          .undoes = record.undoes,
          .changes = sdk_changes(record.changes)};
}

tilekit::Filter sdk_filter(const vault::Filter& filter) {
  return {.id = filter.id,
          .kind = std::string(vault::filter_kind_name(filter.kind)),
          .value = filter.value};
}

std::vector<tilekit::Link> sdk_links(const std::vector<vault::IndexedLink>& links) {
  std::vector<tilekit::Link> converted;
  converted.reserve(links.size());
  for (const vault::IndexedLink& link : links) {
    std::string target = link.target;
    if (!link.heading.empty()) target.append("#").append(link.heading);
    converted.push_back(
        {.from = link.from, .line = link.line, .target = std::move(target), .to = link.resolved});
  }
  return converted;
}

}  // namespace tiles::kit
