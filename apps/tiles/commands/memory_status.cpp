// SPDX-License-Identifier: Apache-2.0
#include <tilekit/json.h>

#include <algorithm>
#include <memory>

#include "commands/commands.h"
#include "help.h"
#include "terminal/notices.h"
#include "terminal/output.h"
#include "terminal/transfer_meter.h"

namespace tiles::program {

using tilekit::MemoryModelKind;
using tilekit::MemoryStatus;

namespace {

std::string where(const MemoryStatus& status) {
  switch (status.kind) {
    case MemoryModelKind::Embedded:
      return "built in";
    case MemoryModelKind::File:
      return status.file.string();
    case MemoryModelKind::Adapter:
      return "adapter " + status.file.string() + " on the chat model";
    case MemoryModelKind::Chat:
      return "the chat model, " + status.file.string();
  }
  return "";
}

std::string threshold(const MemoryStatus& status, double confidence_min) {
  if (confidence_min <= 0) return "off";
  std::string number = std::to_string(confidence_min);
  number.erase(number.find_last_not_of('0') + 1);
  return number + (status.is_threshold_of_settings ? ", of the settings" : ", of the model");
}

std::string print(const MemoryStatus& status) {
  std::string text;
  const auto add = [&text](std::string_view what, const std::string& value) {
    constexpr std::size_t kWidth = 14;
    if (value.empty()) return;
    text.append(what).append(kWidth - std::min(kWidth, what.size()), ' ').append(value);
    text.append("\n");
  };
  std::string name = status.model.name;
  if (!status.model.version.empty()) name.append(" ").append(status.model.version);
  add("memory model", name + ", " + where(status));
  add("sha256", status.model.sha256);
  for (const std::string& adapter : status.model.adapters) add("adapter", adapter);
  add("size",
      size_text(status.size_bytes) + ", " + std::to_string(status.parameters) + " parameters");
  add("protocol", status.protocol);
  add("license", status.license);
  add("trained", status.training);
  add("unsure below", threshold(status, status.confidence_min));
  add("no edit below", threshold(status, status.change_confidence_min));
  add("reader", status.reader.model.name + " " + status.reader.model.version + ", built in, " +
                    size_text(status.reader.size_bytes));
  add("vault", status.vault.string());
  add("notes", std::to_string(status.notes) + ", " + size_text(status.vault_bytes));
  add("changes", std::to_string(status.changes) + " in the log");
  return shown(text);
}

}  // namespace

Command memory_status_command() {
  auto json = std::make_shared<Flag>(Flag::Off);
  Command command;
  command.name = "memory status";
  command.help = help_text("memory_status");
  command.declare = [json](Arguments& arguments) { arguments.flag("--json", *json); };
  command.run = [json](const GlobalArguments& global) {
    return with_memory(global, [&](tilekit::Memory& memory) {
      return print_result<MemoryStatus>(memory.status(), [&](const MemoryStatus& status) {
        return *json == Flag::On ? tilekit::to_json(status) + "\n" : print(status);
      });
    });
  };
  return command;
}

}  // namespace tiles::program
