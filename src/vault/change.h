// SPDX-License-Identifier: Apache-2.0
// What one transaction did: for notices, for the log and for undo.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/result.h"

namespace tiles::vault {

// The model that wrote a transaction, as exactly as one can name it later.
struct WriterModel {
  std::string name{};
  std::string version{};                // "" when the model does not say.
  std::string sha256{};                 // 64 digits: of the bytes of its weights.
  std::vector<std::string> adapters{};  // The same of each LoRA upon them.

  bool operator==(const WriterModel&) const = default;
};

// Who asked for a transaction and why; written to the log as it is.
struct Provenance {
  std::string who{};      // "memory-model", "chat-model", "host", "user".
  std::string why{};      // One line.
  std::string turn{};     // The conversation and turn, "" when there is none.
  std::string excerpt{};  // The start of the message it rests on, at most kExcerptBytesMax.
  std::optional<WriterModel> model{};  // Nothing: a person wrote it, or an older Tiles.
};

inline constexpr std::size_t kExcerptBytesMax = 500;

enum class ChangeKind { Created, Updated, Deleted };
std::string_view change_kind_name(ChangeKind kind);  // "created", "updated", "deleted".

// One file. No text stands for no file.
struct Change {
  std::string path;
  std::optional<std::string> before;
  std::optional<std::string> after;

  ChangeKind kind() const;
  // Unified diff with three lines of context.
  std::string diff() const;
  std::size_t lines_added() const;
  std::size_t lines_removed() const;
};

// One committed transaction. `id` sorts by time: "20261123T031600123-1f0c9a2b".
struct Record {
  std::string id;
  TimePoint time{};
  Provenance provenance;
  std::string undoes;  // The id of the transaction that this one took back, or "".
  std::vector<Change> changes;
};

// Bytes that are not UTF-8 are kept in hexadecimal, so that print and parse are exact.
Json to_json(const Record& record);
// Errors: Corrupt.
Result<Record> record_from_json(const Json& json);

}  // namespace tiles::vault
