// SPDX-License-Identifier: Apache-2.0
#include "identity/public_key.h"

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include "base/encodings.h"
#include "base/text.h"
#include "identity/varint.h"

namespace tiles::identity {
namespace {

constexpr std::string_view kDidKey = "did:key:";
// Longer than any key of the kinds known here.
constexpr std::size_t kTextBytesMax = 100;

// Multicodec names, by KeyKind.
constexpr std::array<std::uint64_t, 3> kCodecs = {0xED, 0x1200, 0xE7};

template <std::size_t size>
Result<std::array<std::byte, size>> array_of(std::string_view bytes, std::string_view what) {
  std::array<std::byte, size> array{};
  if (bytes.size() != size) {
    return fail(ErrorCode::Invalid, std::string(what) + " of " + std::to_string(bytes.size()) +
                                        " bytes, not " + std::to_string(size));
  }
  std::ranges::copy(std::as_bytes(std::span(bytes)), array.begin());
  return array;
}

Result<PublicKey> key_of(std::uint64_t codec, std::string_view bytes) {
  const auto* found = std::ranges::find(kCodecs, codec);
  if (found == kCodecs.end()) {
    return fail(ErrorCode::Unsupported, "a key that is not of Ed25519, P-256 or secp256k1");
  }
  switch (static_cast<KeyKind>(found - kCodecs.begin())) {
    case KeyKind::Ed25519:
      return PublicKey(TILES_TRY(array_of<32>(bytes, "Ed25519 key")));
    case KeyKind::P256:
      return PublicKey(TILES_TRY(crypto::P256PublicKey::parse(bytes)));
    case KeyKind::Secp256k1:
      return PublicKey(TILES_TRY(crypto::Secp256k1PublicKey::parse(bytes)));
  }
  return fail(ErrorCode::Unsupported, "a key of an unknown kind");
}

Result<PublicKey> parse_bytes(std::string_view multibase) {
  if (!multibase.starts_with('z')) return fail(ErrorCode::Invalid, "a key that is not in base58");
  const std::string bytes = TILES_TRY(from_base58(multibase.substr(1)));
  std::string_view rest = bytes;
  const std::uint64_t codec = TILES_TRY(take_varint(rest));
  return key_of(codec, rest);
}

std::string_view view_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

Result<PublicKey> PublicKey::parse_did(std::string_view did) {
  if (!did.starts_with(kDidKey)) {
    return fail(ErrorCode::Invalid, shown_in_quotes(did) + " does not begin with 'did:key:'");
  }
  return parse_multikey(did.substr(kDidKey.size()));
}

Result<PublicKey> PublicKey::parse_multikey(std::string_view text) {
  auto key = text.size() > kTextBytesMax
                 ? Result<PublicKey>(fail(ErrorCode::Limit, "longer than any key"))
                 : parse_bytes(text);
  if (!key) return fail(std::move(key).error().within("key " + shown_in_quotes(text)));
  return key;
}

std::string PublicKey::did() const { return std::string(kDidKey) + multikey(); }

std::string PublicKey::multikey() const {
  std::string bytes;
  append_varint(bytes, kCodecs.at(key_.index()));
  if (const auto* ed25519 = std::get_if<crypto::Ed25519PublicKey>(&key_)) {
    bytes += view_of(*ed25519);
  } else if (const auto* p256 = std::get_if<crypto::P256PublicKey>(&key_)) {
    bytes += p256->compressed();
  } else {
    bytes += std::get<crypto::Secp256k1PublicKey>(key_).compressed();
  }
  return "z" + to_base58(bytes);
}

std::string_view PublicKey::kind_name() const {
  constexpr std::array<std::string_view, 3> kNames = {"Ed25519", "P-256", "secp256k1"};
  return kNames.at(key_.index());
}

Result<void> PublicKey::verify(std::string_view message, std::string_view signature) const {
  if (const auto* p256 = std::get_if<crypto::P256PublicKey>(&key_)) {
    return p256->verify(message, signature, crypto::HighS::Refused);
  }
  if (const auto* k256 = std::get_if<crypto::Secp256k1PublicKey>(&key_)) {
    return k256->verify(message, signature);
  }
  const auto bytes = TILES_TRY(array_of<64>(signature, "Ed25519 signature"));
  if (!crypto::is_ed25519_signature(std::get<crypto::Ed25519PublicKey>(key_), message, bytes)) {
    return fail(ErrorCode::Invalid, "signature that is not of this key and message");
  }
  return {};
}

}  // namespace tiles::identity
