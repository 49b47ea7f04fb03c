// SPDX-License-Identifier: Apache-2.0
#include <tilekit/did.h>

#include <utility>

#include "base/json.h"
#include "identity/plc_log.h"
#include "kit/read_input.h"

namespace tilekit {

using tiles::Json;
namespace identity = tiles::identity;

namespace {

Json named_list(const std::vector<std::string>& texts, const char* name) {
  Json list = Json::array();
  for (const std::string& text : texts) list.push_back({{name, text}});
  return list;
}

}  // namespace

Result<DidLog> verify_did_log(const std::filesystem::path& file) {
  const std::string text = TILES_TRY(tiles::kit::read_input(file, identity::kPlcLogBytesMax));
  auto verdict = identity::verify_plc_log(text);
  if (!verdict) {
    const ErrorCode code =
        verdict.error().code() == ErrorCode::Limit ? ErrorCode::Limit : ErrorCode::Corrupt;
    return tiles::fail(code, "log '" + file.string() + "': " + verdict.error().text());
  }
  DidLog log;
  log.did = verdict->did;
  log.operations = verdict->operations;
  log.nullified = verdict->nullified;
  log.head = verdict->head;
  log.is_tombstoned = verdict->is_tombstoned;
  if (verdict->state) {
    log.also_known_as = verdict->state->also_known_as;
    log.rotation_keys = verdict->state->rotation_keys;
  }
  if (const auto& fault = verdict->fault) {
    log.fault = DidLogFault{.place = fault->place, .cid = fault->cid, .reason = fault->reason};
  }
  return log;
}

std::string to_json(const DidLog& log) {
  Json json = {{"did", log.did},
               {"valid", !log.fault},
               {"operations", log.operations},
               {"nullified", log.nullified},
               {"head", log.head},
               {"tombstoned", log.is_tombstoned},
               {"also_known_as", named_list(log.also_known_as, "uri")},
               {"rotation_keys", named_list(log.rotation_keys, "key")}};
  if (log.fault) {
    json["fault"] = {
        {"place", log.fault->place}, {"cid", log.fault->cid}, {"reason", log.fault->reason}};
  }
  return tiles::print_json(json);
}

}  // namespace tilekit
