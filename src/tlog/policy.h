// SPDX-License-Identifier: Apache-2.0
// Which checkpoints a verifier takes (C2SP tlog-policy): known logs, known witnesses, and how many
// of these must have signed.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "tlog/checkpoint.h"
#include "tlog/hash.h"
#include "tlog/log_proof.h"
#include "tlog/note_key.h"

namespace tiles::tlog {

inline constexpr std::size_t kPolicyBytesMax = 1U << 20U;
inline constexpr std::size_t kPolicyLogsMax = 256;
inline constexpr std::size_t kPolicyWitnessesMax = 256;
inline constexpr std::size_t kPolicyGroupsMax = 256;

class Policy {
 public:
  // Errors: Invalid (with the line), Limit, Unsupported (a key of another type).
  static Result<Policy> parse(std::string_view text);
  // These logs, and no witness is asked for.
  static Policy of_logs(std::vector<NoteKey> logs);

  const std::vector<NoteKey>& logs() const { return logs_; }
  const std::vector<NoteKey>& witnesses() const { return witnesses_; }
  bool asks_witnesses() const { return quorum_ != kNone; }

  // Errors: those of open_checkpoint(), Corrupt (a witness did not sign this, or too few did).
  Result<Checkpoint> open(std::string_view note) const;
  // That `proof` shows a leaf in a log that this policy takes. Errors: those of open() and
  // check_inclusion().
  Result<Checkpoint> check(const LogProof& proof, const Hash& leaf) const;

 private:
  friend class PolicyReader;
  // A witness, or a group of earlier members of which `needed` must have signed.
  struct Member {
    std::string name;
    std::size_t witness = 0;  // Its place in witnesses_, when `members` is empty.
    std::size_t needed = 0;
    std::vector<std::size_t> members;
  };
  static constexpr std::size_t kNone = static_cast<std::size_t>(-1);

  std::vector<NoteKey> logs_;
  std::vector<NoteKey> witnesses_;
  std::vector<Member> members_;
  std::size_t quorum_ = kNone;  // A place in members_.
};

}  // namespace tiles::tlog
