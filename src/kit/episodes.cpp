// SPDX-License-Identifier: Apache-2.0
#include <tilekit/bench.h>

#include <ostream>
#include <utility>

#include "base/json.h"
#include "kit/contestant.h"
#include "score/episodes.h"

namespace tilekit {

namespace kit = tiles::kit;
namespace score = tiles::score;
using tiles::ErrorCode;
using tiles::fail;

Result<void> run_memory_episodes(const Home& home, const EpisodeOptions& options,
                                 std::ostream& output) {
  const auto tasks = TILES_TRY(score::chosen_suite(options.suite));
  const kit::Contestant contestant =
      TILES_TRY(kit::choose_contestant(*home.state(), options.model, options.stop));
  score::EpisodesOptions run_options{.agent = contestant.agent, .samples = options.samples};
  run_options.agent.seed = options.seed;
  run_options.agent.temperature = options.temperature;
  if (options.stop != nullptr) run_options.stop = &options.stop->raised();
  TILES_CHECK(score::run_episodes(
      tasks, *contestant.completion, run_options,
      [&output](const tiles::Json& episode) { output << tiles::print_json(episode) << '\n'; }));
  output.flush();
  if (!output) return fail(ErrorCode::Io, "the episodes cannot be written");
  return {};
}

}  // namespace tilekit
