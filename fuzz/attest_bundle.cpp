// SPDX-License-Identifier: Apache-2.0
// Any bytes as a bundle, a statement, a list of files, an entry of a signature and a key: what is
// accepted is printed as it was read, and nothing holds under a key that did not sign it.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "attest/log_record.h"
#include "attest/model_content.h"
#include "attest/signed_statement.h"
#include "base/assert.h"

namespace {

using tiles::attest::Bundle;
using tiles::attest::LogRecord;
using tiles::attest::ModelContent;
using tiles::attest::Statement;
using tiles::crypto::EcPublicKey;
using tiles::crypto::HighS;

void check_statement(std::string_view bytes) {
  const auto statement = Statement::parse(bytes);
  if (!statement) return;
  const auto again = Statement::parse(statement->print());
  TILES_ASSERT(again && again->print() == statement->print());
  const auto content = ModelContent::read(*statement);
  if (!content) return;
  TILES_ASSERT(!content->resources.empty());
  TILES_ASSERT(content->resources.size() <= ModelContent::kResourcesMax);
  TILES_ASSERT(content->root() == statement->subjects.front().digest);
  const auto same = ModelContent::read(content->statement());
  TILES_ASSERT(same && *same == *content);
}

void check_bundle(std::string_view bytes, const EcPublicKey& key) {
  const auto bundle = Bundle::parse(bytes);
  if (!bundle) return;
  TILES_ASSERT(bundle->envelope.signatures.size() == 1);
  TILES_ASSERT(bundle->entries.size() <= Bundle::kEntriesMax);
  check_statement(bundle->envelope.payload);
  for (const auto& entry : bundle->entries) {
    const auto record = LogRecord::parse(entry.body);
    TILES_ASSERT(!record || record->print() == entry.body);
  }
  TILES_ASSERT(!open_bundle(*bundle, key, HighS::Accepted));
  TILES_ASSERT(!check_logged(*bundle, key, tiles::tlog::Policy::of_logs({})));
  for (const std::string& certificate : bundle->certificates) {
    const auto of_certificate = EcPublicKey::of_certificate(certificate);
    if (of_certificate) TILES_ASSERT(EcPublicKey::parse_pem(of_certificate->pem()));
  }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  // Made for this run: no input has its signature.
  static const EcPublicKey kKey =
      EcPublicKey::of(tiles::crypto::P256PrivateKey::generate().public_key());
  check_bundle(bytes, kKey);
  check_statement(bytes);
  if (const auto record = LogRecord::parse(bytes)) TILES_ASSERT(record->print() == bytes);
  if (const auto key = EcPublicKey::parse_pem(bytes)) {
    TILES_ASSERT(EcPublicKey::parse_pem(key->pem()).value() == *key);
  }
  return 0;
}
