// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include "commands/memory_task.h"
#include "terminal/interrupt.h"
#include "terminal/notices.h"

namespace tiles::program {

using tilekit::TellOutcome;
using tilekit::TellResult;

namespace {

TaskAnswer answer_of(const TellResult& result) {
  TaskAnswer answer{
      .json = tilekit::to_json(result), .reply = result.reply, .notice = {}, .gave_up = {}};
  if (result.outcome == TellOutcome::GaveUp) answer.gave_up = result.reason;
  if (result.outcome == TellOutcome::Remembered) {
    answer.notice = remember_notice(result, UndoWord::Command);
  }
  return answer;
}

}  // namespace

Command memory_tell_command() {
  return memory_task_command("memory tell", [](tilekit::Memory& memory, const auto& message) {
    tilekit::TellOptions options;
    options.stop = &stop_flag();
    return memory.tell(message, options).map(answer_of);
  });
}

}  // namespace tiles::program
