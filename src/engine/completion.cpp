// SPDX-License-Identifier: Apache-2.0
#include "engine/completion.h"

#include <utility>

namespace tiles::engine {

Result<Finish> complete(Completion& completion, CompletionRequest request, EventSink sink) {
  auto running = TILES_TRY(completion.start(std::move(request), std::move(sink)));
  return running->wait();
}

}  // namespace tiles::engine
