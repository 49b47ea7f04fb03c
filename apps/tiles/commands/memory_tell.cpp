// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <memory>

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
  if (result.confirmation == tilekit::Confirmation::Needed) {
    answer.notice = "nothing was changed; 'tiles memory tell --yes ...' saves it";
  }
  return answer;
}

}  // namespace

Command memory_tell_command() {
  auto yes = std::make_shared<Flag>(Flag::Off);
  return memory_task_command(
      "memory tell",
      [yes](tilekit::Memory& memory, const auto& message) {
        tilekit::TellOptions options;
        options.consent = *yes == Flag::On ? tilekit::Consent::Given : tilekit::Consent::NotGiven;
        options.stop = &stop_flag();
        return memory.tell(message, options).map(answer_of);
      },
      [yes](Arguments& arguments) { arguments.flag("--yes", *yes); });
}

}  // namespace tiles::program
