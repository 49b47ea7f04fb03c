// SPDX-License-Identifier: Apache-2.0
// Completion over a server that speaks OpenAI's interface (/v1/models, /v1/chat/completions).
// Source: OpenAI's API reference, "Create chat completion", as llama.cpp's server and vLLM have it.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"
#include "engine/completion.h"
#include "net/client.h"

namespace tiles::kit {

struct Endpoint {
  std::string model;  // Of several that the server has, the first.
  std::unique_ptr<engine::Completion> completion;
};

// `address`: "http://127.0.0.1:8080/v1"; of another machine only https is asked, and not offline.
// `client` outlives the completion. Chat prompts only; answers come whole. Errors: Invalid, those
// of net::Client; Corrupt (an answer that is none of the interface's).
Result<Endpoint> open_endpoint(net::Client& client, std::string_view address);

}  // namespace tiles::kit
