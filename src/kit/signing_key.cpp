// SPDX-License-Identifier: Apache-2.0
#include "kit/signing_key.h"

#include <string>
#include <utility>

#include "base/encodings.h"
#include "base/file_system.h"
#include "crypto/secret.h"
#include "identity/public_key.h"
#include "kit/key_file.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kHeading = "tiles signing key v1\n";

std::span<std::byte> bytes_of(std::string& text) { return std::as_writable_bytes(std::span(text)); }

Result<attest::KeySigner> make_key(const HomeKeys& keys) {
  auto key = crypto::P256PrivateKey::generate();
  const crypto::SecretBytes scalar = key.scalar();
  std::string bytes(reinterpret_cast<const char*>(scalar.bytes().data()), scalar.size());
  std::string body = to_base64(bytes, Base64::Padded);
  std::string text;
  // One piece of memory, so that no copy stays behind when it grows.
  text.reserve(kHeading.size() + body.size() + 1);
  text.append(kHeading).append(body).append("\n");
  const std::string public_half = identity::PublicKey(key.public_key()).did();
  const auto written =
      keys.write_new({.file = kSigningKeyFile, .public_half = public_half, .text = bytes_of(text)});
  for (std::string* secret : {&bytes, &body, &text}) crypto::wipe(bytes_of(*secret));
  TILES_CHECK(written);
  return attest::KeySigner(std::move(key));
}

Result<crypto::P256PrivateKey> parse_key(std::string_view text) {
  if (!text.starts_with(kHeading) || !text.ends_with("\n")) {
    return fail(ErrorCode::Corrupt, "it does not begin with 'tiles signing key v1'");
  }
  text.remove_prefix(kHeading.size());
  text.remove_suffix(text.empty() ? 0 : 1);
  std::string bytes = TILES_TRY(from_base64(text, Base64::Padded));
  auto key = crypto::P256PrivateKey::from_scalar(std::as_bytes(std::span(bytes)));
  crypto::wipe(bytes_of(bytes));
  return key;
}

// What is wrong with the file is damage, whatever reading it calls it.
template <typename T>
Result<T> of_this_home(Result<T> key) {
  if (key) return key;
  return fail(Error(ErrorCode::Corrupt, key.error().text()).within("the signing key of this home"));
}

}  // namespace

Result<attest::KeySigner> open_signing_key(const tilekit::IdentityAccess& access) {
  const auto keys = TILES_TRY(HomeKeys::open(access));
  const auto text = keys.read(kSigningKeyFile);
  if (!text && text.error().code() == ErrorCode::NotFound) return make_key(keys);
  if (!text) return fail(Error(text.error()).within("the signing key of this home"));
  auto key = TILES_TRY(
      of_this_home(parse_key({reinterpret_cast<const char*>(text->bytes().data()), text->size()})));
  return attest::KeySigner(std::move(key));
}

Result<crypto::P256PublicKey> read_signing_key(const tilekit::HomePaths& paths) {
  const auto folder = TILES_TRY(open_directory(paths.keys));
  const KeyFile key = TILES_TRY(KeyFile::read(*folder, kSigningKeyFile));
  const std::string did =
      key.is_sealed() ? key.public_half() : TILES_TRY(public_half_of_signing_key(key.plain()));
  const auto parsed = TILES_TRY(of_this_home(identity::PublicKey::parse_did(did)));
  if (parsed.p256() != nullptr) return *parsed.p256();
  return fail(ErrorCode::Corrupt, "the signing key of this home is not of P-256");
}

Result<std::string> public_half_of_signing_key(std::string_view text) {
  const auto key = TILES_TRY(of_this_home(parse_key(text)));
  return identity::PublicKey(key.public_key()).did();
}

}  // namespace tiles::kit
