// SPDX-License-Identifier: Apache-2.0
// C2SP tlog-witness over HTTP: POST /add-checkpoint, GET /<SHA-256 of a log's name>/checkpoint.
#pragma once

#include <tilekit/witness.h>

#include "server/http_server.h"

namespace tiles::server {

// `witness` outlives the handler.
HttpServer::Handler witness_routes(tilekit::Witness& witness);

}  // namespace tiles::server
