// SPDX-License-Identifier: Apache-2.0
#include <tilekit/attest.h>

#include <utility>

#include "attest/attachment.h"
#include "attest/log_record.h"
#include "attest/provenance.h"
#include "attest/session_record.h"
#include "attest/signed_statement.h"
#include "base/file_system.h"
#include "base/format.h"
#include "base/json.h"
#include "kit/attestation_check.h"
#include "kit/event_log.h"
#include "kit/key_file.h"
#include "kit/keyless.h"
#include "kit/model_store.h"
#include "kit/signing_key.h"

namespace tilekit {

using tiles::fail;
using tiles::Json;
using tiles::kit::ModelToCheck;
using tiles::kit::TrustedKeys;
namespace attest = tiles::attest;
namespace identity = tiles::identity;
namespace crypto = tiles::crypto;
namespace store = tiles::store;
namespace tlog = tiles::tlog;

namespace {

// One model of an open store.
struct FoundModel {
  std::unique_ptr<store::Store> opened;
  std::string name;
  ModelToCheck model;
};

Result<FoundModel> find(const HomePaths& paths, std::string_view name) {
  const store::ModelName wanted = TILES_TRY(store::ModelName::parse(name));
  FoundModel found;
  found.name = wanted.reference();
  found.opened = TILES_TRY(tiles::kit::open_model_store(paths));
  found.model.manifest = TILES_TRY(tiles::kit::find_model(*found.opened, wanted));
  found.model.build = TILES_TRY(found.opened->manifest(found.model.manifest.digest));
  found.model.attachments =
      TILES_TRY(attest::attachments_of(*found.opened, found.model.manifest.digest));
  return found;
}

// Nothing where nothing was signed or logged yet.
template <typename T>
Result<std::optional<T>> if_there(Result<T> result) {
  if (result) return std::optional<T>(*std::move(result));
  if (result.error().code() == ErrorCode::NotFound) return std::optional<T>();
  return fail(std::move(result).error());
}

Result<TrustedKeys> trusted_here(const HomePaths& paths) {
  TrustedKeys trusted;
  if (const auto key = TILES_TRY(if_there(tiles::kit::read_signing_key(paths)))) {
    trusted.key = crypto::EcPublicKey::of(*key);
  }
  const auto log = TILES_TRY(if_there(tiles::kit::read_note_key(paths, tiles::kit::kLogKeyFile)));
  if (log) trusted.policy = tlog::Policy::of_logs({*log});
  trusted.account = TILES_TRY(tiles::kit::known_account(paths));
  return trusted;
}

constexpr std::uint64_t kSmallFileBytesMax = tiles::models::Lock::kTextBytesMax;

// What `parse` makes of a small file.
template <typename T>
Result<T> read_as(const std::filesystem::path& path, Result<T> (*parse)(std::string_view)) {
  auto read = tiles::open_directory(std::filesystem::absolute(path).parent_path())
                  .and_then([&](const std::unique_ptr<tiles::FileSystem>& folder) {
                    return folder->read(path.filename().string(), kSmallFileBytesMax);
                  })
                  .and_then([&](const std::string& text) { return parse(text); });
  if (!read) return fail(std::move(read).error().within("reading '" + path.string() + "'"));
  return read;
}

Result<TrustedKeys> trusted_by(const HomePaths& paths, const Trust& trust) {
  TrustedKeys trusted = TILES_TRY(trusted_here(paths));
  if (!trust.key.empty()) {
    trusted.key = TILES_TRY(read_as(trust.key, crypto::EcPublicKey::parse_pem));
    trusted.is_key_given = true;
  }
  if (!trust.account.empty()) {
    const auto account = TILES_TRY(identity::PublicKey::parse_did(trust.account));
    trusted.key.reset();
    trusted.is_account_given = true;
    if (!trusted.account || trusted.account->key != account) {
      trusted.account = attest::KnownAccount{.key = account, .end_of = [](const auto&) {
                                               return std::optional<attest::CertificateEnd>();
                                             }};
    }
  }
  if (!trust.policy.empty()) {
    trusted.policy = TILES_TRY(read_as(trust.policy, tlog::Policy::parse));
    trusted.is_policy_given = true;
  }
  return trusted;
}

std::string kind_of(std::string_view predicate_type) {
  if (predicate_type == attest::kModelSignatureType) return "signature";
  return predicate_type == attest::kProvenanceType ? "provenance" : "other";
}

// What a bundle says, though nothing vouches for it here.
Attestation described(const attest::Attachment& attachment) {
  Attestation described{.kind = kind_of(attachment.predicate_type),
                        .predicate_type = attachment.predicate_type,
                        .manifest = attachment.referrer.digest.text(),
                        .key = {},
                        .did = {},
                        .session_key = {},
                        .log = {},
                        .bundle = attachment.text,
                        .statement = {}};
  const auto bundle = attest::Bundle::parse(attachment.text);
  if (!bundle) return described;
  described.key = bundle->key_hint;
  described.statement = bundle->envelope.payload;
  if (const auto session = attest::SessionRecord::parse(attachment.session)) {
    described.did = session->link.terms().did;
    described.session_key = session->key().map(&crypto::EcPublicKey::pem).value_or("");
  }
  if (bundle->entries.empty() || !bundle->entries.front().inclusion) return described;
  const std::string& checkpoint = bundle->entries.front().inclusion->checkpoint;
  described.log = checkpoint.substr(0, checkpoint.find('\n'));
  described.index = bundle->entries.front().log_index;
  return described;
}

ModelAttestations described(const FoundModel& found, const TrustedKeys& trusted) {
  ModelAttestations model{.name = found.name,
                          .manifest = found.model.manifest.digest.text(),
                          .attestations = {},
                          .key = trusted.key ? trusted.key->pem() : "",
                          .log_key = trusted.policy ? trusted.policy->logs().front().print() : ""};
  model.attestations.reserve(found.model.attachments.size());
  for (const attest::Attachment& attachment : found.model.attachments) {
    model.attestations.push_back(described(attachment));
  }
  return model;
}

Result<void> check_bytes(const HomePaths& paths, std::string_view name,
                         const VerifyOptions& options) {
  const Verification verification = TILES_TRY(verify_models(paths, name, options));
  if (verification.faults.empty()) return {};
  const ModelFault& fault = verification.faults.front();
  return fail(Error(ErrorCode::Corrupt,
                    tiles::format("'{}' is damaged, so it is not signed: {} {}: {}", fault.name,
                                  fault.layer.kind, fault.layer.digest, fault.problem))
                  .with_hint("tiles verify " + fault.name));
}

Result<void> attach(FoundModel& found, const attest::NewAttachment& wanted) {
  found.model.attachments.push_back(
      TILES_TRY(attest::attach_bundle(*found.opened, found.model.manifest, wanted)));
  return {};
}

tiles::kit::Event sign_event(const FoundModel& found) {
  return {.kind = "model.sign", .digest = found.model.manifest.digest, .name = found.name};
}

// Signs, logs all signatures at once, and puts them beside the model.
Result<void> sign(const IdentityAccess& access, FoundModel& found,
                  const std::vector<attest::Statement>& statements) {
  auto signer = TILES_TRY(tiles::kit::open_signing_key(access));
  const auto key = crypto::EcPublicKey::of(signer.public_key());
  std::vector<attest::Bundle> bundles;
  std::vector<std::string> records;
  bundles.reserve(statements.size());
  records.reserve(statements.size());
  for (const attest::Statement& statement : statements) {
    bundles.push_back(TILES_TRY(attest::sign_statement(statement, signer)));
    records.push_back(attest::LogRecord::of(bundles.back().envelope, key).print());
  }
  const auto logged = TILES_TRY(tiles::kit::log_records(access.paths, sign_event(found), records));
  for (std::size_t i = 0; i < bundles.size(); ++i) {
    attest::add_inclusion(bundles[i], key, logged.log, logged.proofs[i]);
    TILES_CHECK(attach(found, {bundles[i], statements[i].predicate_type}));
  }
  return {};
}

// The same with a session key.
Result<void> sign_keyless(const IdentityAccess& access, FoundModel& found,
                          const std::vector<attest::Statement>& statements) {
  const auto bundles = TILES_TRY(tiles::kit::sign_keyless(access, sign_event(found), statements));
  for (std::size_t i = 0; i < bundles.size(); ++i) {
    TILES_CHECK(
        attach(found, {bundles[i].bundle, statements[i].predicate_type, bundles[i].session}));
  }
  return {};
}

Result<std::optional<tiles::models::Lock>> read_lock_of(const FoundModel& found,
                                                        const std::filesystem::path& file) {
  if (file.empty()) return std::optional<tiles::models::Lock>();
  auto lock = TILES_TRY(read_as(file, tiles::models::Lock::parse));
  if (lock.manifest != found.model.manifest.digest) {
    return fail(ErrorCode::Conflict, tiles::format("'{}' is of the build {}, '{}' is {}",
                                                   file.string(), lock.manifest.text(), found.name,
                                                   found.model.manifest.digest.text()));
  }
  return std::optional<tiles::models::Lock>(std::move(lock));
}

// What is signed already in the wanted way is not signed again.
TrustedKeys trusted_for(SignWith with, TrustedKeys trusted) {
  if (with == SignWith::SessionKey) {
    trusted.key.reset();
  } else {
    trusted.account.reset();
  }
  return trusted;
}

std::vector<attest::Statement> wanted_statements(const FoundModel& found,
                                                 const tiles::models::Lock* lock,
                                                 const TrustedKeys& trusted) {
  std::vector<attest::Statement> statements;
  for (attest::Statement& statement : std::vector<attest::Statement>{
           attest::content_of(found.model.manifest, found.model.build).statement(),
           attest::provenance_of({found.model.manifest, found.model.build, lock})}) {
    const bool is_wanted_anew =
        lock != nullptr && statement.predicate_type == attest::kProvenanceType;
    if (!is_wanted_anew && tiles::kit::has_sound(found.model, statement.predicate_type, trusted)) {
      continue;
    }
    statements.push_back(std::move(statement));
  }
  return statements;
}

Result<void> log_failure(const HomePaths& paths, const FoundModel& found,
                         const std::vector<ModelCheck>& checks) {
  for (const ModelCheck& check : checks) {
    if (check.result != CheckResult::Fails || check.what == "policy") continue;
    return tiles::kit::log_event(
        paths,
        {.kind = "model.verify-failed", .digest = found.model.manifest.digest, .name = found.name});
  }
  return {};
}

Json json_of(const Attestation& attestation) {
  const auto parsed = [](const std::string& text) {
    return tiles::parse_unambiguous_json(text).value_or(Json());
  };
  return {{"kind", attestation.kind},
          {"predicate_type", attestation.predicate_type},
          {"manifest", attestation.manifest},
          {"key", attestation.key},
          {"did", attestation.did},
          {"session_key", attestation.session_key},
          {"log", attestation.log},
          {"index", attestation.index},
          {"statement", parsed(attestation.statement)},
          {"bundle", parsed(attestation.bundle)}};
}

Json json_of(const ModelAttestations& model) {
  Json list = Json::array();
  for (const Attestation& attestation : model.attestations) list.push_back(json_of(attestation));
  return {{"name", model.name},
          {"manifest", model.manifest},
          {"key", model.key},
          {"log_key", model.log_key},
          {"attestations", std::move(list)}};
}

}  // namespace

Result<SignedModel> sign_model(const HomePaths& paths, std::string_view name,
                               const SignOptions& options) {
  if (options.with == SignWith::SessionKey) TILES_CHECK(tiles::kit::check_keyless(paths));
  TILES_CHECK(check_bytes(paths, name, options.verify));
  FoundModel found = TILES_TRY(find(paths, name));
  const auto lock = TILES_TRY(read_lock_of(found, options.lock));
  const TrustedKeys trusted = TILES_TRY(trusted_here(paths));
  const auto statements =
      wanted_statements(found, lock ? &*lock : nullptr, trusted_for(options.with, trusted));
  for (const crypto::Digest& referrer : tiles::kit::failing(found.model, trusted)) {
    TILES_CHECK(found.opened->detach(referrer));
    std::erase_if(found.model.attachments, [&](const attest::Attachment& attachment) {
      return attachment.referrer.digest == referrer;
    });
  }
  if (!statements.empty()) {
    const IdentityAccess access{.paths = paths, .ask = options.ask};
    TILES_CHECK(options.with == SignWith::SessionKey ? sign_keyless(access, found, statements)
                                                     : sign(access, found, statements));
  }
  return SignedModel{.result = statements.empty() ? SignResult::WasSigned : SignResult::Signed,
                     .model = described(found, TILES_TRY(trusted_here(paths)))};
}

Result<ModelAttestations> read_attestations(const HomePaths& paths, std::string_view name) {
  return described(TILES_TRY(find(paths, name)), TILES_TRY(trusted_here(paths)));
}

Result<std::vector<ModelCheck>> check_attestations(const HomePaths& paths, std::string_view name,
                                                   const Trust& trust) {
  const FoundModel found = TILES_TRY(find(paths, name));
  auto checks = tiles::kit::check_model(found.model, TILES_TRY(trusted_by(paths, trust)));
  // What others are trusted for is not this home's damage.
  const bool is_own_trust = trust.key.empty() && trust.account.empty() && trust.policy.empty();
  if (is_own_trust) TILES_CHECK(log_failure(paths, found, checks));
  return checks;
}

std::string_view name_of(CheckResult result) {
  switch (result) {
    case CheckResult::Holds:
      return "holds";
    case CheckResult::Fails:
      return "fails";
    case CheckResult::Unknown:
      return "unknown";
    case CheckResult::Absent:
      return "absent";
  }
  return "";
}

std::string to_json(const SignedModel& model) {
  Json json = json_of(model.model);
  json["result"] = model.result == SignResult::Signed ? "signed" : "was signed";
  return tiles::print_json(json);
}

std::string to_json(const ModelAttestations& model) { return tiles::print_json(json_of(model)); }

std::string to_json(const Verification& verification, const std::vector<ModelCheck>& checks) {
  auto json = tiles::parse_json(to_json(verification)).value_or(Json::object());
  Json list = Json::array();
  for (const ModelCheck& check : checks) {
    list.push_back({{"what", check.what}, {"result", name_of(check.result)}, {"text", check.text}});
  }
  json["checks"] = std::move(list);
  return tiles::print_json(json);
}

}  // namespace tilekit
