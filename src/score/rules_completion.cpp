// SPDX-License-Identifier: Apache-2.0
#include "score/rules_completion.h"

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "base/text.h"
#include "memory/words.h"
#include "vault/markdown_scanner.h"

namespace tiles::score {
namespace {

using Words = std::vector<std::string>;

constexpr std::string_view kUnknown = "I don't know.";
constexpr std::string_view kNothing = "Nothing to save.";
constexpr std::uint32_t kContextTokens = 1U << 20;

struct Note {
  std::string path;
  std::string title;
};

// What the prompt holds so far.
struct Transcript {
  bool is_recall = true;
  std::string user_text;
  std::vector<Note> notes;
  std::string message;
  std::vector<std::string> results;
};

// One turn: code, or a reply.
struct Act {
  bool is_reply = true;
  std::string text;
};

Act reply(std::string_view text) { return {true, std::string(text)}; }
Act run(std::string code) { return {false, std::move(code)}; }

void read_view(std::string_view view, Transcript& transcript) {
  const std::size_t notes = view.find("\nnotes\n");
  const std::size_t begin = view.find('\n');
  if (notes == std::string_view::npos || begin == std::string_view::npos) return;
  transcript.user_text = begin < notes ? view.substr(begin + 1, notes - begin) : "";
  for (const std::string_view line : split(view.substr(notes + 7), '\n')) {
    const std::size_t sign = line.find(" = ");
    if (line == "new") break;
    if (sign == std::string_view::npos) continue;
    transcript.notes.push_back(
        {std::string(line.substr(0, sign)), std::string(line.substr(sign + 3))});
  }
}

// Texts by the control token before them.
Transcript read_transcript(const std::vector<engine::Segment>& segments) {
  Transcript transcript;
  std::string_view before;
  for (const engine::Segment& segment : segments) {
    if (segment.kind == engine::SegmentKind::Control) {
      before = segment.text;
    } else if (before == "<vault>") {
      read_view(segment.text, transcript);
    } else if (before.ends_with("<user>")) {
      transcript.is_recall = before.find("<recall>") != std::string_view::npos;
      transcript.message = segment.text;
    } else if (before == "<result>") {
      transcript.results.push_back(segment.text);
    }
  }
  return transcript;
}

bool has_all(const Words& words, const Words& wanted) {
  return !wanted.empty() && std::ranges::all_of(wanted, [&](const std::string& word) {
    return std::ranges::find(words, word) != words.end();
  });
}

struct FoundFact {
  std::string key;
  std::string value;
  std::string line;
};

// The fact whose key has the most words that all stand in the message.
std::optional<FoundFact> asked_fact(std::string_view text, const Words& message) {
  std::optional<FoundFact> found;
  std::size_t most = 0;
  const vault::Scan scan = vault::scan_markdown(text);
  for (const vault::Fact& fact : scan.facts) {
    const Words key = memory::words_of(vault::slice(text, fact.key));
    if (key.size() <= most || !has_all(message, key)) continue;
    most = key.size();
    found = FoundFact{std::string(vault::slice(text, fact.key)),
                      std::string(vault::slice(text, fact.value)),
                      std::string(vault::slice(text, fact.whole))};
  }
  return found;
}

std::string literal_of(std::string_view text) {
  std::string literal = "\"";
  for (const char c : text) {
    if (c == '"' || c == '\\') literal += '\\';
    literal += c;
  }
  return literal + "\"";
}

// "my KEY is VALUE", "Tom's KEY is VALUE".
std::optional<FoundFact> told_fact(std::string_view message) {
  message = trim(message);
  if (message.ends_with('?')) return std::nullopt;
  while (message.ends_with('.') || message.ends_with('!')) message.remove_suffix(1);
  const std::size_t is = message.find(" is ");
  if (is == std::string_view::npos) return std::nullopt;
  std::string_view owner = message.substr(0, is);
  std::size_t key = std::string_view::npos;
  if (to_lower_ascii(owner).starts_with("my ")) key = 3;
  for (const std::string_view mark : {"'s ", "’s "}) {
    const std::size_t at = owner.find(mark);
    if (at != std::string_view::npos) key = at + mark.size();
  }
  constexpr std::size_t kKeyBytesMax = 40;
  if (key == std::string_view::npos || owner.size() - key > kKeyBytesMax) return std::nullopt;
  FoundFact fact{to_lower_ascii(owner.substr(key)), std::string(message.substr(is + 4)), ""};
  if (fact.value.find('\n') != std::string::npos || fact.key.empty()) return std::nullopt;
  fact.line = "- " + fact.key + ": " + fact.value;
  return fact;
}

Act recall(const Transcript& transcript) {
  const Words message = memory::words_of(transcript.message);
  const std::string& text =
      transcript.results.empty() ? transcript.user_text : transcript.results.back();
  if (transcript.results.empty() && transcript.notes.size() > 1) {
    return reply(transcript.notes[0].title + " or " + transcript.notes[1].title + "?");
  }
  if (transcript.results.empty() && transcript.notes.size() == 1) {
    return run("print(read_file(" + literal_of(transcript.notes[0].path) + "))");
  }
  const auto fact = asked_fact(text, message);
  return reply(fact ? fact->value : std::string(kUnknown));
}

Act save(const FoundFact& told, const std::string& path, std::string_view text) {
  const auto known = asked_fact(text, memory::words_of(told.key));
  if (known && memory::words_of(known->key) == memory::words_of(told.key)) {
    if (known->value == told.value) return reply(kNothing);
    return run("update_file(" + literal_of(path) + ", " + literal_of(known->line) + ", " +
               literal_of(told.line) + ")");
  }
  if (text.empty())
    return run("create_file(" + literal_of(path) + ", \"# User\\n" + told.line + "\\n\")");
  return run("t = read_file(" + literal_of(path) + ")\nupdate_file(" + literal_of(path) +
             ", t, t.rstrip() + \"\\n\" + " + literal_of(told.line) + " + \"\\n\")");
}

Act remember(const Transcript& transcript) {
  const auto told = told_fact(transcript.message);
  if (!told) return reply(kNothing);
  if (transcript.notes.size() > 1) {
    return reply(transcript.notes[0].title + " or " + transcript.notes[1].title + "?");
  }
  if (transcript.notes.empty()) {
    return transcript.results.empty() ? save(*told, "user.md", transcript.user_text)
                                      : reply("Saved.");
  }
  const std::string& path = transcript.notes[0].path;
  if (transcript.results.empty()) return run("print(read_file(" + literal_of(path) + "))");
  if (transcript.results.size() == 1) return save(*told, path, transcript.results[0]);
  return reply("Saved.");
}

class Done final : public engine::RunningCompletion {
 public:
  void cancel() override {}
  Result<engine::Finish> wait() override { return engine::Finish{}; }
};

class RulesCompletion final : public engine::Completion {
 public:
  Result<std::unique_ptr<engine::RunningCompletion>> start(engine::CompletionRequest request,
                                                           engine::EventSink sink) override {
    const auto* raw = std::get_if<engine::RawPrompt>(&request.prompt);
    if (raw == nullptr) return fail(ErrorCode::Unsupported, "the rules read raw prompts only");
    const Transcript transcript = read_transcript(raw->segments);
    const Act act = transcript.is_recall ? recall(transcript) : remember(transcript);
    const std::string tag = act.is_reply ? "reply>" : "python>";
    sink(engine::ControlToken{"<" + tag});
    sink(engine::TextDelta{act.text});
    sink(engine::ControlToken{"</" + tag});
    sink(engine::Finish{});
    return std::make_unique<Done>();
  }
  Result<std::uint32_t> count_tokens(const engine::Prompt&) override { return 0U; }
  std::uint32_t context_tokens_max() const override { return kContextTokens; }
};

}  // namespace

std::unique_ptr<engine::Completion> make_rules_completion() {
  return std::make_unique<RulesCompletion>();
}

}  // namespace tiles::score
