// SPDX-License-Identifier: Apache-2.0
// What is kept of an identity on disk: one file, replaced as a whole. Its secrets are sealed or
// stand in a store of the system. Format: docs/formats/keys.md.
#pragma once

#include <cstddef>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/file_system.h"
#include "base/json.h"
#include "base/result.h"
#include "identity/identity_link.h"
#include "identity/public_key.h"
#include "identity/ucan.h"

namespace tiles::identity {

struct IdentityRecord {
  static constexpr std::string_view kFile = "identity.json";
  static constexpr std::size_t kBytesMax = std::size_t{1024} * 1024;
  static constexpr std::size_t kDevicesMax = 256;  // Ever certified.
  static constexpr std::size_t kNameBytesMax = 64;
  static constexpr std::size_t kLinksMax = 64;

  PublicKey account;  // The public half of the root.
  std::string device_name{};
  TimePoint created{};
  Json key_store{};  // The record of a KeyStore.
  // The key that seals key files of the home; empty in a record of before there was one.
  std::string sealed_file_key{};
  std::string sealed_root{};               // Empty: the root is on paper only.
  std::vector<Delegation> certificates{};  // From the root to a device each, in order of time.
  std::vector<Invocation> revocations{};   // Of certificates, by the root.
  std::vector<IdentityLink> links{};       // One for each DID, by a device of the account.

  // Checks the form and every signature. Errors: Corrupt, Unsupported (a newer format), Limit.
  static Result<IdentityRecord> parse(std::string_view text);
  std::string print() const;

  // Errors: NotFound (no identity yet), those of parse().
  static Result<IdentityRecord> read(const FileSystem& files);
  Result<void> write(FileSystem& files) const;

  // The certificate of `device` that was not revoked, or null.
  const Delegation* certificate_of(const PublicKey& device) const;
  bool is_revoked(const Cid& certificate) const;
  bool is_revoked(const Delegation& certificate) const { return is_revoked(certificate.cid()); }
};

// That there is none on this device, with what to do.
Error no_identity();

// The name that a certificate gives its device; "" for none.
std::string device_name_of(const Delegation& certificate);

}  // namespace tiles::identity
