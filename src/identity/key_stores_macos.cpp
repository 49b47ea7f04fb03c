// SPDX-License-Identifier: Apache-2.0
// A TPM and the Secret Service are not on this system; the Secure Enclave and the Keychain are to
// come. A passphrase file works everywhere.
#include "identity/key_record.h"
#include "identity/key_store.h"

namespace tiles::identity {
namespace {

tl::unexpected<Error> not_here() {
  return fail(ErrorCode::Unsupported, "no such key store on this system");
}

}  // namespace

Result<std::unique_ptr<KeyStore>> create_tpm_store(const KeyStoreOptions&) { return not_here(); }
Result<std::unique_ptr<KeyStore>> create_secret_service_store(const KeyStoreOptions&) {
  return not_here();
}
Result<std::unique_ptr<KeyStore>> open_tpm_store(const Json&) { return not_here(); }
Result<std::unique_ptr<KeyStore>> open_secret_service_store(const Json&) { return not_here(); }

}  // namespace tiles::identity
