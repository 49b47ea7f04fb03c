// SPDX-License-Identifier: Apache-2.0
#include "identity/ucan.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/random.h"
#include "base/text.h"

namespace tiles::identity {
namespace {

// Integers that every reader holds exactly.
constexpr std::int64_t kIntegerMax = (std::int64_t{1} << 53) - 1;
constexpr std::size_t kNonceBytes = 12;
constexpr std::size_t kNonceBytesMax = 256;

constexpr std::array<std::string_view, 7> kDelegationKeys = {"iss", "aud",   "sub", "cmd",
                                                             "pol", "nonce", "exp"};
constexpr std::array<std::string_view, 2> kDelegationOptional = {"meta", "nbf"};
constexpr std::array<std::string_view, 7> kInvocationKeys = {"iss", "sub",   "cmd", "args",
                                                             "prf", "nonce", "exp"};
constexpr std::array<std::string_view, 4> kInvocationOptional = {"aud", "meta", "iat", "cause"};

// The members of a payload, each read by its key; the first error is kept for the end of reading.
class PayloadReader {
 public:
  explicit PayloadReader(const DagValue::Map& payload) : payload_(payload) {}

  Result<void> check_keys(std::span<const std::string_view> needed,
                          std::span<const std::string_view> optional) const {
    for (const std::string_view key : needed) {
      if (!payload_.contains(key)) return wrong(key, "missing");
    }
    for (const auto& [key, value] : payload_) {
      if (std::ranges::find(needed, key) == needed.end() &&
          std::ranges::find(optional, key) == optional.end()) {
        return wrong(key, "not known");
      }
    }
    return {};
  }

  const DagValue* find(std::string_view key) const {
    const auto found = payload_.find(key);
    return found == payload_.end() ? nullptr : &found->second;
  }

  Result<PublicKey> principal(std::string_view key) const {
    const auto* text = find(key)->as<std::string>();
    if (text == nullptr) return wrong(key, "no text");
    auto parsed = PublicKey::parse_did(*text);
    if (!parsed) return fail(std::move(parsed).error().within("UCAN '" + std::string(key) + "'"));
    return parsed;
  }

  // Nothing when the member is missing or null.
  Result<std::optional<PublicKey>> optional_principal(std::string_view key) const {
    const DagValue* value = find(key);
    if (value == nullptr || value->is_null()) return std::optional<PublicKey>();
    PublicKey parsed = TILES_TRY(principal(key));
    return std::optional(std::move(parsed));
  }

  Result<std::string> command() const {
    const auto* text = find("cmd")->as<std::string>();
    if (text == nullptr) return wrong("cmd", "no text");
    TILES_CHECK(check_command(*text));
    return *text;
  }

  Result<std::optional<std::int64_t>> time(std::string_view key) const {
    const DagValue* value = find(key);
    if (value == nullptr || value->is_null()) return std::optional<std::int64_t>();
    const auto* number = value->as<std::int64_t>();
    if (number == nullptr || *number < 0 || *number > kIntegerMax) {
      return wrong(key, "no time within 53 bits");
    }
    return std::optional(*number);
  }

  Result<DagValue::Map> map(std::string_view key) const {
    const DagValue* value = find(key);
    if (value == nullptr) return DagValue::Map();
    const auto* members = value->as<DagValue::Map>();
    if (members == nullptr) return wrong(key, "no map");
    return *members;
  }

  Result<void> check_nonce() const {
    const auto* nonce = find("nonce")->as<DagValue::Bytes>();
    if (nonce == nullptr || nonce->bytes.size() > kNonceBytesMax) return wrong("nonce", "no bytes");
    return {};
  }

  Result<std::vector<Cid>> links(std::string_view key, std::size_t count_max) const {
    const auto* list = find(key)->as<DagValue::List>();
    if (list == nullptr) return wrong(key, "no list");
    if (list->size() > count_max) return fail(ErrorCode::Limit, "UCAN with too many proofs");
    std::vector<Cid> links;
    for (const DagValue& each : *list) {
      if (each.as<Cid>() == nullptr) return wrong(key, "no list of links");
      links.push_back(*each.as<Cid>());
    }
    return links;
  }

  static tl::unexpected<Error> wrong(std::string_view key, std::string_view why) {
    return fail(ErrorCode::Invalid,
                "UCAN whose " + shown_in_quotes(key) + " is " + std::string(why));
  }

 private:
  const DagValue::Map& payload_;
};

DagValue fresh_nonce() {
  std::string nonce(kNonceBytes, '\0');
  fill_random(std::as_writable_bytes(std::span(nonce)));
  return DagValue::Bytes{std::move(nonce)};
}

DagValue time_value(const std::optional<std::int64_t>& time) {
  return time ? DagValue(*time) : DagValue();
}

}  // namespace

Result<void> check_command(std::string_view command) {
  constexpr std::size_t kBytesMax = 256;
  if (command.size() > kBytesMax) return fail(ErrorCode::Limit, "command of more than 256 bytes");
  const bool is_slashed = command.starts_with('/') &&
                          (command.size() == 1 || !command.ends_with('/')) &&
                          command.find("//") == std::string_view::npos;
  const bool is_lower = std::ranges::none_of(command, [](char c) {
    return (c >= 'A' && c <= 'Z') || (c >= '\0' && c <= ' ') || c == '\x7f';
  });
  if (!is_slashed || !is_lower || !is_utf8(command)) {
    return fail(ErrorCode::Invalid, "command " + shown_in_quotes(command) +
                                        " is not '/' or words of lower case behind slashes");
  }
  return {};
}

bool is_within(std::string_view command, std::string_view parent) {
  if (parent == "/") return true;
  return command.starts_with(parent) &&
         (command.size() == parent.size() || command[parent.size()] == '/');
}

Result<Delegation> Delegation::sign(const DelegationTerms& terms, const Signer& signer) {
  DagValue::Map payload;
  payload.emplace("iss", signer.key.did());
  payload.emplace("aud", terms.audience.did());
  payload.emplace("sub", terms.subject ? DagValue(terms.subject->did()) : DagValue());
  payload.emplace("cmd", terms.command);
  payload.emplace("pol", terms.policy.value());
  payload.emplace("nonce", fresh_nonce());
  payload.emplace("exp", time_value(terms.time.expires));
  if (terms.time.not_before) payload.emplace("nbf", *terms.time.not_before);
  if (!terms.meta.empty()) payload.emplace("meta", terms.meta);
  return of_envelope(
      TILES_TRY(UcanEnvelope::sign(UcanKind::Delegation, std::move(payload), signer)));
}

Result<Delegation> Delegation::parse(std::string_view bytes) {
  return of_envelope(TILES_TRY(UcanEnvelope::parse(bytes)));
}

Result<Delegation> Delegation::of_envelope(UcanEnvelope envelope) {
  if (envelope.kind() != UcanKind::Delegation) {
    return fail(ErrorCode::Invalid, "UCAN that is no delegation");
  }
  const PayloadReader reader(envelope.payload());
  TILES_CHECK(reader.check_keys(kDelegationKeys, kDelegationOptional));
  PublicKey issuer = TILES_TRY(reader.principal("iss"));
  DelegationTerms terms{.audience = issuer, .subject = {}, .command = {}};
  terms.audience = TILES_TRY(reader.principal("aud"));
  terms.subject = TILES_TRY(reader.optional_principal("sub"));
  terms.command = TILES_TRY(reader.command());
  terms.policy = TILES_TRY(Policy::parse(*reader.find("pol")));
  TILES_CHECK(reader.check_nonce());
  terms.time.expires = TILES_TRY(reader.time("exp"));
  terms.time.not_before = TILES_TRY(reader.time("nbf"));
  terms.meta = TILES_TRY(reader.map("meta"));
  return Delegation(std::move(envelope), std::move(issuer), std::move(terms));
}

Result<Invocation> Invocation::sign(const InvocationTerms& terms, const Signer& signer) {
  DagValue::Map payload;
  payload.emplace("iss", signer.key.did());
  payload.emplace("sub", terms.subject.did());
  if (terms.audience) payload.emplace("aud", terms.audience->did());
  payload.emplace("cmd", terms.command);
  payload.emplace("args", terms.arguments);
  payload.emplace("prf", DagValue::List(terms.proofs.begin(), terms.proofs.end()));
  payload.emplace("nonce", fresh_nonce());
  payload.emplace("exp", time_value(terms.expires));
  return of_envelope(
      TILES_TRY(UcanEnvelope::sign(UcanKind::Invocation, std::move(payload), signer)));
}

Result<Invocation> Invocation::parse(std::string_view bytes) {
  return of_envelope(TILES_TRY(UcanEnvelope::parse(bytes)));
}

Result<Invocation> Invocation::of_envelope(UcanEnvelope envelope) {
  if (envelope.kind() != UcanKind::Invocation) {
    return fail(ErrorCode::Invalid, "UCAN that is no invocation");
  }
  const PayloadReader reader(envelope.payload());
  TILES_CHECK(reader.check_keys(kInvocationKeys, kInvocationOptional));
  PublicKey issuer = TILES_TRY(reader.principal("iss"));
  InvocationTerms terms{.subject = issuer, .audience = {}, .command = {}};
  terms.subject = TILES_TRY(reader.principal("sub"));
  terms.audience = TILES_TRY(reader.optional_principal("aud"));
  terms.command = TILES_TRY(reader.command());
  terms.arguments = TILES_TRY(reader.map("args"));
  terms.proofs = TILES_TRY(reader.links("prf", kProofsMax));
  TILES_CHECK(reader.check_nonce());
  terms.expires = TILES_TRY(reader.time("exp"));
  TILES_CHECK(reader.time("iat"));
  TILES_CHECK(reader.map("meta"));
  return Invocation(std::move(envelope), std::move(issuer), std::move(terms));
}

}  // namespace tiles::identity
