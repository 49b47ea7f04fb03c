// SPDX-License-Identifier: Apache-2.0
// A message whose change the reader finds, carried out by the host. Rules:
// docs/protocols/memory.md, section What the reader changes.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>

#include "base/result.h"
#include "memory/read_answer.h"
#include "memory/telling.h"
#include "vault/transaction.h"

namespace tiles::memory {

// A longer message is not read as a change, and what the reader leaves open of it is the model's.
inline constexpr std::size_t kReadMessageBytesMax = 400;
// Below which the reader's edit is none: a new line; and below which a line that goes, or another
// value, is not made without a question.
inline constexpr double kEditConfidenceMin = 0.7;
inline constexpr double kLossConfidenceMin = 0.85;
inline constexpr double kChangeConfidenceMin = 0.95;
// From which one that takes something away is proposed to the user.
inline constexpr double kProposalConfidenceMin = 0.6;
// Below which a new line is none; from it on, and below the other one, it is the user's own words.
inline constexpr double kOwnWordsConfidenceMin = 0.6;
// From which nothing is to be changed.
inline constexpr double kNothingConfidenceMin = 0.9;

struct ReadEdit {
  enum class Kind : std::uint8_t {
    Made,     // The transaction holds the change, which is none where all is known.
    Nothing,  // The message changes nothing.
    Doubt,    // Which of several notes is meant.
    Open,     // The reader is not sure, or its choice cannot be made exactly.
  };

  Kind kind = Kind::Open;
  double confidence = 0;            // Made, Nothing.
  bool needs_consent = false;       // Made: the reader is not sure of what is taken away.
  std::optional<double> told = {};  // Open: that something is to be changed; nothing: not read.
  double beyond = 0;                // Open: that it is more than one change.
  std::string question = {};        // Doubt.
};

// But for Made the transaction stays as it was. Errors: those of the transaction and of the reader.
Result<ReadEdit> carry_out_read_edit(vault::Transaction& transaction, const Telling& telling,
                                     const OpenReader& open_reader);

}  // namespace tiles::memory
