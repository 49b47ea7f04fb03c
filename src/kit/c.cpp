// SPDX-License-Identifier: Apache-2.0
#include <tilekit/c.h>
#include <tilekit/chat.h>
#include <tilekit/home.h>
#include <tilekit/json.h>
#include <tilekit/memory.h>
#include <tilekit/version.h>
#include <tilekit/worker.h>

#include <cstdlib>
#include <cstring>
#include <exception>
#include <functional>
#include <string>

struct tilekit_home {
  tilekit::Home home;
};

struct tilekit_chat {
  tilekit::Chat chat;
};

namespace {

using tilekit::Error;
using tilekit::ErrorCode;
using tilekit::Result;

// Freed by tilekit_free. Without memory for it the program cannot go on.
char* copied(const std::string& text) {
  auto* copy = static_cast<char*>(std::malloc(text.size() + 1));
  if (copy == nullptr) std::terminate();
  std::memcpy(copy, text.c_str(), text.size() + 1);
  return copy;
}

// Runs `work`, whose text becomes `*json`; an exception becomes an error.
int answer(char** json, const std::function<Result<std::string>()>& work) noexcept {
  Result<std::string> result = [&]() -> Result<std::string> {
    try {
      return work();
    } catch (const std::exception& exception) {
      return tl::unexpected<Error>(Error(ErrorCode::Io, exception.what()));
    }
  }();
  *json = copied(result ? *result : tilekit::to_json(result.error()));
  return result ? 0 : 1;
}

Result<std::string> checked(const char* text) {
  if (text == nullptr) {
    return tl::unexpected<Error>(Error(ErrorCode::Invalid, "the text is a null pointer"));
  }
  return std::string(text);
}

// Hands the text of a reply to a sink that may stop it.
class Pieces {
 public:
  explicit Pieces(const tilekit_sink* sink) : sink_(sink) {}

  void take(const tilekit::ChatEvent& event) {
    const auto* text = std::get_if<tilekit::TextEvent>(&event);
    if (text == nullptr || sink_ == nullptr || stop_.is_raised()) return;
    if (sink_->text(std::string(text->text).c_str(), sink_->context) != 0) stop_.raise();
  }
  const tilekit::StopFlag& stop() const { return stop_; }

 private:
  const tilekit_sink* sink_;
  tilekit::StopFlag stop_;
};

}  // namespace

extern "C" {

const char* tilekit_version(void) { return tilekit::version().data(); }

void tilekit_serve_if_worker(int argc, char** argv) { tilekit::serve_if_worker(argc, argv); }

int tilekit_home_open(const char* directory, tilekit_home** home, char** json) {
  *home = nullptr;
  return answer(json, [&]() -> Result<std::string> {
    tilekit::HomeOptions options;
    if (directory != nullptr) options.directory = directory;
    return tilekit::Home::open(options).map([&](tilekit::Home opened) {
      *home = new tilekit_home{std::move(opened)};
      return std::string("{}");
    });
  });
}

int tilekit_memory_ask(tilekit_home* home, const char* question, char** json) {
  return answer(json, [&]() -> Result<std::string> {
    return checked(question)
        .and_then([&](const std::string& text) { return tilekit::Memory(home->home).ask(text); })
        .map([](const tilekit::AskResult& result) { return tilekit::to_json(result); });
  });
}

int tilekit_memory_tell(tilekit_home* home, const char* message, char** json) {
  return answer(json, [&]() -> Result<std::string> {
    return checked(message)
        .and_then([&](const std::string& text) { return tilekit::Memory(home->home).tell(text); })
        .map([](const tilekit::TellResult& result) { return tilekit::to_json(result); });
  });
}

int tilekit_chat_open(tilekit_home* home, const char* chat_model, tilekit_chat** chat,
                      char** json) {
  *chat = nullptr;
  return answer(json, [&]() -> Result<std::string> {
    tilekit::ChatOptions options;
    if (chat_model != nullptr) options.model = chat_model;
    return tilekit::Chat::open(home->home, options).map([&](tilekit::Chat opened) {
      *chat = new tilekit_chat{std::move(opened)};
      return std::string("{}");
    });
  });
}

int tilekit_chat_send(tilekit_chat* chat, const char* message, const tilekit_sink* sink,
                      char** json) {
  return answer(json, [&]() -> Result<std::string> {
    Pieces pieces(sink);
    const auto events = [&pieces](const tilekit::ChatEvent& event) { pieces.take(event); };
    return checked(message)
        .and_then([&](std::string text) {
          return chat->chat.send({.text = std::move(text), .untrusted = {}}, events,
                                 &pieces.stop());
        })
        .map([](const tilekit::TurnResult& result) { return tilekit::to_json(result); });
  });
}

void tilekit_chat_close(tilekit_chat* chat) { delete chat; }
void tilekit_home_close(tilekit_home* home) { delete home; }
void tilekit_free(char* text) { std::free(text); }

}  // extern "C"
