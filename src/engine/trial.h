// SPDX-License-Identifier: Apache-2.0
// Work on input of others that may not end, or may end the process: llama.cpp runs chat templates
// and reads grammars without bounds. It is done first in a copy of this process (fork), which has
// bounds, and again in this one when the copy lived through it.
#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::engine {

struct TrialLimits {
  static constexpr int kProcessorSeconds = 5;
  static constexpr int kWaitSeconds = 30;
  static constexpr std::uint64_t kMemoryBytes = std::uint64_t{1} << 30;  // Beyond what is in use.
  static constexpr std::size_t kSaidBytes = 64u << 10;
};

enum class Verdict { Good, Bad };

struct Trial {
  Verdict verdict = Verdict::Good;
  std::string said;  // What the work wrote to standard error.
};

// Not for every token: on two cores a fork took 5 ms with 100 MB of memory in use, 40 ms with 1 GB
// (mapped weights do not count). `work` must give the same when it is done twice; an
// exception counts as Good, for it comes again. It must not wait for other threads: the copy has
// none. Trials of one process take turns. Errors: Limit (the bound is named, and `what`), Io.
Result<Trial> try_in_copy(std::string_view what, const std::function<Verdict()>& work);

}  // namespace tiles::engine
