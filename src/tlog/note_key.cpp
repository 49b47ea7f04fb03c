// SPDX-License-Identifier: Apache-2.0
#include "tlog/note_key.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/assert.h"
#include "base/encodings.h"
#include "base/text.h"
#include "crypto/digest.h"
#include "tlog/decimal.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kPrivate = "PRIVATE+KEY+";
constexpr std::size_t kTimeBytes = 8;

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::uint64_t big_endian(std::string_view bytes) {
  std::uint64_t value = 0;
  for (const char byte : bytes) value = (value << 8U) | static_cast<std::uint8_t>(byte);
  return value;
}

std::string hex_of_id(std::uint32_t id) {
  std::string digits;
  for (unsigned shift = 32; shift > 0; shift -= 4) {
    digits += "0123456789abcdef"[(id >> (shift - 4)) & 0xFU];
  }
  return digits;
}

// SHA-256(name ‖ LF ‖ type ‖ public key), the first four bytes.
std::uint32_t id_of(std::string_view name, KeyType type, std::string_view key) {
  crypto::Sha256 hash;
  hash.update(name);
  const char rest[] = {'\n', static_cast<char>(type)};
  hash.update({rest, sizeof(rest)});
  hash.update(key);
  const crypto::Digest digest = hash.finish();
  return static_cast<std::uint32_t>(big_endian(text_of(digest.bytes()).substr(0, 4)));
}

// What both forms of keys hold, in front of it the type.
struct KeyParts {
  std::string_view name;
  std::string_view id;
  KeyType type = KeyType::Log;
  std::string bytes;
};

// "name+hex ID+base64 of the type and 32 bytes".
Result<KeyParts> parse_key(std::string_view text) {
  const std::size_t first = text.find('+');
  const std::size_t second = first == std::string_view::npos ? first : text.find('+', first + 1);
  if (second == std::string_view::npos || !is_key_name(text.substr(0, first))) {
    return fail(ErrorCode::Invalid, "key that is not 'name+ID+base64'");
  }
  std::string raw = TILES_TRY(from_base64(text.substr(second + 1), Base64::Padded));
  KeyParts parts;
  parts.name = text.substr(0, first);
  parts.id = text.substr(first + 1, second - first - 1);
  const auto type = raw.empty() ? std::uint8_t{0} : static_cast<std::uint8_t>(raw[0]);
  if (type != static_cast<std::uint8_t>(KeyType::Log) &&
      type != static_cast<std::uint8_t>(KeyType::Witness)) {
    return fail(ErrorCode::Unsupported,
                "key of type " + std::to_string(type) + "; known are 1 and 4, which are Ed25519");
  }
  if (raw.size() != 1 + crypto::kEd25519SeedBytes) {
    return fail(ErrorCode::Invalid,
                "key of " + std::to_string(raw.size() - 1) + " bytes, not of 32");
  }
  parts.type = static_cast<KeyType>(type);
  parts.bytes = raw.substr(1);
  crypto::wipe(std::as_writable_bytes(std::span(raw)));
  return parts;
}

Result<NoteKey> check_id(NoteKey key, std::string_view id) {
  if (id != hex_of_id(key.id)) {
    return fail(ErrorCode::Invalid, "key " + shown_in_quotes(key.name) + " with the ID " +
                                        shown_in_quotes(id) + "; it is '" + hex_of_id(key.id) +
                                        "'");
  }
  return key;
}

std::string cosigned_message(std::string_view text, std::uint64_t seconds) {
  return "cosignature/v1\ntime " + std::to_string(seconds) + "\n" + std::string(text);
}

Result<VerifiedSignature> verify_signature(const std::string& text, const NoteKey& key,
                                           std::string_view bytes) {
  VerifiedSignature verified;
  std::string message = text;
  crypto::Ed25519Signature signature{};
  const std::size_t front = key.type == KeyType::Witness ? kTimeBytes : 0;
  bool holds = bytes.size() == front + signature.size();
  if (holds && key.type == KeyType::Witness) {
    verified.seconds = big_endian(bytes.substr(0, kTimeBytes));
    holds = verified.seconds != 0 && verified.seconds <= kTreeSizeMax;
    message = cosigned_message(text, verified.seconds);
  }
  if (holds) {
    std::memcpy(signature.data(), bytes.data() + front, signature.size());
    holds = crypto::is_ed25519_signature(key.key, message, signature);
  }
  if (!holds) {
    return fail(ErrorCode::Corrupt,
                "the signature of " + shown_in_quotes(key.name) + " does not hold for this text");
  }
  return verified;
}

}  // namespace

NoteKey NoteKey::make(std::string_view name, KeyType type, const crypto::Ed25519PublicKey& key) {
  TILES_ASSERT(is_key_name(name));
  return {
      .name = std::string(name), .id = id_of(name, type, text_of(key)), .type = type, .key = key};
}

Result<NoteKey> NoteKey::parse(std::string_view vkey) {
  const KeyParts parts = TILES_TRY(parse_key(vkey));
  crypto::Ed25519PublicKey key{};
  std::memcpy(key.data(), parts.bytes.data(), key.size());
  return check_id(make(parts.name, parts.type, key), parts.id);
}

std::string NoteKey::print() const {
  const std::string raw = static_cast<char>(type) + std::string(text_of(key));
  return name + "+" + hex_of_id(id) + "+" + to_base64(raw, Base64::Padded);
}

bool NoteKey::is_named_by(const NoteSignature& signature) const {
  return signature.key_id == id && signature.key_name == name;
}

Result<std::vector<VerifiedSignature>> verify_note(const SignedNote& note,
                                                   std::span<const NoteKey> keys) {
  std::vector<VerifiedSignature> verified;
  for (std::size_t i = 0; i < keys.size(); ++i) {
    const auto signature = std::ranges::find_if(
        note.signatures, [&](const NoteSignature& one) { return keys[i].is_named_by(one); });
    if (signature == note.signatures.end()) continue;
    verified.push_back(TILES_TRY(verify_signature(note.text, keys[i], signature->bytes)));
    verified.back().key = i;
  }
  return verified;
}

NoteSigner::NoteSigner(std::string_view name, KeyType type, crypto::Ed25519Key key)
    : key_(NoteKey::make(name, type, key.public_key())), secret_(std::move(key)) {}

Result<NoteSigner> NoteSigner::parse(std::string_view text) {
  if (!text.starts_with(kPrivate)) {
    return fail(ErrorCode::Invalid, "private key that does not begin with 'PRIVATE+KEY+'");
  }
  KeyParts parts = TILES_TRY(parse_key(text.substr(kPrivate.size())));
  const auto seed = std::as_writable_bytes(std::span(parts.bytes));
  NoteSigner signer(parts.name, parts.type,
                    crypto::Ed25519Key::from_seed(seed.first<crypto::kEd25519SeedBytes>()));
  crypto::wipe(seed);
  TILES_CHECK(check_id(signer.key_, parts.id));
  return signer;
}

crypto::SecretBytes NoteSigner::print() const {
  std::string raw = static_cast<char>(key_.type) + std::string(text_of(secret_.seed()));
  std::string base64 = to_base64(raw, Base64::Padded);
  std::string text = std::string(kPrivate) + key_.name + "+" + hex_of_id(key_.id) + "+" + base64;
  auto secret = crypto::SecretBytes::copy_of(std::as_bytes(std::span(text)));
  for (std::string* one : {&raw, &base64, &text}) {
    crypto::wipe(std::as_writable_bytes(std::span(*one)));
  }
  return secret;
}

NoteSignature NoteSigner::sign(std::string_view text) const {
  TILES_ASSERT(key_.type == KeyType::Log);
  return {
      .key_name = key_.name, .key_id = key_.id, .bytes = std::string(text_of(secret_.sign(text)))};
}

NoteSignature NoteSigner::cosign(std::string_view text, std::uint64_t seconds) const {
  TILES_ASSERT(key_.type == KeyType::Witness && seconds != 0);
  std::string bytes;
  for (unsigned shift = 64; shift > 0; shift -= 8) {
    bytes += static_cast<char>((seconds >> (shift - 8)) & 0xFFU);
  }
  bytes += text_of(secret_.sign(cosigned_message(text, seconds)));
  return {.key_name = key_.name, .key_id = key_.id, .bytes = std::move(bytes)};
}

}  // namespace tiles::tlog
