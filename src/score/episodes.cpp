// SPDX-License-Identifier: Apache-2.0
#include "score/episodes.h"

#include <string>
#include <utility>

#include "score/grade.h"
#include "score/task_run.h"

namespace tiles::score {
namespace {

Json changed_files(const memory::Outcome& outcome) {
  Json files = Json::object();
  if (outcome.kind != memory::OutcomeKind::Remembered) return files;
  for (const vault::Change& change : outcome.changes) {
    files[change.path] = change.after ? Json(*change.after) : Json();
  }
  return files;
}

Json episode_of(const SuiteTask& task, std::size_t sample, const memory::Outcome& outcome) {
  Json transcript = Json::array();
  for (const memory::TranscriptEntry& entry : outcome.transcript) {
    transcript.push_back({{"part", memory::entry_name(entry.kind)}, {"text", entry.text}});
  }
  Json tokens = Json::array();
  Json log_probabilities = Json::array();
  for (const memory::WrittenToken& token : outcome.tokens) {
    tokens.push_back(token.token);
    log_probabilities.push_back(token.log_probability);
  }
  const std::string name(memory::outcome_name(outcome.kind));
  const Verdict verdict = grade(task, {name, outcome.reply, final_files(task.files, outcome)});
  return {{"id", task.id},
          {"sample", sample},
          {"outcome", name},
          {"reply", outcome.reply},
          {"reason", outcome.why},
          {"right", verdict.is_right},
          {"damaged", verdict.is_damaged},
          {"turns", outcome.timings.turns},
          {"files", changed_files(outcome)},
          {"transcript", std::move(transcript)},
          {"tokens", std::move(tokens)},
          {"log_probabilities", std::move(log_probabilities)}};
}

}  // namespace

Result<void> run_episodes(const std::vector<SuiteTask>& tasks, engine::Completion& completion,
                          const EpisodesOptions& options,
                          const std::function<void(const Json& episode)>& on_episode) {
  for (const SuiteTask& task : tasks) {
    for (std::size_t sample = 0; sample < options.samples; ++sample) {
      if (options.stop != nullptr && options.stop->load()) {
        return fail(ErrorCode::Cancelled, "stopped on request");
      }
      memory::AgentOptions agent = options.agent;
      agent.seed += static_cast<std::uint32_t>(sample);
      on_episode(episode_of(task, sample, TILES_TRY(run_on_own_vault(task, completion, agent))));
    }
  }
  return {};
}

}  // namespace tiles::score
