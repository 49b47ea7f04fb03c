// SPDX-License-Identifier: Apache-2.0
// Models trained for driaforall/mem-agent's published protocol: tags as text in chat messages.
#include <utility>
#include <variant>
#include <vector>

#include "base/format.h"
#include "memory/assigned_names.h"
#include "memory/dialect.h"
#include "memory/grammar.h"

namespace tiles::memory {
namespace {

constexpr std::size_t kResultBytesMax = 8000;
constexpr std::uint32_t kTurnTokensMax = 1024;

constexpr std::string_view kSystemPrompt =
    R"(You keep a person's long-term memory: a folder of Markdown notes that link to each other, as in Obsidian. You reach it only through Python.

# How to answer
Each of your messages is one of these two, and has no text outside of the tags. Tags are closed and never stand inside each other.
To act:
<think>what you need next</think>
<python>code</python>
To finish:
<think>why you are done</think>
<python></python>
<reply>what the person reads</reply>
After code you get <result>…</result> with the variables that the block assigned, {} when there are none. Begin again with <think>.

# Functions
create_file(path, content="") makes a new file and fails when there is one
update_file(path, old, new) replaces the one place where old stands, exactly
read_file(path) gives the text
delete_file(path)
list_files() gives the paths of all files
check_if_file_exists(path), check_if_dir_exists(path)
create_dir(path)
get_size(path="") in bytes
go_to_link("[[entities/name.md]]") gives the text of the linked note
search(query, limit=10) gives a list of {"path", "line", "text"}
Assign what a function returns to a variable. A failed call raises an exception.

# Notes
user.md is about the person: "- key: value" lines, and links to the notes of people, places and things. Each of these has its own entities/name_in_snake_case.md: a "# Name" heading, then "- key: value" lines. A link is written with folder and suffix: [[entities/name.md]]. Dates are YYYY-MM-DD.

# Rules
Read user.md first, then follow links. Save lasting facts, relations and plans; leave out small talk, general knowledge and one-off sums. Change a fact where it stands; never write it twice. Link a new note from the note it belongs to. When it is not clear who or what is meant, ask in the reply. When the notes do not say, reply that you do not know; never invent.)";

class MemAgentDialect final : public Dialect {
 public:
  MemAgentDialect(const Opening& opening, std::uint32_t seed) : seed_(seed) {
    add(engine::Role::System, std::string(kSystemPrompt));
    const std::string_view task =
        opening.mode == Mode::Recall
            ? "Answer from the memory. It cannot be changed now.\n\n"
            : "Save what is worth keeping from this message, or reply that there is nothing.\n\n";
    add(engine::Role::User, std::string(task) + opening.message);
  }

  bool shows_view() const override { return false; }

  engine::CompletionRequest request() override {
    tokenizer_ = TagTokenizer();
    segments_.clear();
    reasoning_.clear();
    text_.clear();
    too_long_ = false;
    engine::CompletionRequest request;
    request.prompt = engine::ChatPrompt{messages_};
    request.sampling.seed = seed_;
    request.constraint = engine::Grammar{mem_agent_grammar()};
    request.tokens_max = kTurnTokensMax;
    return request;
  }

  Progress receive(const engine::CompletionEvent& event) override {
    if (const auto* reasoning = std::get_if<engine::ReasoningDelta>(&event)) {
      reasoning_ += reasoning->text;
    } else if (const auto* text = std::get_if<engine::TextDelta>(&event)) {
      text_ += text->text;
      auto segments = tokenizer_.feed(text->text);
      if (!segments) {
        too_long_ = true;
        return Progress::Enough;
      }
      for (Segment& segment : *segments) {
        segments_.push_back(std::move(segment));
      }
      return whole() ? Progress::Enough : Progress::Continue;
    }
    return Progress::Continue;
  }

  Turn end_turn(TextEnd end) override {
    if (!too_long_) {
      for (Segment& segment : tokenizer_.finish()) {
        segments_.push_back(std::move(segment));
      }
    }
    Turn turn = read_turn(segments_, end, Strictness::Tolerant);
    turn.think.insert(0, reasoning_);
    // Earlier thoughts are the template's to show or to drop.
    engine::Message message;
    message.role = engine::Role::Assistant;
    message.content = std::move(text_);
    message.reasoning = std::move(reasoning_);
    messages_.push_back(std::move(message));
    return turn;
  }

  std::string runnable(std::string_view code) override { return with_assigned_values(code); }

  void add_result(std::string_view text) override {
    add(engine::Role::User, format("<result>\n{}\n</result>", text));
  }

  std::size_t result_bytes_max() const override { return kResultBytesMax; }

 private:
  void add(engine::Role role, std::string content) {
    engine::Message message;
    message.role = role;
    message.content = std::move(content);
    messages_.push_back(std::move(message));
  }

  // A reply may follow a python block, so only a reply or an invented result ends a turn early.
  bool whole() const {
    return !segments_.empty() &&
           (segments_.back().tag == Tag::Reply || segments_.back().tag == Tag::Result);
  }

  std::uint32_t seed_;
  std::vector<engine::Message> messages_;
  // Of the turn under way.
  TagTokenizer tokenizer_;
  std::vector<Segment> segments_;
  std::string reasoning_;
  std::string text_;
  bool too_long_ = false;
};

}  // namespace

std::unique_ptr<Dialect> make_mem_agent_dialect(const Opening& opening, std::uint32_t seed) {
  return std::make_unique<MemAgentDialect>(opening, seed);
}

}  // namespace tiles::memory
