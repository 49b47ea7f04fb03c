// SPDX-License-Identifier: Apache-2.0
#include <tilekit/memory.h>

#include <system_error>

#include "base/file_system.h"
#include "base/format.h"
#include "base/json.h"
#include "kit/convert.h"
#include "kit/home_state.h"
#include "kit/memory_reader.h"
#include "memory/embedded.h"
#include "memory/read_answer.h"

namespace tilekit {

namespace kit = tiles::kit;
namespace vault = tiles::vault;
using tiles::Json;

namespace {

constexpr std::uint64_t kRecordBytesMax = std::uint64_t{1} << 20;

MemoryModelKind sdk_kind(kit::MemoryModelKind kind) {
  switch (kind) {
    case kit::MemoryModelKind::Embedded:
      return MemoryModelKind::Embedded;
    case kit::MemoryModelKind::File:
      return MemoryModelKind::File;
    case kit::MemoryModelKind::Adapter:
      return MemoryModelKind::Adapter;
    case kit::MemoryModelKind::Chat:
      return MemoryModelKind::Chat;
  }
  return MemoryModelKind::Embedded;
}

std::string protocol_name(tiles::memory::Protocol protocol) {
  switch (protocol) {
    case tiles::memory::Protocol::InHouse:
      return "in-house";
    case tiles::memory::Protocol::MemAgent:
      return "mem-agent";
    case tiles::memory::Protocol::ChatTools:
      return "tool-calls";
  }
  return "in-house";
}

// That of the model in the program, else the file `<name>.json` beside `<name>.gguf`, when it is a
// JSON object.
std::string record_of(const kit::MemoryModel& model, const std::filesystem::path& file) {
  if (model.kind == kit::MemoryModelKind::Embedded) {
    return std::string(tiles::memory::embedded_record());
  }
  std::filesystem::path beside = file;
  beside.replace_extension(".json");
  const auto folder =
      tiles::open_directory(beside.parent_path().empty() ? "." : beside.parent_path());
  if (!folder) return "";
  const auto text = (*folder)->read(beside.filename().string(), kRecordBytesMax);
  const auto json =
      text.and_then([](const std::string& bytes) { return tiles::parse_json(bytes); });
  return json && json->is_object() ? *text : "";
}

// "2738 steps, 16822272 tokens, 153110 tasks"; empty when the record does not say.
std::string training_of(const std::string& record) {
  const auto json = tiles::parse_json(record);
  if (!json || !json->is_object() || !json->contains("training")) return "";
  const Json& training = (*json)["training"];
  std::string text;
  for (const auto& [key, name] :
       {std::pair("step", "steps"), std::pair("tokens", "tokens"), std::pair("tasks", "tasks")}) {
    const auto found = training.is_object() ? training.find(key) : training.end();
    if (!training.is_object() || found == training.end() || !found->is_number_integer()) continue;
    text += tiles::format("{}{} {}", text.empty() ? "" : ", ", found->get<std::int64_t>(), name);
  }
  return text;
}

std::uint64_t bytes_of(const kit::MemoryModel& model) {
  if (model.files.weights.empty()) return tiles::memory::embedded_model().size();
  std::uint64_t bytes = 0;
  for (const auto& file : model.files.weights) {
    std::error_code failed;
    const std::uintmax_t size = std::filesystem::file_size(file, failed);
    if (!failed) bytes += size;
  }
  return bytes;
}

MemoryReader describe_reader() {
  MemoryReader reader;
  reader.model = kit::sdk_writer(kit::embedded_reader_model());
  reader.size_bytes = tiles::memory::embedded_reader().size();
  reader.confidence_min = tiles::memory::kReaderConfidenceMin;
  reader.record = tiles::memory::embedded_reader_record();
  return reader;
}

Result<void> describe_vault(vault::Vault& vault, MemoryStatus& status) {
  TILES_TRY(vault.index().refresh());
  status.notes = TILES_TRY(vault.index().names()).size();
  const vault::NotePath root = TILES_TRY(vault::NotePath::parse_folder(""));
  for (const tiles::FileInfo& file : TILES_TRY(vault.list(root))) {
    status.vault_bytes += file.size_bytes;
  }
  status.changes = TILES_TRY(vault.log_size());
  return {};
}

}  // namespace

Result<MemoryStatus> Memory::status() {
  const auto in_use = TILES_TRY(home_.state()->memory_model());
  const kit::MemoryModel& model = in_use.model;
  MemoryStatus status;
  status.kind = sdk_kind(model.kind);
  status.model = kit::sdk_writer(TILES_TRY(kit::identify(model)));
  if (model.kind == kit::MemoryModelKind::Adapter) {
    status.file = model.files.adapters.front();
  } else if (!model.files.weights.empty()) {
    status.file = model.files.weights.front();
  }
  status.size_bytes = bytes_of(model);
  status.parameters = model.model.info().parameters;
  status.protocol = protocol_name(model.protocol);
  status.license = model.model.metadata("general.license").value_or("");
  status.record = record_of(model, status.file);
  status.training = training_of(status.record);
  status.confidence_min = in_use.thresholds.answer;
  status.change_confidence_min = in_use.thresholds.change;
  status.is_threshold_of_settings = in_use.thresholds.are_of_settings;
  status.reader = describe_reader();
  status.vault = home_.paths().memory;
  TILES_CHECK(home_.state()->with_vault<void>(
      [&](vault::Vault& vault) { return describe_vault(vault, status); }));
  return status;
}

}  // namespace tilekit
