// SPDX-License-Identifier: Apache-2.0
#include <tilekit/witness.h>

#include <utility>

#include "base/clock.h"
#include "base/format.h"
#include "base/json.h"
#include "kit/event_log.h"
#include "kit/folders.h"
#include "kit/key_file.h"
#include "kit/note_key_file.h"
#include "kit/outbound.h"
#include "kit/witnessed.h"
#include "tlog/witness.h"

namespace tilekit {

using tiles::fail;
namespace kit = tiles::kit;
namespace net = tiles::net;
namespace tlog = tiles::tlog;

struct Witness::State {
  State(std::unique_ptr<tiles::FileSystem> folder, tlog::NoteSigner signer,
        std::vector<tlog::NoteKey> logs, const std::filesystem::path& path)
      : files(std::move(folder)),
        key(signer.key().print()),
        witness(*files, clock, std::move(signer), std::move(logs), {.lock = path}) {}

  tiles::SystemClock clock;
  std::unique_ptr<tiles::FileSystem> files;
  std::string key;
  tlog::Witness witness;
};

namespace {

constexpr int kConflict = 409;
constexpr int kBroken = 500;

WitnessReply reply_of(tiles::Result<tlog::WitnessAnswer> answer) {
  // What failed is this machine's business: the one that asks gets no path of it.
  if (!answer) return {.status = kBroken, .content_type = "text/plain", .body = "internal error\n"};
  return {.status = answer->status,
          .content_type = std::move(answer->content_type),
          .body = std::move(answer->body)};
}

Result<tlog::NoteKey> read_key(std::string_view text, tlog::KeyType type) {
  auto key = tlog::NoteKey::parse(text);
  if (!key)
    return fail(std::move(key).error().within("reading the key '" + std::string(text) + "'"));
  if (key->type == type) return key;
  return fail(ErrorCode::Invalid,
              type == tlog::KeyType::Log
                  ? "'" + key->name + "' is the key of a witness, not of a log"
                  : "'" + key->name + "' is the key of a log, not of a witness");
}

// One POST; the answer whatever its status.
Result<tlog::WitnessAnswer> post(net::Client& client, const net::Url& url, std::string body) {
  net::Document document = TILES_TRY(client.get({.method = net::Method::Post,
                                                 .url = url,
                                                 .body = std::move(body),
                                                 .body_bytes_max = tlog::kWitnessBodyBytesMax},
                                                "a signature of a witness"));
  const auto type = document.answer.headers.find("Content-Type");
  return tlog::WitnessAnswer{.status = document.answer.status,
                             .content_type = std::string(type.value_or("")),
                             .body = std::move(document.body)};
}

struct Newest {
  tlog::NoteKey log_key;
  tlog::Checkpoint checkpoint;
  std::string note;
};

// The log is not held while a witness is asked: others may write to it, and what is proved of this
// checkpoint stays true.
Result<Newest> newest_checkpoint(const HomePaths& paths) {
  const kit::OpenLog open = TILES_TRY(kit::open_event_log(paths, kit::IfMissing::Fail));
  return Newest{open.key, open.log.checkpoint(), open.log.checkpoint_note()};
}

Result<net::Url> add_checkpoint_url(std::string_view text) {
  const net::Url url =
      TILES_TRY(net::Url::parse(std::string(text) + (text.ends_with('/') ? "" : "/")));
  return url.resolve(url.target + "add-checkpoint");
}

}  // namespace

Witness::Witness(std::unique_ptr<State> state) : state_(std::move(state)) {}
Witness::Witness(Witness&&) noexcept = default;
Witness& Witness::operator=(Witness&&) noexcept = default;
Witness::~Witness() = default;

Result<Witness> Witness::open(const HomePaths& paths, const std::vector<std::string>& log_keys) {
  std::vector<tlog::NoteKey> logs;
  logs.reserve(log_keys.size());
  for (const std::string& text : log_keys) {
    logs.push_back(TILES_TRY(read_key(text, tlog::KeyType::Log)));
  }
  const kit::NoteKeyFile key_file{
      .file = kit::kWitnessKeyFile, .name_begin = "tiles/witness/", .type = tlog::KeyType::Witness};
  auto signer = TILES_TRY(kit::open_note_key(paths, key_file, kit::IfMissing::Make));
  auto files = TILES_TRY(kit::make_and_open(paths.witness));
  return Witness(
      std::make_unique<State>(std::move(files), std::move(signer), std::move(logs), paths.witness));
}

std::string Witness::key() const { return state_->key; }

WitnessReply Witness::add_checkpoint(std::string_view body) {
  return reply_of(state_->witness.add_checkpoint(body));
}

WitnessReply Witness::checkpoint(std::string_view name) const {
  return reply_of(state_->witness.checkpoint(name));
}

Result<Cosigned> ask_witness(const HomePaths& paths, std::string_view url, std::string_view key,
                             const StopFlag* stop) {
  const tlog::NoteKey witness = TILES_TRY(read_key(key, tlog::KeyType::Witness));
  const net::Url address = TILES_TRY(add_checkpoint_url(url));
  const auto network = TILES_TRY(kit::network_of(paths, NetworkUse::Allowed));
  const auto [log_key, checkpoint, note] = TILES_TRY(newest_checkpoint(paths));
  const auto outbound = TILES_TRY(kit::Outbound::open(paths, network, stop));
  const auto folder = TILES_TRY(tiles::open_directory(paths.log));
  tlog::LogFiles files(*folder);
  // A witness that knows the log says from which size it wants the proof.
  std::uint64_t old_size = 0;
  tlog::WitnessAnswer answer;
  for (int round = 0; round < 2; ++round) {
    const auto request = TILES_TRY(tlog::WitnessRequest::make(files, checkpoint, note, old_size));
    answer = TILES_TRY(post(outbound->client(), address, request.print()));
    if (answer.status != kConflict) break;
    old_size = TILES_TRY(tlog::size_of_conflict(answer));
    if (old_size > checkpoint.head.size) {
      return fail(ErrorCode::Corrupt,
                  tiles::format("the witness '{}' knows the log with {} entries, here it has {}: "
                                "it was rolled back or forked",
                                witness.name, old_size, checkpoint.head.size));
    }
  }
  constexpr int kNoProof = 422;
  if (answer.status == kNoProof) {
    return fail(ErrorCode::Corrupt,
                tiles::format("the witness '{}' knows another log of this name: it was forked",
                              witness.name));
  }
  const std::string cosigned = TILES_TRY(tlog::add_cosignature(note, witness, answer));
  const std::size_t witnesses = TILES_TRY(kit::keep_witnessed(paths, log_key, cosigned));
  return Cosigned{.witness = witness.name, .entries = checkpoint.head.size, .witnesses = witnesses};
}

std::string to_json(const Cosigned& cosigned) {
  return tiles::print_json({{"witness", cosigned.witness},
                            {"entries", cosigned.entries},
                            {"witnesses", cosigned.witnesses}});
}

}  // namespace tilekit
