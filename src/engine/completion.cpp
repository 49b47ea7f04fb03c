// SPDX-License-Identifier: Apache-2.0
#include "engine/completion.h"

#include <utility>

namespace tiles::engine {

std::string_view role_name(Role role) {
  switch (role) {
    case Role::System:
      return "system";
    case Role::Assistant:
      return "assistant";
    case Role::Tool:
      return "tool";
    case Role::User:
      return "user";
  }
  return "user";
}

Result<Finish> complete(Completion& completion, CompletionRequest request, EventSink sink) {
  auto running = TILES_TRY(completion.start(std::move(request), std::move(sink)));
  return running->wait();
}

}  // namespace tiles::engine
