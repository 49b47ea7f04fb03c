// SPDX-License-Identifier: Apache-2.0
// Statements about files: in-toto Statement v1 (github.com/in-toto/attestation).
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "base/json.h"
#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::attest {

inline constexpr std::string_view kStatementPayloadType = "application/vnd.in-toto+json";

struct Subject {
  std::string name;
  crypto::Digest digest;

  bool operator==(const Subject&) const = default;
};

struct Statement {
  static constexpr std::size_t kSubjectsMax = 1'024;
  static constexpr std::size_t kDepthMax = 16;

  std::vector<Subject> subjects;  // At least one.
  std::string predicate_type;
  Json predicate;

  // Digests other than SHA-256 are read over, as are unknown members. Errors: Invalid, Limit,
  // Unsupported (a subject without a SHA-256).
  static Result<Statement> parse(std::string_view text);
  // One line.
  std::string print() const;
};

}  // namespace tiles::attest
