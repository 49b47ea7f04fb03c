// SPDX-License-Identifier: Apache-2.0
// What a log and a witness say to each other (C2SP tlog-witness v1.0.0), without the transport.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/result.h"
#include "tlog/checkpoint.h"
#include "tlog/hash.h"
#include "tlog/log_files.h"
#include "tlog/note_key.h"

namespace tiles::tlog {

inline constexpr std::size_t kWitnessProofHashesMax = 63;
inline constexpr std::size_t kWitnessBodyBytesMax = 64U << 10U;

// The body of POST add-checkpoint.
struct WitnessRequest {
  std::uint64_t old_size = 0;  // What the log believes that the witness has cosigned.
  Proof proof;                 // Empty when that is 0.
  std::string checkpoint;      // The signed note.

  // For a checkpoint of the log in `log`. Errors: Invalid (old_size is above it), those of
  // LogFiles.
  static Result<WitnessRequest> make(LogFiles& log, const Checkpoint& checkpoint,
                                     std::string_view note, std::uint64_t old_size);
  // Errors: Invalid, Limit.
  static Result<WitnessRequest> parse(std::string_view body);
  std::string print() const;

  bool operator==(const WitnessRequest&) const = default;
};

struct WitnessAnswer {
  int status = 0;  // Of HTTP.
  std::string content_type;
  std::string body;
};

inline constexpr std::string_view kWitnessSizeType = "text/x.tlog.size";

// The checkpoint `note` with the cosignature of `witness` that `answer` has for it.
// Errors: Conflict (the witness knows another size, which is in the phrase), Denied (another
// status, or no signature of this witness), Corrupt (its signature is of another text), Invalid.
Result<std::string> add_cosignature(std::string_view note, const NoteKey& witness,
                                    const WitnessAnswer& answer);
// The size that an answer 409 gives. Errors: Invalid.
Result<std::uint64_t> size_of_conflict(const WitnessAnswer& answer);

}  // namespace tiles::tlog
