// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include "commands/memory_task.h"
#include "terminal/interrupt.h"
#include "terminal/notices.h"

namespace tiles::program {

using tilekit::AskOutcome;
using tilekit::AskResult;

namespace {

TaskAnswer answer_of(const AskResult& result) {
  TaskAnswer answer{
      .json = tilekit::to_json(result), .reply = result.reply, .notice = {}, .gave_up = {}};
  if (result.outcome == AskOutcome::GaveUp) {
    answer.gave_up = result.reason;
  } else {
    answer.notice = recall_notice(result);
  }
  return answer;
}

}  // namespace

Command memory_ask_command() {
  return memory_task_command("memory ask", [](tilekit::Memory& memory, const auto& message) {
    return memory.ask(message, &stop_flag()).map(answer_of);
  });
}

}  // namespace tiles::program
