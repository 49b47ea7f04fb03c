// SPDX-License-Identifier: Apache-2.0
#include "kit/endpoint_completion.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <functional>
#include <mutex>
#include <thread>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "engine/chat_answer.h"

namespace tiles::kit {
namespace {

using engine::CompletionRequest;
using engine::EventSink;

constexpr std::uint64_t kAnswerBytesMax = std::uint64_t{8} << 20;
constexpr std::chrono::seconds kSilenceMax{600};    // A slow machine writes a long answer whole.
constexpr std::uint32_t kContextTokens = 1U << 20;  // The server knows better, and says so.
constexpr std::string_view kWhy = "a memory model that was asked for";

Json message_json(const engine::Message& message) {
  Json json{{"role", role_name(message.role)}, {"content", message.content}};
  if (!message.tool_call_id.empty()) json["tool_call_id"] = message.tool_call_id;
  for (const engine::ToolCall& call : message.tool_calls) {
    json["tool_calls"].push_back(
        {{"id", call.id},
         {"type", "function"},
         {"function", {{"name", call.name}, {"arguments", call.arguments}}}});
  }
  return json;
}

Result<Json> request_json(const CompletionRequest& request, const std::string& model) {
  const auto* prompt = std::get_if<engine::ChatPrompt>(&request.prompt);
  if (prompt == nullptr || !std::holds_alternative<engine::Unconstrained>(request.constraint)) {
    return fail(ErrorCode::Unsupported, "a server takes chats only, and no grammar");
  }
  Json json{{"model", model}, {"messages", Json::array()}, {"stream", false}};
  for (const engine::Message& message : prompt->messages) {
    json["messages"].push_back(message_json(message));
  }
  for (const engine::Tool& tool : prompt->tools) {
    json["tools"].push_back({{"type", "function"},
                             {"function",
                              {{"name", tool.name},
                               {"description", tool.description},
                               {"parameters", tool.parameters}}}});
  }
  if (request.sampling.temperature) json["temperature"] = *request.sampling.temperature;
  if (request.sampling.seed) json["seed"] = *request.sampling.seed;
  if (request.tokens_max) json["max_tokens"] = *request.tokens_max;
  if (request.probabilities == engine::Probabilities::Reported) json["logprobs"] = true;
  return json;
}

// Asks in a thread of its own, so that it can be cancelled.
class Asking final : public engine::RunningCompletion {
 public:
  Asking(std::function<Result<std::string>()> ask, EventSink sink)
      : thread_([this, ask = std::move(ask), sink = std::move(sink)] {
          const auto body = ask();
          if (is_cancelled_) {
            finish_ = engine::Finish{engine::FinishReason::Cancelled, {}};
          } else {
            finish_ = body ? engine::read_chat_answer(*body, sink)
                           : Result<engine::Finish>(fail(Error(body.error())));
          }
        }) {}
  ~Asking() override { join(); }
  void cancel() override { is_cancelled_ = true; }  // The server's answer is then not told.
  Result<engine::Finish> wait() override {
    join();
    return finish_;
  }

 private:
  void join() {
    const std::scoped_lock lock(mutex_);
    if (thread_.joinable()) thread_.join();
  }

  std::atomic<bool> is_cancelled_ = false;
  Result<engine::Finish> finish_ = fail(ErrorCode::Io, "the server was not asked");
  std::mutex mutex_;
  std::thread thread_;  // Last: it uses the members above.
};

class EndpointCompletion final : public engine::Completion {
 public:
  EndpointCompletion(net::Client& client, net::Url chat, std::string model)
      : client_(client), chat_(std::move(chat)), model_(std::move(model)) {}

  Result<std::unique_ptr<engine::RunningCompletion>> start(CompletionRequest request,
                                                           EventSink sink) override {
    Json json = TILES_TRY(request_json(request, model_));
    return std::make_unique<Asking>(
        [this, json = std::move(json)]() mutable { return answer_of(json); }, std::move(sink));
  }
  Result<std::uint32_t> count_tokens(const engine::Prompt&) override {
    return fail(ErrorCode::Unsupported, "a server counts tokens only when it answers");
  }
  std::uint32_t context_tokens_max() const override { return kContextTokens; }

 private:
  // Some servers refuse to tell probabilities: then they are asked without.
  Result<std::string> answer_of(Json& json) {
    constexpr int kRefused = 400;
    net::Document document = TILES_TRY(send(json));
    if (document.answer.status == kRefused && json.erase("logprobs") > 0) {
      document = TILES_TRY(send(json));
    }
    if (document.answer.status == 200) return std::move(document.body);
    return fail(ErrorCode::Io, format("'{}' answers {}: {}", chat_.authority(),
                                      document.answer.status, shown_in_quotes(document.body)));
  }

  Result<net::Document> send(const Json& json) {
    net::Request request{.method = net::Method::Post,
                         .url = chat_,
                         .headers = {{"Content-Type", "application/json"}},
                         .body = print_json(json),
                         .body_bytes_max = kAnswerBytesMax,
                         .silence_max = kSilenceMax};
    return client_.get(request, kWhy);
  }

  net::Client& client_;
  net::Url chat_;
  std::string model_;
};

Result<std::string> first_model(net::Client& client, const std::string& address) {
  net::Url url = TILES_TRY(net::Url::parse(address + "/models"));
  const net::Request request{.url = std::move(url), .body_bytes_max = kAnswerBytesMax};
  const net::Document document = TILES_TRY(client.get(request, kWhy));
  const auto json = parse_json(document.body);
  if (json && json->is_object() && json->contains("data") && (*json)["data"].is_array() &&
      !(*json)["data"].empty()) {
    const Json& first = (*json)["data"][0];
    if (first.is_object() && first.contains("id") && first["id"].is_string()) {
      return to_valid_utf8(first["id"].get_ref<const std::string&>());
    }
  }
  return fail(ErrorCode::Corrupt, format("'{}' answers {}, and names no model",
                                         request.url.authority(), document.answer.status));
}

}  // namespace

Result<Endpoint> open_endpoint(net::Client& client, std::string_view address) {
  while (address.ends_with('/')) address.remove_suffix(1);
  const std::string base(address);
  Endpoint endpoint;
  endpoint.model = TILES_TRY(first_model(client, base));
  net::Url chat = TILES_TRY(net::Url::parse(base + "/chat/completions"));
  endpoint.completion =
      std::make_unique<EndpointCompletion>(client, std::move(chat), endpoint.model);
  return endpoint;
}

}  // namespace tiles::kit
