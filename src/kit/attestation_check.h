// SPDX-License-Identifier: Apache-2.0
// What the bundles of one model show to whom trusts certain keys and logs.
#pragma once

#include <tilekit/attest.h>

#include <optional>
#include <string>
#include <vector>

#include "attest/attachment.h"
#include "attest/session_check.h"
#include "base/result.h"
#include "crypto/ec_public_key.h"
#include "store/manifest.h"
#include "tlog/policy.h"

namespace tiles::kit {

struct TrustedKeys {
  std::optional<crypto::EcPublicKey> key;
  std::optional<attest::KnownAccount> account;  // Whose sessions count.
  std::optional<tlog::Policy> policy;
  bool is_key_given = false;      // By the caller: a signature by it is wanted.
  bool is_account_given = false;  // By the caller: a keyless one of it is wanted.
  bool is_policy_given = false;   // By the caller: a log and witnesses of it are wanted.
};

struct ModelToCheck {
  store::Descriptor manifest;
  store::Manifest build;
  std::vector<attest::Attachment> attachments;
};

// In the order signature, provenance, delegation and identity (where a session key signed),
// inclusion, witnesses, policy.
std::vector<tilekit::ModelCheck> check_model(const ModelToCheck& model, const TrustedKeys& trusted);

// Whether the attachments that hold in all ways include one of that kind.
bool has_sound(const ModelToCheck& model, std::string_view predicate_type,
               const TrustedKeys& trusted);

// The referrers that do not hold.
std::vector<crypto::Digest> failing(const ModelToCheck& model, const TrustedKeys& trusted);

}  // namespace tiles::kit
