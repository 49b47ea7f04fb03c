// SPDX-License-Identifier: Apache-2.0
// Any bytes as a session record: what is accepted is printed as it was read, and it lets no bundle
// hold under an account and a log that this run made.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "attest/session_check.h"
#include "base/assert.h"
#include "tlog/entry.h"

namespace {

using tiles::attest::Bundle;
using tiles::attest::KnownAccount;
using tiles::attest::SessionRecord;

void check_record(std::string_view bytes) {
  const auto record = SessionRecord::parse(bytes);
  if (!record) return;
  TILES_ASSERT(record->print() == bytes);
  if (const auto key = record->key()) TILES_ASSERT(key->curve() == tiles::crypto::EcCurve::P256);
  Bundle bundle;
  bundle.envelope.signatures.push_back({.key_id = {}, .bytes = "signature"});
  TILES_ASSERT(!check_delegation(*record, bundle));
  // Made for this run: no input has a certificate of it.
  static const KnownAccount kAccount{
      .key = tiles::crypto::Secp256k1PrivateKey::generate().public_key(),
      .end_of = [](const auto&) { return std::optional<tiles::attest::CertificateEnd>(); }};
  TILES_ASSERT(!check_device(*record, kAccount));
  TILES_ASSERT(!check_session_logged(*record, tiles::tlog::Policy::of_logs({})));
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_record(bytes);
  if (const auto entry = tiles::tlog::Entry::parse(bytes)) TILES_ASSERT(entry->print() == bytes);
  return 0;
}
