// SPDX-License-Identifier: Apache-2.0
// Where a build is from: SLSA v1 provenance. The same build has the same statement: no time, user,
// host or path of a machine is in it. Format: docs/formats/attestation.md.
#pragma once

#include <string_view>

#include "attest/statement.h"
#include "base/result.h"
#include "models/lock.h"
#include "store/manifest.h"

namespace tiles::attest {

inline constexpr std::string_view kProvenanceType = "https://slsa.dev/provenance/v1";
inline constexpr std::string_view kBuildType = "app.tiles:build/modelfile/v1";
inline constexpr std::string_view kBuilder = "app.tiles:builder/local/v1";

struct ProvenanceFacts {
  store::Descriptor manifest;
  store::Manifest build;
  // What it was made of, where that is known. Of its references only those to other machines are
  // told. Borrowed; may be null.
  const models::Lock* lock = nullptr;
};

Statement provenance_of(const ProvenanceFacts& facts);

// That `statement` is the provenance of this build by Tiles; what it was made of is not known here,
// so that is its signer's word. Errors: Invalid (another kind of statement or builder), Corrupt (of
// another build).
Result<void> check_provenance(const Statement& statement, const ProvenanceFacts& facts);

}  // namespace tiles::attest
