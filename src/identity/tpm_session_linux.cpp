// SPDX-License-Identifier: Apache-2.0
#include "identity/tpm_session.h"

#include <tss2/tss2_mu.h>
#include <tss2/tss2_rc.h>
#include <tss2/tss2_tctildr.h>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <utility>

#include "crypto/digest.h"
#include "crypto/p256.h"
#include "identity/loaded_library.h"

namespace tiles::identity {
namespace {

// What is used of tpm2-tss, which is opened with the first use.
struct Tss {
  decltype(&Esys_Create) create = nullptr;
  decltype(&Esys_CreatePrimary) create_primary = nullptr;
  decltype(&Esys_Finalize) finalize = nullptr;
  decltype(&Esys_FlushContext) flush_context = nullptr;
  decltype(&Esys_Free) free = nullptr;
  decltype(&Esys_Initialize) initialize = nullptr;
  decltype(&Esys_Load) load = nullptr;
  decltype(&Esys_Sign) sign = nullptr;
  decltype(&Esys_Startup) startup = nullptr;
  decltype(&Esys_Unseal) unseal = nullptr;
  decltype(&Tss2_MU_TPM2B_PRIVATE_Marshal) marshal_private = nullptr;
  decltype(&Tss2_MU_TPM2B_PRIVATE_Unmarshal) unmarshal_private = nullptr;
  decltype(&Tss2_MU_TPM2B_PUBLIC_Marshal) marshal_public = nullptr;
  decltype(&Tss2_MU_TPM2B_PUBLIC_Unmarshal) unmarshal_public = nullptr;
  decltype(&Tss2_RC_Decode) decode_code = nullptr;
  decltype(&Tss2_TctiLdr_Finalize) tcti_finalize = nullptr;
  decltype(&Tss2_TctiLdr_Initialize) tcti_initialize = nullptr;
};

Result<Tss> load_tss() {
  const LoadedLibrary esys = TILES_TRY(LoadedLibrary::open("libtss2-esys.so.0"));
  const LoadedLibrary mu = TILES_TRY(LoadedLibrary::open("libtss2-mu.so.0"));
  const LoadedLibrary rc = TILES_TRY(LoadedLibrary::open("libtss2-rc.so.0"));
  const LoadedLibrary tctildr = TILES_TRY(LoadedLibrary::open("libtss2-tctildr.so.0"));
  Tss loaded;
  TILES_CHECK(esys.bind("Esys_Create", loaded.create));
  TILES_CHECK(esys.bind("Esys_CreatePrimary", loaded.create_primary));
  TILES_CHECK(esys.bind("Esys_Finalize", loaded.finalize));
  TILES_CHECK(esys.bind("Esys_FlushContext", loaded.flush_context));
  TILES_CHECK(esys.bind("Esys_Free", loaded.free));
  TILES_CHECK(esys.bind("Esys_Initialize", loaded.initialize));
  TILES_CHECK(esys.bind("Esys_Load", loaded.load));
  TILES_CHECK(esys.bind("Esys_Sign", loaded.sign));
  TILES_CHECK(esys.bind("Esys_Startup", loaded.startup));
  TILES_CHECK(esys.bind("Esys_Unseal", loaded.unseal));
  TILES_CHECK(mu.bind("Tss2_MU_TPM2B_PRIVATE_Marshal", loaded.marshal_private));
  TILES_CHECK(mu.bind("Tss2_MU_TPM2B_PRIVATE_Unmarshal", loaded.unmarshal_private));
  TILES_CHECK(mu.bind("Tss2_MU_TPM2B_PUBLIC_Marshal", loaded.marshal_public));
  TILES_CHECK(mu.bind("Tss2_MU_TPM2B_PUBLIC_Unmarshal", loaded.unmarshal_public));
  TILES_CHECK(rc.bind("Tss2_RC_Decode", loaded.decode_code));
  TILES_CHECK(tctildr.bind("Tss2_TctiLdr_Finalize", loaded.tcti_finalize));
  TILES_CHECK(tctildr.bind("Tss2_TctiLdr_Initialize", loaded.tcti_initialize));
  return loaded;
}

const Result<Tss>& loaded_tss() {
  static const Result<Tss> loaded = load_tss();
  return loaded;
}

Result<void> need_tss() {
  if (!loaded_tss()) return fail(Error(loaded_tss().error()).within("TPM"));
  return {};
}

// After need_tss() only.
const Tss& tss() { return *loaded_tss(); }

tl::unexpected<Error> failed(const char* doing, TSS2_RC code) {
  return fail(ErrorCode::Io, std::string("TPM: ") + doing + ": " + tss().decode_code(code));
}

// What Esys allocates.
struct FreeEsys {
  void operator()(void* memory) const { tss().free(memory); }
};
template <typename T>
using EsysPtr = std::unique_ptr<T, FreeEsys>;

// Nobody guards the storage hierarchy of a personal device with a password.
constexpr TPM2B_SENSITIVE_CREATE kNoSecret{};
constexpr TPM2B_DATA kNoData{};
constexpr TPML_PCR_SELECTION kNoPcrs{};

constexpr TPMA_OBJECT kBound = TPMA_OBJECT_FIXEDTPM | TPMA_OBJECT_FIXEDPARENT;

TPM2B_PUBLIC ecc_form(TPMA_OBJECT attributes) {
  TPM2B_PUBLIC form{};
  form.publicArea.type = TPM2_ALG_ECC;
  form.publicArea.nameAlg = TPM2_ALG_SHA256;
  form.publicArea.objectAttributes =
      kBound | TPMA_OBJECT_SENSITIVEDATAORIGIN | TPMA_OBJECT_USERWITHAUTH | attributes;
  TPMS_ECC_PARMS& parameters = form.publicArea.parameters.eccDetail;
  parameters.curveID = TPM2_ECC_NIST_P256;
  parameters.kdf.scheme = TPM2_ALG_NULL;
  parameters.symmetric.algorithm = TPM2_ALG_NULL;
  parameters.scheme.scheme = TPM2_ALG_NULL;
  return form;
}

// The storage key of the TCG's template for P-256: the same one each time, from the owner seed.
TPM2B_PUBLIC storage_form() {
  TPM2B_PUBLIC form = ecc_form(TPMA_OBJECT_RESTRICTED | TPMA_OBJECT_DECRYPT | TPMA_OBJECT_NODA);
  TPMT_SYM_DEF_OBJECT& symmetric = form.publicArea.parameters.eccDetail.symmetric;
  symmetric.algorithm = TPM2_ALG_AES;
  symmetric.keyBits.aes = 128;
  symmetric.mode.aes = TPM2_ALG_CFB;
  return form;
}

TPM2B_PUBLIC signing_form() {
  TPM2B_PUBLIC form = ecc_form(TPMA_OBJECT_SIGN_ENCRYPT | TPMA_OBJECT_NODA);
  TPMT_ECC_SCHEME& scheme = form.publicArea.parameters.eccDetail.scheme;
  scheme.scheme = TPM2_ALG_ECDSA;
  scheme.details.ecdsa.hashAlg = TPM2_ALG_SHA256;
  return form;
}

TPM2B_PUBLIC sealing_form() {
  TPM2B_PUBLIC form{};
  form.publicArea.type = TPM2_ALG_KEYEDHASH;
  form.publicArea.nameAlg = TPM2_ALG_SHA256;
  form.publicArea.objectAttributes = kBound | TPMA_OBJECT_USERWITHAUTH | TPMA_OBJECT_NODA;
  form.publicArea.parameters.keyedHashDetail.scheme.scheme = TPM2_ALG_NULL;
  return form;
}

// A TPM has room for a few objects: each is flushed when it is no longer used.
class Loaded {
 public:
  Loaded(ESYS_CONTEXT* esys, ESYS_TR handle) : esys_(esys), handle_(handle) {}
  ~Loaded() { tss().flush_context(esys_, handle_); }
  Loaded(const Loaded&) = delete;
  Loaded& operator=(const Loaded&) = delete;
  ESYS_TR handle() const { return handle_; }

 private:
  ESYS_CONTEXT* esys_;
  ESYS_TR handle_;
};

Result<std::unique_ptr<Loaded>> load_storage_key(ESYS_CONTEXT* esys) {
  const TPM2B_PUBLIC form = storage_form();
  ESYS_TR handle = ESYS_TR_NONE;
  const TSS2_RC code = tss().create_primary(esys, ESYS_TR_RH_OWNER, ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                            ESYS_TR_NONE, &kNoSecret, &form, &kNoData, &kNoPcrs,
                                            &handle, nullptr, nullptr, nullptr, nullptr);
  if (code != TSS2_RC_SUCCESS) return failed("deriving the storage key", code);
  return std::make_unique<Loaded>(esys, handle);
}

Result<TPM2B_PUBLIC> public_area_of(const TpmObject& object) {
  TILES_CHECK(need_tss());
  TPM2B_PUBLIC area{};
  std::size_t offset = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(object.public_area.data());
  if (tss().unmarshal_public(bytes, object.public_area.size(), &offset, &area) != TSS2_RC_SUCCESS ||
      offset != object.public_area.size()) {
    return fail(ErrorCode::Corrupt, "record of a TPM's key that is none");
  }
  return area;
}

Result<std::unique_ptr<Loaded>> load(ESYS_CONTEXT* esys, const TpmObject& object) {
  const TPM2B_PUBLIC public_area = TILES_TRY(public_area_of(object));
  TPM2B_PRIVATE private_area{};
  std::size_t offset = 0;
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(object.private_area.data());
  if (tss().unmarshal_private(bytes, object.private_area.size(), &offset, &private_area) !=
      TSS2_RC_SUCCESS) {
    return fail(ErrorCode::Corrupt, "record of a TPM's key that is none");
  }
  const auto parent = TILES_TRY(load_storage_key(esys));
  ESYS_TR handle = ESYS_TR_NONE;
  const TSS2_RC code = tss().load(esys, parent->handle(), ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                  ESYS_TR_NONE, &private_area, &public_area, &handle);
  // 0x1DF: the integrity value of the object is not that of this TPM.
  constexpr TSS2_RC kIntegrity = TPM2_RC_INTEGRITY | TPM2_RC_P | TPM2_RC_1;
  if (code == kIntegrity) {
    return fail(ErrorCode::Denied,
                "TPM: the key belongs to another TPM, or its record was changed");
  }
  if (code != TSS2_RC_SUCCESS) return failed("loading the key", code);
  return std::make_unique<Loaded>(esys, handle);
}

std::string padded_number(const TPM2B_ECC_PARAMETER& number) {
  constexpr std::size_t kNumberBytes = 32;
  std::string bytes(kNumberBytes - std::min<std::size_t>(kNumberBytes, number.size), '\0');
  return bytes.append(reinterpret_cast<const char*>(number.buffer),
                      std::min<std::size_t>(kNumberBytes, number.size));
}

}  // namespace

struct TpmSession::Context {
  TSS2_TCTI_CONTEXT* tcti = nullptr;
  ESYS_CONTEXT* esys = nullptr;
};

void TpmSession::FreeContext::operator()(Context* context) const {
  tss().finalize(&context->esys);
  tss().tcti_finalize(&context->tcti);
  delete context;
}

Result<TpmSession> TpmSession::open(const std::string& tpm) {
  // The library writes its failures to stderr by itself; ours say what went wrong.
  ::setenv("TSS2_LOG", "all+NONE", /*overwrite=*/0);
  TILES_CHECK(need_tss());
  std::unique_ptr<Context, FreeContext> context(new Context);
  TSS2_RC code = tss().tcti_initialize(tpm.c_str(), &context->tcti);
  if (code != TSS2_RC_SUCCESS) {
    return fail(ErrorCode::Unsupported, "no TPM answers at '" + tpm + "'");
  }
  code = tss().initialize(&context->esys, context->tcti, nullptr);
  if (code != TSS2_RC_SUCCESS) return failed("opening it", code);
  // A simulator that was just started; a device that the system started says that it was.
  code = tss().startup(context->esys, TPM2_SU_CLEAR);
  if (code != TSS2_RC_SUCCESS && code != TPM2_RC_INITIALIZE) return failed("starting it", code);
  return TpmSession(std::move(context));
}

Result<TpmObject> TpmSession::create(const TPM2B_PUBLIC& form,
                                     const TPM2B_SENSITIVE_CREATE& sensitive) {
  const auto parent = TILES_TRY(load_storage_key(context_->esys));
  TPM2B_PRIVATE* private_area = nullptr;
  TPM2B_PUBLIC* public_area = nullptr;
  const TSS2_RC code = tss().create(
      context_->esys, parent->handle(), ESYS_TR_PASSWORD, ESYS_TR_NONE, ESYS_TR_NONE, &sensitive,
      &form, &kNoData, &kNoPcrs, &private_area, &public_area, nullptr, nullptr, nullptr);
  if (code != TSS2_RC_SUCCESS) return failed("making a key", code);
  const EsysPtr<TPM2B_PRIVATE> owned_private(private_area);
  const EsysPtr<TPM2B_PUBLIC> owned_public(public_area);
  std::array<std::uint8_t, sizeof(TPM2B_PRIVATE) + sizeof(TPM2B_PUBLIC)> bytes{};
  std::size_t size = 0;
  TpmObject object;
  if (tss().marshal_public(public_area, bytes.data(), bytes.size(), &size) != TSS2_RC_SUCCESS) {
    return fail(ErrorCode::Io, "TPM: its key has no known form");
  }
  object.public_area.assign(reinterpret_cast<const char*>(bytes.data()), size);
  size = 0;
  if (tss().marshal_private(private_area, bytes.data(), bytes.size(), &size) != TSS2_RC_SUCCESS) {
    return fail(ErrorCode::Io, "TPM: its key has no known form");
  }
  object.private_area.assign(reinterpret_cast<const char*>(bytes.data()), size);
  return object;
}

Result<TpmObject> TpmSession::create_signing_key() { return create(signing_form(), kNoSecret); }

Result<TpmObject> TpmSession::seal(std::span<const std::byte> secret) {
  TPM2B_SENSITIVE_CREATE sensitive{};
  if (secret.size() > sizeof(sensitive.sensitive.data.buffer) || secret.size() > 128) {
    return fail(ErrorCode::Limit, "TPM: it seals at most 128 bytes");
  }
  sensitive.sensitive.data.size = static_cast<std::uint16_t>(secret.size());
  std::ranges::copy(secret, reinterpret_cast<std::byte*>(sensitive.sensitive.data.buffer));
  auto object = create(sealing_form(), sensitive);
  crypto::wipe(std::as_writable_bytes(std::span(&sensitive, 1)));
  return object;
}

Result<crypto::SecretBytes> TpmSession::unseal(const TpmObject& object) {
  const auto loaded = TILES_TRY(load(context_->esys, object));
  TPM2B_SENSITIVE_DATA* data = nullptr;
  const TSS2_RC code = tss().unseal(context_->esys, loaded->handle(), ESYS_TR_PASSWORD,
                                    ESYS_TR_NONE, ESYS_TR_NONE, &data);
  if (code != TSS2_RC_SUCCESS) return failed("opening what it sealed", code);
  const EsysPtr<TPM2B_SENSITIVE_DATA> owned(data);
  const auto bytes = std::as_writable_bytes(std::span(data->buffer)).first(data->size);
  crypto::SecretBytes secret = crypto::SecretBytes::copy_of(bytes);
  crypto::wipe(bytes);
  return secret;
}

Result<std::string> TpmSession::sign(const TpmObject& key, std::string_view message) {
  const auto loaded = TILES_TRY(load(context_->esys, key));
  const crypto::Digest hash = crypto::sha256(message);
  TPM2B_DIGEST digest{};
  digest.size = static_cast<std::uint16_t>(hash.bytes().size());
  std::ranges::copy(hash.bytes(), reinterpret_cast<std::byte*>(digest.buffer));
  TPMT_SIG_SCHEME scheme{};
  scheme.scheme = TPM2_ALG_NULL;  // That of the key.
  // The key is not restricted: it signs digests of others.
  const TPMT_TK_HASHCHECK ticket{.tag = TPM2_ST_HASHCHECK, .hierarchy = TPM2_RH_NULL, .digest = {}};
  TPMT_SIGNATURE* signature = nullptr;
  const TSS2_RC code = tss().sign(context_->esys, loaded->handle(), ESYS_TR_PASSWORD, ESYS_TR_NONE,
                                  ESYS_TR_NONE, &digest, &scheme, &ticket, &signature);
  if (code != TSS2_RC_SUCCESS) return failed("signing", code);
  const EsysPtr<TPMT_SIGNATURE> owned(signature);
  const TPMS_SIGNATURE_ECC& numbers = signature->signature.ecdsa;
  return crypto::with_low_s_p256(padded_number(numbers.signatureR) +
                                 padded_number(numbers.signatureS));
}

Result<PublicKey> TpmSession::public_key_of(const TpmObject& object) {
  const TPM2B_PUBLIC area = TILES_TRY(public_area_of(object));
  if (area.publicArea.type != TPM2_ALG_ECC) {
    return fail(ErrorCode::Corrupt, "record of a TPM's key that is of another kind");
  }
  const TPMS_ECC_POINT& point = area.publicArea.unique.ecc;
  return PublicKey(TILES_TRY(
      crypto::P256PublicKey::from_coordinates(padded_number(point.x), padded_number(point.y))));
}

}  // namespace tiles::identity
