// SPDX-License-Identifier: Apache-2.0
// Witnesses of logs (C2SP tlog-witness): who signs that a log only grew, and asking one for that.
#pragma once

#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "tilekit/home.h"
#include "tilekit/result.h"
#include "tilekit/task.h"

namespace tilekit {

// Of HTTP, as the protocol says.
struct WitnessReply {
  int status = 0;
  std::string content_type;
  std::string body;
};

// The witness of a home: its key, made when it is first opened, and what it signed last for each
// log, durable before it answers. Safe from several threads.
class Witness {
 public:
  // `log_keys`: the logs that it watches, each "name+ID+base64" as `tiles log show` and the file
  // log.vkey have it. Errors: Invalid (a key), Denied, Io.
  static Result<Witness> open(const HomePaths& paths, const std::vector<std::string>& log_keys);
  Witness(Witness&&) noexcept;
  Witness& operator=(Witness&&) noexcept;
  ~Witness();

  // That others check its signatures with: "name+ID+base64".
  std::string key() const;
  // POST /add-checkpoint. A state that cannot be kept is an answer with status 500.
  WitnessReply add_checkpoint(std::string_view body);
  // GET /<SHA-256 of the log's name>/checkpoint
  WitnessReply checkpoint(std::string_view name) const;

 private:
  struct State;
  explicit Witness(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

struct Cosigned {
  std::string witness;  // Its name.
  std::uint64_t entries = 0;
  std::size_t witnesses = 0;  // That signed this checkpoint, with those before.
};

// Asks the witness at `url` with the key `key` to sign the newest checkpoint of the log of this
// home, and keeps its signature for the proofs that are made afterwards. Errors: Invalid (the key,
// the address), Denied (offline, or it does not know this log), Corrupt (it signed a log that is
// not a beginning of this one: somebody rolled it back or forked it; or what it answers does not
// hold), NotFound (nothing was logged yet), Cancelled, Io.
Result<Cosigned> ask_witness(const HomePaths& paths, std::string_view url, std::string_view key,
                             const StopFlag* stop);

std::string to_json(const Cosigned& cosigned);  // witness, entries, witnesses

}  // namespace tilekit
