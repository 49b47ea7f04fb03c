// SPDX-License-Identifier: Apache-2.0
// What Tiles knows of its user: plain Markdown in one folder, asked and told through the memory
// model, and read, checked and undone without it.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/result.h"
#include "tilekit/task.h"

namespace tilekit {

// Paths of notes are relative to the vault, '/' between parts. Lines count from 1.
struct Fact {
  std::string path;
  std::size_t line = 0;
  std::string text;
};

enum class AskOutcome {
  Answered,
  Clarify,
  Unknown,
  Unsure,  // `facts` may answer; the model is not sure enough to say so.
  GaveUp,
};

struct AskResult {
  AskOutcome outcome = AskOutcome::Unknown;
  std::string reply;
  std::vector<Fact> facts;  // What the reply rests on, each checked against its file.
  // From 0 to 1, of what the model wrote; nothing when it does not tell.
  std::optional<double> confidence;
  std::string reason;  // Why it gave up; else empty.
};

struct Change {
  std::string path;
  std::string diff;  // Unified.
};

enum class TellOutcome { Remembered, Nothing, Clarify, GaveUp };

enum class Confirmation {
  NotNeeded,
  // Clarify only: `changes` rest on text that the user did not write, would lose what the message
  // does not speak of, or come from a model that is not sure. They are not made; the same message
  // told with Consent::Given makes them.
  Needed,
};

struct TellResult {
  TellOutcome outcome = TellOutcome::Nothing;
  std::string reply;
  std::vector<Change> changes;
  std::string transaction;           // Its id in the log, for undo; empty when nothing changed.
  std::optional<double> confidence;  // As of AskResult.
  std::string reason;                // Why it gave up; else empty.
  Confirmation confirmation = Confirmation::NotNeeded;
};

// A part of a message, in bytes.
struct TextSpan {
  std::size_t begin = 0;
  std::size_t end = 0;
};

enum class Consent { NotGiven, Given };

struct TellOptions {
  // Parts of the message that the user did not write, such as a pasted document.
  std::vector<TextSpan> untrusted;
  Consent consent = Consent::NotGiven;
  const StopFlag* stop = nullptr;
};

struct NoteSummary {
  std::string path;
  std::string title;
  std::vector<std::string> aliases;
};

struct SearchHit {
  std::string path;
  std::size_t line = 0;
  std::string title;
  std::string text;
  double score = 0;  // Higher is better.
};

struct Link {
  std::string from;
  std::size_t line = 0;
  std::string target;  // As written.
  std::string to;      // The note it leads to; empty when there is none.
};

struct Finding {
  std::string kind;  // "dangling-link", "duplicate-entity", "contradiction" or "unreadable".
  std::string path;
  std::size_t line = 0;  // 0: the whole note.
  std::string text;
};

// The model that wrote a transaction.
struct WriterModel {
  std::string name;
  std::string version;                // Empty when the model does not say.
  std::string sha256;                 // 64 digits: of the bytes of its weights.
  std::vector<std::string> adapters;  // The same of each LoRA upon them.
};

struct Transaction {
  std::string id;
  std::string time;                  // RFC 3339, UTC.
  std::string who;                   // "memory-model", "chat-model", "host" (no model) or "user".
  std::optional<WriterModel> model;  // Nothing: a person, or a Tiles that did not write it down.
  std::string why;
  std::string turn;    // The conversation and its turn; empty when there is none.
  std::string undoes;  // The id of the transaction it took back; else empty.
  std::vector<Change> changes;
};

enum class MemoryModelKind {
  Embedded,  // In the program.
  File,      // A GGUF file.
  Adapter,   // A LoRA on the chat model's weights.
  Chat,      // The chat model, through tool calls.
};

// The program's own, which finds the line that a question means and writes nothing.
struct MemoryReader {
  WriterModel model;
  std::uint64_t size_bytes = 0;
  double confidence_min = 0;  // Below it a line is no answer.
  std::string record;         // How it was trained: a JSON object.
};

struct MemoryStatus {
  MemoryModelKind kind = MemoryModelKind::Embedded;
  WriterModel model;
  std::filesystem::path file;  // Of the weights, or of the adapter; empty for the embedded model.
  std::uint64_t size_bytes = 0;
  std::uint64_t parameters = 0;
  std::string protocol;  // "in-house", "mem-agent" or "tool-calls".
  std::string license;   // As the model says; may be empty.
  std::string record;    // How it was trained: a JSON object; empty when there is none.
  std::string training;  // That in one line; may be empty.
  // Below them an answer is unsure, and a change is not made; 0 is off.
  double confidence_min = 0;
  double change_confidence_min = 0;
  bool is_threshold_of_settings = false;  // Else of the model.
  MemoryReader reader;
  std::filesystem::path vault;
  std::size_t notes = 0;
  std::uint64_t vault_bytes = 0;
  std::size_t changes = 0;  // In the log.
};

struct Filter {
  std::string id;
  std::string kind;  // "key", "text", "file" or "entity".
  std::string value;
};

enum class GraphFormat { Dot, Json };
enum class ExportFormat { Tar, Json };

// Takes the next piece; an error ends the export.
using ByteSink = std::function<Result<void>(std::string_view bytes)>;

// All calls block. Safe from several threads; tasks of the memory model run one after the other.
// Errors, beside those named: Io, Denied (a rule of the vault, a file of another user), Limit.
class Memory {
 public:
  explicit Memory(Home home);

  // Runs one task of the memory model. `stop` may be null.
  // Errors: NotFound (no memory model), Invalid, Unsupported, Cancelled.
  Result<AskResult> ask(std::string_view question, const StopFlag* stop = nullptr);
  Result<TellResult> tell(std::string_view message, const TellOptions& options = {});

  // Loads the memory model, and hashes it. Errors: those of loading it.
  Result<MemoryStatus> status();

  Result<std::vector<NoteSummary>> list();
  Result<std::string> show(std::string_view path);
  Result<std::vector<SearchHit>> search(std::string_view query, std::size_t limit);
  Result<std::vector<Link>> links(std::string_view path);
  Result<std::vector<Link>> backlinks(std::string_view path);
  Result<std::string> graph(GraphFormat format);
  Result<std::vector<Finding>> check();
  // Newest first.
  Result<std::vector<Transaction>> log(std::size_t limit);
  // The latest transaction that can be undone when `id` is empty.
  // Errors: NotFound, Conflict (a later edit overlaps).
  Result<Transaction> undo(std::string_view id);
  // All visible files of the vault. One at a time is in memory.
  Result<void> export_to(ExportFormat format, const ByteSink& sink);

  Result<std::vector<Filter>> filters();
  Result<Filter> add_filter(std::string_view kind, std::string_view value);
  Result<void> remove_filter(std::string_view id);

 private:
  Home home_;
};

}  // namespace tilekit
