// SPDX-License-Identifier: Apache-2.0
#include "server/witness_routes.h"

#include <string_view>
#include <utility>

namespace tiles::server {
namespace {

HttpAnswer answer_of(tilekit::WitnessReply reply) {
  return {.status = reply.status,
          .content_type = std::move(reply.content_type),
          .body = std::move(reply.body)};
}

HttpAnswer refusal(int status, const char* text) { return {status, {}, text}; }

}  // namespace

HttpServer::Handler witness_routes(tilekit::Witness& witness) {
  return [&witness](const HttpRequest& request) -> HttpAnswer {
    constexpr std::string_view kEnd = "/checkpoint";
    if (request.path == "/add-checkpoint") {
      if (request.method != "POST") return refusal(405, "only POST\n");
      return answer_of(witness.add_checkpoint(request.body));
    }
    if (request.path.size() > kEnd.size() && request.path.ends_with(kEnd)) {
      if (request.method != "GET") return refusal(405, "only GET\n");
      return answer_of(witness.checkpoint(
          std::string_view(request.path).substr(1, request.path.size() - kEnd.size() - 1)));
    }
    return refusal(404, "not found\n");
  };
}

}  // namespace tiles::server
