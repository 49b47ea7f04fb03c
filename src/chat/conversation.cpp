// SPDX-License-Identifier: Apache-2.0
#include "chat/conversation.h"

#include <algorithm>

#include "base/format.h"
#include "chat/prompt.h"
#include "chat/stop_watcher.h"

namespace tiles::chat {

using engine::ChatPrompt;
using engine::Message;
using engine::Role;

namespace {

void add_message(ChatPrompt& prompt, Role role, std::string content) {
  Message message;
  message.role = role;
  message.content = std::move(content);
  prompt.messages.push_back(std::move(message));
}

Finish finish_of(engine::FinishReason reason) {
  switch (reason) {
    case engine::FinishReason::Cancelled:
      return Finish::Stopped;
    case engine::FinishReason::Length:
    case engine::FinishReason::ContextFull:
      return Finish::Length;
    case engine::FinishReason::Stop:
    case engine::FinishReason::ToolCalls:
      return Finish::Complete;
  }
  return Finish::Complete;
}

bool is_raised(const std::atomic<bool>* flag) { return flag != nullptr && flag->load(); }

MemoryRequest memory_request(const TurnRequest& request, std::string turn) {
  return {.message = request.message,
          .untrusted = request.untrusted,
          .turn = std::move(turn),
          .stop = request.stop};
}

bool is_too_long(const std::optional<memory::Outcome>& outcome) {
  return outcome && outcome->kind == memory::OutcomeKind::GaveUp &&
         outcome->gave_up_over == memory::GaveUpOver::Length;
}

std::vector<memory::Fact> facts_of(const std::optional<memory::Outcome>& recalled) {
  return recalled ? recalled->facts : std::vector<memory::Fact>();
}

// The answer where there is no chat model.
std::string memory_reply(const Turn& turn) {
  using memory::OutcomeKind;
  const auto is = [](const std::optional<memory::Outcome>& outcome, OutcomeKind kind) {
    return outcome && outcome->kind == kind;
  };
  if (is(turn.recalled, OutcomeKind::Answered)) return turn.recalled->reply;
  if (is(turn.recalled, OutcomeKind::Unsure)) return turn.recalled->reply;
  if (is(turn.remembered, OutcomeKind::Remembered)) return "I will remember that.";
  for (const auto* outcome : {&turn.remembered, &turn.recalled}) {
    if (is(*outcome, OutcomeKind::Clarify)) return (*outcome)->reply;
  }
  if (is(turn.recalled, OutcomeKind::GaveUp)) return "I could not work that out.";
  return "I know nothing about that.";
}

}  // namespace

std::string_view finish_name(Finish finish) {
  switch (finish) {
    case Finish::Complete:
      return "complete";
    case Finish::Length:
      return "length";
    case Finish::Stopped:
      return "stopped";
  }
  return "complete";
}

Conversation::Conversation(Parts parts)
    : parts_(std::move(parts)), log_(parts_.folder, parts_.clock->now(), parts_.model_name) {}

void Conversation::clear() {
  history_.clear();
  first_kept_ = 0;
  turn_count_ = 0;
  log_ = ConversationLog(parts_.folder, parts_.clock->now(), parts_.model_name);
}

Result<void> Conversation::go_on(const KeptConversation& kept) {
  log_ = ConversationLog(parts_.folder, kept.id, kept.last_line);
  for (const LoggedTurn& turn : kept.turns) {
    turn_count_ = std::max(turn_count_, turn.number);
    if (parts_.model == nullptr) continue;
    TILES_TRY(system_tokens());
    std::vector<memory::Fact> facts;
    for (const LoggedFact& fact : turn.recalled) {
      facts.push_back({fact.path, static_cast<std::uint32_t>(fact.line), fact.text});
    }
    TILES_CHECK(keep_in_history(turn.message, facts, turn.reply));
  }
  return {};
}

std::string Conversation::turn_name(std::size_t number) const {
  return log_.id() + "#" + std::to_string(number);
}

std::string Conversation::last_turn_name() const {
  return turn_count_ == 0 ? "" : turn_name(turn_count_);
}

std::size_t Conversation::reply_reserve() const {
  const std::size_t window = parts_.model->context_tokens_max();
  return std::min(kReplyTokensMin, window / 4);
}

Result<Turn> Conversation::send(const TurnRequest& request, const EventSink& events) {
  if (request.message.size() > kMessageBytesMax) {
    return fail(ErrorCode::Limit, format("the message has {} bytes, the limit is {}",
                                         request.message.size(), kMessageBytesMax));
  }
  Turn turn;
  recall(request, events, turn);
  if (parts_.model == nullptr) {
    if (is_raised(request.stop)) {
      turn.finish = Finish::Stopped;
      return turn;
    }
    remember(request, events, turn);
    turn.reply = memory_reply(turn);
    events(Text{turn.reply});
    tell_remembered(events, turn);
  } else {
    TILES_CHECK(reply(request, events, turn));
    TILES_CHECK(keep_in_history(request.message, facts_of(turn.recalled), turn.reply));
    remember(request, events, turn);
    tell_remembered(events, turn);
  }
  keep_on_disk(request, events, turn);
  ++turn_count_;
  return turn;
}

void Conversation::recall(const TurnRequest& request, const EventSink& events, Turn& turn) {
  if (!parts_.recall || is_raised(request.stop)) return;
  Result<memory::Outcome> outcome =
      parts_.recall(memory_request(request, turn_name(turn_count_ + 1)));
  if (outcome) {
    turn.recalled = std::move(*outcome);
    if (is_too_long(turn.recalled)) {
      events(Trouble{Error(ErrorCode::Limit, turn.recalled->why)
                         .with_hint("nothing of it is recalled or remembered; tell memory what "
                                    "matters in a shorter message")});
    } else {
      events(Recalled{*turn.recalled});
    }
  } else if (outcome.error().code() != ErrorCode::Cancelled) {
    events(Trouble{std::move(outcome).error().within("recalling")});
  }
}

void Conversation::remember(const TurnRequest& request, const EventSink& events, Turn& turn) {
  if (!parts_.remember) return;
  if (is_too_long(turn.recalled)) {
    turn.remembered = turn.recalled;  // Said once, by recall().
    return;
  }
  MemoryRequest memory = memory_request(request, turn_name(turn_count_ + 1));
  if (turn.finish == Finish::Stopped) memory.stop = nullptr;  // That stop was for the reply.
  Result<memory::Outcome> outcome = parts_.remember(memory);
  if (outcome) {
    turn.remembered = std::move(*outcome);
  } else if (outcome.error().code() != ErrorCode::Cancelled) {
    events(Trouble{std::move(outcome).error().within("remembering")});
  }
}

void Conversation::tell_remembered(const EventSink& events, const Turn& turn) {
  if (turn.remembered && !is_too_long(turn.remembered)) events(Remembered{*turn.remembered});
}

Result<void> Conversation::reply(const TurnRequest& request, const EventSink& events, Turn& turn) {
  if (is_raised(request.stop)) {
    turn.finish = Finish::Stopped;
    return {};
  }
  const std::string newest = message_with_facts(request.message, facts_of(turn.recalled));
  ChatPrompt prompt = TILES_TRY(fitted_prompt(newest));
  return stream(std::move(prompt), request, events, turn);
}

ChatPrompt Conversation::bare_prompt() const {
  ChatPrompt prompt;
  if (parts_.seed.empty() || parts_.seed.front().role != Role::System) {
    add_message(prompt, Role::System,
                parts_.system.empty() ? std::string(system_prompt()) : parts_.system);
  }
  prompt.messages.insert(prompt.messages.end(), parts_.seed.begin(), parts_.seed.end());
  return prompt;
}

Result<ChatPrompt> Conversation::fitted_prompt(const std::string& newest) {
  ChatPrompt prompt = bare_prompt();
  const std::size_t system = TILES_TRY(system_tokens());
  const std::size_t newest_tokens = TILES_TRY(turn_tokens(newest, ""));
  BudgetRequest budget_request{.window = parts_.model->context_tokens_max(),
                               .reply = reply_reserve(),
                               .system = system,
                               .newest = newest_tokens,
                               .turns = {},
                               .first_kept = first_kept_};
  for (const Past& past : history_) budget_request.turns.push_back(past.tokens);
  const Budget budget = plan_budget(budget_request);
  if (!budget.fits) {
    return fail(Error(ErrorCode::Limit,
                      format("the message takes {} tokens; the window of {} has {} for it",
                             budget_request.newest, budget_request.window,
                             budget_request.window -
                                 std::min(budget_request.window,
                                          budget_request.system + budget_request.reply)))
                    .with_hint("shorten it, or use a model with a larger context"));
  }
  first_kept_ = budget.first_kept;
  for (std::size_t i = first_kept_; i < history_.size(); ++i) {
    add_message(prompt, Role::User, history_[i].message);
    add_message(prompt, Role::Assistant, history_[i].reply);
  }
  add_message(prompt, Role::User, newest);
  return prompt;
}

Result<void> Conversation::stream(ChatPrompt prompt, const TurnRequest& request,
                                  const EventSink& events, Turn& turn) {
  const auto running = TILES_TRY(parts_.model->start(
      {.prompt = std::move(prompt),
       .sampling = parts_.sampling,
       .tokens_max = parts_.reply_tokens_max,
       .stop_strings = parts_.stop_strings},
      [&](const engine::CompletionEvent& event) {
        if (const auto* text = std::get_if<engine::TextDelta>(&event)) {
          turn.reply.append(text->text);
          events(Text{text->text});
        } else if (const auto* reasoning = std::get_if<engine::ReasoningDelta>(&event)) {
          turn.reasoning.append(reasoning->text);
          events(Reasoning{reasoning->text});
        }
      }));
  const StopWatcher watcher(request.stop, [&running] { running->cancel(); });
  const engine::Finish finish = TILES_TRY(running->wait());
  turn.finish = finish_of(finish.reason);
  turn.usage = finish.usage;
  return {};
}

Result<std::size_t> Conversation::system_tokens() {
  if (system_tokens_ == 0) system_tokens_ = TILES_TRY(parts_.model->count_tokens(bare_prompt()));
  return system_tokens_;
}

// What one turn adds to a prompt, template included.
Result<std::size_t> Conversation::turn_tokens(const std::string& message,
                                              const std::string& reply) const {
  ChatPrompt prompt = bare_prompt();
  add_message(prompt, Role::User, message);
  if (!reply.empty()) add_message(prompt, Role::Assistant, reply);
  const std::size_t tokens = TILES_TRY(parts_.model->count_tokens(prompt));
  return tokens > system_tokens_ ? tokens - system_tokens_ : 0;
}

Result<void> Conversation::keep_in_history(std::string_view message,
                                           const std::vector<memory::Fact>& facts,
                                           std::string_view reply) {
  if (reply.empty()) return {};  // A turn that was stopped before its first word.
  Past past{.message = std::string(message), .reply = std::string(reply)};
  const std::size_t bare = TILES_TRY(turn_tokens(past.message, past.reply));
  past.message = message_with_facts(message, facts);
  past.tokens = TILES_TRY(turn_tokens(past.message, past.reply));
  past.fact_tokens = past.tokens - std::min(bare, past.tokens);
  history_.push_back(std::move(past));
  return {};
}

void Conversation::keep_on_disk(const TurnRequest& request, const EventSink& events,
                                const Turn& turn) {
  LoggedTurn logged{.number = turn_count_ + 1,
                    .time = parts_.clock->now(),
                    .message = std::string(request.message),
                    .reasoning = turn.reasoning,
                    .reply = turn.reply,
                    .finish = std::string(finish_name(turn.finish)),
                    .recalled = {},
                    .transaction = turn.remembered ? turn.remembered->transaction_id : ""};
  if (turn.recalled) {
    for (const memory::Fact& fact : turn.recalled->facts) {
      logged.recalled.push_back({fact.path, fact.line, fact.text});
    }
  }
  if (auto kept = log_.append(logged); !kept) {
    events(Trouble{kept.error()});
  }
}

Result<ContextUse> Conversation::context() const {
  if (parts_.model == nullptr) {
    return fail(ErrorCode::NotFound, "there is no chat model, so there is no context");
  }
  ContextUse use{.window = parts_.model->context_tokens_max(), .reply = reply_reserve()};
  use.system = TILES_TRY(parts_.model->count_tokens(bare_prompt()));
  BudgetRequest request{.window = use.window,
                        .reply = use.reply,
                        .system = use.system,
                        .newest = 0,
                        .turns = {},
                        .first_kept = first_kept_};
  for (const Past& past : history_) request.turns.push_back(past.tokens);
  const Budget budget = plan_budget(request);
  const bool keeps_newest = budget.first_kept < history_.size();
  use.memory = keeps_newest ? history_.back().fact_tokens : 0;
  use.history = budget.history - use.memory;
  use.free = budget.free;
  use.left_out = budget.left_out;
  use.turns_left_out = budget.first_kept;
  return use;
}

}  // namespace tiles::chat
