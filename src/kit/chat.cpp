// SPDX-License-Identifier: Apache-2.0
#include <tilekit/chat.h>

#include <atomic>
#include <future>
#include <mutex>
#include <utility>

#include "base/format.h"
#include "chat/conversation.h"
#include "kit/chat_model.h"
#include "kit/convert.h"
#include "kit/home_state.h"
#include "kit/memory_task.h"
#include "kit/undo.h"

namespace tilekit {

using tiles::fail;
namespace chat = tiles::chat;
namespace engine = tiles::engine;
namespace kit = tiles::kit;
namespace memory = tiles::memory;

static_assert(kTemperatureMax == engine::SamplingLimits::kTemperature);

struct Chat::State {
  State(Home opened_home, ChatOptions chat_options)
      : home(std::move(opened_home)), options(std::move(chat_options)) {}
  ~State() { abandoned.store(true); }  // The load ends; its future waits for it.

  void load_models();
  Result<chat::Conversation*> ready_conversation();
  chat::Parts parts();
  void give_warnings(const ChatEvents& events);

  Home home;
  ChatOptions options;
  std::optional<kit::ChatModelChoice> choice;
  std::optional<chat::KeptConversation> kept;  // To be continued.
  std::unique_ptr<engine::Completion> completion;
  std::optional<chat::Conversation> conversation;
  std::atomic<ModelState> model_state{ModelState::None};
  std::atomic<bool> abandoned{false};
  // Ends the load before the members above go.
  std::shared_future<Result<std::optional<kit::ChatModel>>> loading;
  bool are_warnings_given = false;
};

void Chat::State::load_models() {
  if (choice) model_state = ModelState::Loading;
  loading = std::async(std::launch::async, [this]() -> Result<std::optional<kit::ChatModel>> {
    const bool one_model = choice && home.state()->remembers_with_chat_model();
    // The small memory model first: it is needed first. An error of it is told at its first task.
    if (!one_model) kit::prepare_memory(*home.state());
    if (!choice) return std::nullopt;
    const auto progress = [this](float) {
      return abandoned ? engine::LoadStep::Cancel : engine::LoadStep::Continue;
    };
    Result<kit::ChatModel> model =
        kit::load_chat_model(*choice, home.state()->settings, home.paths(), progress);
    model_state = model ? ModelState::Ready : ModelState::Failed;
    if (!model) return fail(std::move(model).error());
    home.state()->share_chat_model(model->model, model->files);
    if (!model->memory_adapters.empty()) {
      home.state()->use_memory_adapters(model->memory_adapters);
    }
    if (one_model) kit::prepare_memory(*home.state());
    return std::optional(std::move(*model));
  });
}

// Called when the models are loaded.
chat::Parts Chat::State::parts() {
  const auto task = [this](const chat::MemoryRequest& request, auto run) {
    kit::TaskRequest converted{.message = request.message, .turn = request.turn};
    for (const memory::TextSpan& span : request.untrusted) {
      converted.untrusted.push_back({span.begin, span.end});
    }
    converted.stop = request.stop;
    return run(*home.state(), converted);
  };
  chat::Parts parts{.model = completion.get(),
                    .sampling = {},
                    .recall = [task](const auto& request) { return task(request, kit::recall); },
                    .remember = {},
                    .clock = &home.state()->clock,
                    .folder = home.paths().conversations,
                    .model_name = choice ? kit::name_of(*choice) : ""};
  if (options.remembering == Remembering::On) {
    parts.remember = [task](const auto& request) { return task(request, kit::remember); };
  }
  if (const auto& model = *loading.get()) {
    parts.sampling = model->sampling;
    parts.reply_tokens_max = model->reply_tokens_max;
    parts.stop_strings = model->stop_strings;
    parts.system = model->system;
    parts.seed = model->seed;
  }
  if (options.temperature) parts.sampling.temperature = options.temperature;
  if (options.seed) parts.sampling.seed = options.seed;
  return parts;
}

// Once, at the first turn.
void Chat::State::give_warnings(const ChatEvents& events) {
  const auto& model = *loading.get();
  if (!model || std::exchange(are_warnings_given, true)) return;
  for (const std::string& warning : model->warnings) events(WarningEvent{warning});
}

Result<chat::Conversation*> Chat::State::ready_conversation() {
  if (!conversation) {
    const auto& loaded = loading.get();
    if (!loaded) return fail(loaded.error());
    if (*loaded) {
      completion = TILES_TRY((*loaded)->model.open_conversation((*loaded)->conversation));
    }
    chat::Conversation begun(parts());
    if (kept) TILES_CHECK(begun.go_on(*kept));
    conversation.emplace(std::move(begun));
  }
  return &*conversation;
}

Result<Chat> Chat::open(Home home, const ChatOptions& options) {
  auto state = std::make_unique<State>(std::move(home), options);
  state->choice = TILES_TRY(
      kit::choose_chat_model(options.model, state->home.state()->settings, state->home.paths()));
  if (options.begin == Begin::Continue) {
    state->kept = TILES_TRY(chat::newest_conversation(state->home.paths().conversations));
    if (!state->kept) {
      return fail(Error(ErrorCode::NotFound, "there is no conversation to continue")
                      .with_hint("run 'tiles' to begin one"));
    }
  }
  state->load_models();
  return Chat(std::move(state));
}

Chat::Chat(std::unique_ptr<State> state) : state_(std::move(state)) {}
Chat::Chat(Chat&&) noexcept = default;
Chat& Chat::operator=(Chat&&) noexcept = default;
Chat::~Chat() = default;

namespace {

FinishReason finish_of(chat::Finish finish) {
  switch (finish) {
    case chat::Finish::Length:
      return FinishReason::Length;
    case chat::Finish::Stopped:
      return FinishReason::Stopped;
    case chat::Finish::Complete:
      return FinishReason::Complete;
  }
  return FinishReason::Complete;
}

void forward(const chat::Event& event, const ChatEvents& events) {
  if (const auto* recalled = std::get_if<chat::Recalled>(&event)) {
    const AskResult result = kit::ask_result(recalled->outcome);
    events(RecalledEvent{result});
  } else if (const auto* reasoning = std::get_if<chat::Reasoning>(&event)) {
    events(ReasoningEvent{reasoning->text});
  } else if (const auto* text = std::get_if<chat::Text>(&event)) {
    events(TextEvent{text->text});
  } else if (const auto* remembered = std::get_if<chat::Remembered>(&event)) {
    const TellResult result = kit::tell_result(remembered->outcome);
    events(RememberedEvent{result});
  } else if (const auto* trouble = std::get_if<chat::Trouble>(&event)) {
    events(TroubleEvent{trouble->error});
  }
}

TurnResult turn_result(const chat::Turn& turn) {
  TurnResult result;
  result.reply = turn.reply;
  result.reasoning = turn.reasoning;
  result.finish = finish_of(turn.finish);
  if (turn.recalled) result.recalled = kit::ask_result(*turn.recalled);
  if (turn.remembered) result.remembered = kit::tell_result(*turn.remembered);
  result.prompt_tokens = turn.usage.prompt_tokens;
  result.cached_tokens = turn.usage.reused_tokens;
  result.reply_tokens = turn.usage.generated_tokens;
  return result;
}

}  // namespace

Result<TurnResult> Chat::send(const ChatMessage& message, const ChatEvents& events,
                              const StopFlag* stop) {
  chat::Conversation* conversation = TILES_TRY(state_->ready_conversation());
  state_->give_warnings(events);
  chat::TurnRequest request{.message = message.text};
  for (const TextSpan& span : message.untrusted)
    request.untrusted.push_back({span.begin, span.end});
  if (stop != nullptr) request.stop = &stop->raised();
  return conversation
      ->send(request, [&events](const chat::Event& event) { forward(event, events); })
      .map(turn_result);
}

Result<TellResult> Chat::remember_with_consent(const ChatMessage& message) {
  if (!state_->conversation || state_->conversation->last_turn_name().empty()) {
    return fail(ErrorCode::Invalid, "there is no turn yet");
  }
  kit::TaskRequest request{.message = message.text, .consent = Consent::Given};
  request.untrusted = message.untrusted;
  request.turn = state_->conversation->last_turn_name();
  return kit::remember(*state_->home.state(), request).map(kit::tell_result);
}

Result<Transaction> Chat::undo() {
  std::string id = "none";  // Before the first turn: of no conversation.
  if (state_->conversation) {
    id = state_->conversation->id();
  } else if (state_->kept) {
    id = state_->kept->id;
  }
  return kit::undo_newest(*state_->home.state(), id);
}

void Chat::clear() {
  state_->kept.reset();
  if (state_->conversation) state_->conversation->clear();
}

std::optional<PastTurns> Chat::past_turns() const {
  if (!state_->kept) return std::nullopt;
  PastTurns past{.begun = state_->kept->begun,
                 .count = state_->kept->turns.size(),
                 .last_message = {},
                 .last_reply = {}};
  if (past.count != 0) {
    past.last_message = state_->kept->turns.back().message;
    past.last_reply = state_->kept->turns.back().reply;
  }
  return past;
}

ModelState Chat::model_state() const { return state_->model_state; }

std::string Chat::model_name() const { return state_->choice ? kit::name_of(*state_->choice) : ""; }

Result<std::vector<std::string>> Chat::licenses() const {
  const auto& loaded = state_->loading.get();
  if (!loaded) return fail(loaded.error());
  return *loaded ? (*loaded)->licenses : std::vector<std::string>();
}

Result<ContextReport> Chat::context() {
  chat::Conversation* conversation = TILES_TRY(state_->ready_conversation());
  const chat::ContextUse use = TILES_TRY(conversation->context());
  ContextReport report{.window = use.window,
                       .system = use.system,
                       .memory = use.memory,
                       .history = use.history,
                       .reserved_for_reply = use.reply,
                       .free = use.free,
                       .left_out = {}};
  if (use.turns_left_out != 0) {
    report.left_out.push_back(
        {.what = tiles::format("the oldest {} turns", use.turns_left_out),
         .tokens = use.left_out,
         .why = "they do not fit beside the newer ones; they are in the conversation's file"});
  }
  return report;
}

}  // namespace tilekit
