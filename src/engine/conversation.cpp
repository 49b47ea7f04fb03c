// SPDX-License-Identifier: Apache-2.0
// Completion over llama.cpp. Each conversation has a context of its own, made when it is first
// used.
#include <algorithm>
#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <thread>
#include <utility>

#include "base/assert.h"
#include "base/format.h"
#include "engine/answer_stream.h"
#include "engine/loaded_model.h"
#include "engine/sampler.h"
#include "engine/sequence.h"
#include "engine/speculation.h"

namespace tiles::engine {

namespace {

using SteadyClock = std::chrono::steady_clock;

std::chrono::microseconds since(SteadyClock::time_point begin) {
  return std::chrono::duration_cast<std::chrono::microseconds>(SteadyClock::now() - begin);
}

// What one conversation and its running completion share.
struct ConversationState {
  // Errors: those of Sequence::create.
  Result<void> make_sequences() {
    if (sequence) return {};
    if (models.draft) draft_sequence = TILES_TRY(Sequence::create(models.draft, size));
    sequence = TILES_TRY(Sequence::create(models.model, size));
    return {};
  }
  void cancel() {
    sequence->cancel();
    if (draft_sequence) draft_sequence->cancel();
  }
  void allow() {
    sequence->allow();
    if (draft_sequence) draft_sequence->allow();
  }

  ConversationModels models;
  Sequence::Size size;
  std::uint32_t draft_tokens = 0;
  std::unique_ptr<Sequence> sequence;
  std::unique_ptr<Sequence> draft_sequence;
  std::atomic<bool> is_running = false;
};

// Everything a completion needs, made before its thread starts.
struct Job {
  std::shared_ptr<ConversationState> conversation;
  std::vector<Token> prompt;
  std::optional<RenderedChat> chat;  // Of a chat prompt.
  Sampler sampler;
  std::uint32_t tokens_max;  // 0 for no bound.
  std::vector<std::string> stop_strings;
  std::set<Token> stop_tokens;
  std::set<Token> preserved_tokens;
  Probabilities probabilities;
  EventSink sink;
};

AnswerKind plain_kind(RenderedChat::Reasoning reasoning) {
  switch (reasoning) {
    case RenderedChat::Reasoning::None:
      return AnswerKind::PlainText;
    case RenderedChat::Reasoning::Possible:
      return AnswerKind::Tagged;
    case RenderedChat::Reasoning::Open:
      return AnswerKind::Reasoning;
  }
  return AnswerKind::PlainText;
}

AnswerStream make_stream(const Job& job) {
  if (!job.chat) return AnswerStream(AnswerKind::Raw, job.stop_strings, nullptr, job.sink);
  if (job.chat->is_plain_text) {
    return AnswerStream(plain_kind(job.chat->reasoning), job.stop_strings, nullptr, job.sink);
  }
  auto parser = job.chat->calls ? std::make_unique<AnswerParser>(*job.chat)
                                : std::make_unique<AnswerParser>(*job.chat->format);
  return AnswerStream(AnswerKind::Parsed, job.stop_strings, std::move(parser), job.sink);
}

// One completion from prompt to Finish, on the calling thread.
class Run {
 public:
  explicit Run(Job& job)
      : job_(job),
        sequence_(*job.conversation->sequence),
        decoder_(sequence_, job.conversation->draft_sequence.get(), job.conversation->draft_tokens),
        stream_(make_stream(job)) {}

  Result<Finish> run() {
    auto finish = prefill_and_decode();
    if (finish) job_.sink(*finish);
    return finish;
  }

 private:
  Result<Finish> prefill_and_decode() {
    const auto begin = SteadyClock::now();
    auto reused = sequence_.set(job_.prompt);
    usage_.prefill = since(begin);
    usage_.prompt_tokens = static_cast<std::uint32_t>(job_.prompt.size());
    if (!reused) return end_on(std::move(reused).error());
    usage_.reused_tokens = *reused;
    job_.sampler.accept_prompt(job_.prompt);
    decode_begin_ = SteadyClock::now();
    for (;;) {
      auto reason = step();
      if (!reason) return end_on(std::move(reason).error());
      if (*reason) return end(**reason);
    }
  }

  // One token. A reason when it was the last.
  Result<std::optional<FinishReason>> step() {
    if (sequence_.is_cancelled()) return fail(ErrorCode::Cancelled, "cancelled");
    const Token token = TILES_TRY(job_.sampler.next(sequence_.context(), decoder_.row()));
    if (job_.probabilities == Probabilities::Reported) {
      job_.sink(TokenChoice{
          job_.sampler.log_probability(sequence_.context(), decoder_.row(), token), token});
    }
    const Vocabulary& vocabulary = job_.conversation->models.model->vocabulary;
    if (vocabulary.ends_generation(token) && !job_.stop_tokens.contains(token)) {
      return std::optional(FinishReason::Stop);
    }
    ++usage_.generated_tokens;
    TILES_CHECK(push(token));
    if (stream_.is_stopped() || job_.stop_tokens.contains(token)) {
      return std::optional(FinishReason::Stop);
    }
    if (usage_.generated_tokens == job_.tokens_max) return std::optional(FinishReason::Length);
    if (decoder_.size() == sequence_.capacity()) {
      return std::optional(FinishReason::ContextFull);
    }
    TILES_CHECK(decoder_.advance(token));
    return std::optional<FinishReason>();
  }

  Result<void> push(Token token) {
    const Vocabulary& vocabulary = job_.conversation->models.model->vocabulary;
    if (!job_.chat) {
      const std::string piece = vocabulary.piece(token);
      return vocabulary.is_markup(token) ? stream_.push_control(piece) : stream_.push_text(piece);
    }
    return stream_.push_text(job_.preserved_tokens.contains(token)
                                 ? vocabulary.piece(token)
                                 : vocabulary.visible_piece(token));
  }

  Result<Finish> end_on(Error error) {
    if (error.code() != ErrorCode::Cancelled) return fail(std::move(error));
    return end(FinishReason::Cancelled);
  }

  Result<Finish> end(FinishReason reason) {
    if (decode_begin_ != SteadyClock::time_point()) usage_.decode = since(decode_begin_);
    const auto ending =
        reason == FinishReason::Stop ? AnswerStream::Ending::Whole : AnswerStream::Ending::CutOff;
    const bool calls_tools = TILES_TRY(stream_.finish(ending));
    return Finish{calls_tools ? FinishReason::ToolCalls : reason, usage_};
  }

  Job& job_;
  Sequence& sequence_;
  Decoder decoder_;
  AnswerStream stream_;
  Usage usage_;
  SteadyClock::time_point decode_begin_;
};

class LlamaCompletion final : public RunningCompletion {
 public:
  explicit LlamaCompletion(Job job)
      : conversation_(job.conversation), thread_([this, moved = std::move(job)]() mutable {
          result_ = Run(moved).run();
          const std::lock_guard lock(ending_);
          is_done_ = true;
          conversation_->is_running = false;
        }) {}

  ~LlamaCompletion() override {
    cancel();
    if (thread_.joinable()) thread_.join();
  }

  void cancel() override {
    // Once this one is done the sequence may already serve the next.
    const std::lock_guard lock(ending_);
    if (!is_done_) conversation_->cancel();
  }

  Result<Finish> wait() override {
    const std::lock_guard lock(waiting_);
    if (thread_.joinable()) thread_.join();
    return result_;
  }

 private:
  std::shared_ptr<ConversationState> conversation_;
  Result<Finish> result_ = fail(ErrorCode::Io, "the completion did not begin");
  std::mutex ending_;
  bool is_done_ = false;
  std::mutex waiting_;
  std::thread thread_;  // Last: it uses the members above.
};

Result<void> check_bounds(const CompletionRequest& request) {
  if (request.tokens_max == 0u) return fail(ErrorCode::Invalid, "an answer of at most 0 tokens");
  if (request.stop_strings.size() > kStopStringsMax ||
      request.stop_control_tokens.size() > kStopStringsMax) {
    return fail(ErrorCode::Limit, format("more than {} stop strings", kStopStringsMax));
  }
  for (const std::string& stop : request.stop_strings) {
    if (stop.empty() || stop.size() > kStopStringBytesMax) {
      return fail(ErrorCode::Limit, format("a stop string has {} bytes, the limits are 1 and {}",
                                           stop.size(), kStopStringBytesMax));
    }
  }
  return {};
}

// Templates of Ollama spell the start token where those of llama.cpp leave it out.
bool begins_with(const std::vector<Segment>& segments, std::string_view spelling) {
  return !segments.empty() && segments.front().kind == SegmentKind::Control && !spelling.empty() &&
         segments.front().text.starts_with(spelling);
}

class LlamaConversation final : public Completion {
 public:
  LlamaConversation(ConversationModels models, const Sequence::Size& size,
                    std::uint32_t draft_tokens)
      : state_(std::make_shared<ConversationState>()) {
    state_->models = std::move(models);
    state_->size = size;
    state_->draft_tokens = draft_tokens;
  }

  Result<std::unique_ptr<RunningCompletion>> start(CompletionRequest request,
                                                   EventSink sink) override {
    if (state_->is_running.exchange(true)) {
      return fail(ErrorCode::Busy, "a completion of this conversation is under way");
    }
    auto job = prepare(request, std::move(sink));
    if (!job) {
      state_->is_running = false;
      return fail(std::move(job).error());
    }
    state_->allow();
    return std::make_unique<LlamaCompletion>(*std::move(job));
  }

  Result<std::uint32_t> count_tokens(const Prompt& prompt) override {
    return static_cast<std::uint32_t>(TILES_TRY(read(prompt, Unconstrained{})).tokens.size());
  }

  std::uint32_t context_tokens_max() const override { return state_->size.context_tokens; }

 private:
  struct ReadPrompt {
    std::vector<Token> tokens;
    std::optional<RenderedChat> chat;
  };

  Result<ReadPrompt> read(const Prompt& prompt, const Constraint& constraint) const {
    ReadPrompt read;
    const Vocabulary& vocabulary = state_->models.model->vocabulary;
    if (const auto* raw = std::get_if<RawPrompt>(&prompt)) {
      read.tokens = TILES_TRY(vocabulary.tokenize(raw->segments));
      return read;
    }
    read.chat = TILES_TRY(state_->models.model->chat_template->render(
        std::get<ChatPrompt>(prompt), std::get_if<JsonSchema>(&constraint)));
    const auto start_token = vocabulary.start_token();
    if (start_token && !begins_with(read.chat->segments, vocabulary.piece(*start_token))) {
      read.tokens.push_back(*start_token);
    }
    const auto rest = TILES_TRY(vocabulary.tokenize(read.chat->segments));
    read.tokens.insert(read.tokens.end(), rest.begin(), rest.end());
    return read;
  }

  Result<void> check_fits(std::size_t prompt_tokens) const {
    if (prompt_tokens == 0) return fail(ErrorCode::Invalid, "prompt without a token");
    if (prompt_tokens < state_->size.context_tokens) return {};
    return fail(ErrorCode::Limit,
                format("prompt has {} tokens, the context holds {} with the answer", prompt_tokens,
                       state_->size.context_tokens));
  }

  Result<std::set<Token>> stop_tokens(const CompletionRequest& request) const {
    std::set<Token> tokens;
    for (const std::string& spelling : request.stop_control_tokens) {
      const auto token = state_->models.model->vocabulary.markup_token(spelling);
      if (!token) {
        return fail(ErrorCode::Invalid, "the model has no control token '" + spelling + "'");
      }
      tokens.insert(*token);
    }
    return tokens;
  }

  Result<Job> prepare(const CompletionRequest& request, EventSink sink) {
    TILES_CHECK(check_bounds(request));
    ReadPrompt prompt = TILES_TRY(read(request.prompt, request.constraint));
    TILES_CHECK(check_fits(prompt.tokens.size()));
    TILES_CHECK(state_->make_sequences());
    const bool is_parsed = prompt.chat && !prompt.chat->is_plain_text && !prompt.chat->calls;
    Sampler::Inputs inputs;
    inputs.model = state_->models.model->llama.get();
    inputs.vocabulary = &state_->models.model->vocabulary;
    inputs.sampling = TILES_TRY(resolve(request.sampling, state_->models.model->info.sampling));
    inputs.constraint = &request.constraint;
    inputs.format = is_parsed ? prompt.chat->format.get() : nullptr;
    // In variables: what an initializer list has built leaks when TILES_TRY leaves it.
    Sampler sampler = TILES_TRY(Sampler::create(inputs));
    std::set<Token> stops = TILES_TRY(stop_tokens(request));
    Job job{state_,
            std::move(prompt.tokens),
            std::move(prompt.chat),
            std::move(sampler),
            request.tokens_max.value_or(0),
            request.stop_strings,
            std::move(stops),
            {},
            request.probabilities,
            std::move(sink)};
    if (job.chat) {
      const ChatFormatTokens format =
          format_tokens(*job.chat->format, state_->models.model->vocabulary);
      job.preserved_tokens = format.preserved;
      job.stop_strings.insert(job.stop_strings.end(), format.stop_strings.begin(),
                              format.stop_strings.end());
    }
    return job;
  }

  std::shared_ptr<ConversationState> state_;
};

}  // namespace

Result<std::unique_ptr<Completion>> open_conversation(const ConversationModels& models,
                                                      const ConversationOptions& options) {
  std::uint32_t context_tokens = options.context_tokens;
  if (context_tokens == 0) {
    context_tokens = std::min(models.model->info.context_tokens_trained, kContextTokensDefaultMax);
  }
  if (context_tokens == 0 || context_tokens > kContextTokensMax) {
    return fail(ErrorCode::Limit, format("a context of {} tokens, the limits are 1 and {}",
                                         context_tokens, kContextTokensMax));
  }
  if (options.batch_tokens > kBatchTokensMax || options.draft_tokens > kDraftTokensMax) {
    return fail(
        ErrorCode::Limit,
        format("batches of {} tokens and {} guesses, the limits are {} and {}",
               options.batch_tokens, options.draft_tokens, kBatchTokensMax, kDraftTokensMax));
  }
  if (models.draft) {
    TILES_CHECK(check_same_tokens(models.model->vocabulary, models.draft->vocabulary));
  }
  // llama.cpp rounds up to this.
  context_tokens = (context_tokens + 255) / 256 * 256;
  const Sequence::Size size{context_tokens, options.batch_tokens};
  return std::make_unique<LlamaConversation>(
      models, size, options.draft_tokens == 0 ? kDraftTokensDefault : options.draft_tokens);
}

}  // namespace tiles::engine
