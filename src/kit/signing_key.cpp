// SPDX-License-Identifier: Apache-2.0
#include "kit/signing_key.h"

#include <string>
#include <utility>

#include "base/encodings.h"
#include "base/file_system.h"
#include "crypto/secret.h"
#include "kit/folders.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kFile = "signing.key";
constexpr std::size_t kFileBytesMax = 1'024;
constexpr std::string_view kHeading = "tiles signing key v1\n";

void wipe_text(std::string& text) { crypto::wipe(std::as_writable_bytes(std::span(text))); }

Result<attest::KeySigner> make_key(FileSystem& keys) {
  auto key = crypto::P256PrivateKey::generate();
  const crypto::SecretBytes scalar = key.scalar();
  std::string bytes(reinterpret_cast<const char*>(scalar.bytes().data()), scalar.size());
  std::string body = to_base64(bytes, Base64::Padded);
  std::string text;
  // One piece of memory, so that no copy stays behind when it grows.
  text.reserve(kHeading.size() + body.size() + 1);
  text.append(kHeading).append(body).append("\n");
  const auto written = keys.write_new(kFile, text);
  for (std::string* secret : {&bytes, &body, &text}) wipe_text(*secret);
  TILES_CHECK(written);
  TILES_CHECK(keys.sync_directory(""));
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
  wipe_text(bytes);
  return key;
}

}  // namespace

Result<attest::KeySigner> open_signing_key(const tilekit::HomePaths& paths, IfMissing if_missing) {
  if (if_missing == IfMissing::Fail && !std::filesystem::exists(paths.keys / kFile)) {
    return fail(ErrorCode::NotFound, "nothing was signed here yet");
  }
  const auto keys = TILES_TRY(make_and_open(paths.keys));
  auto text = keys->read(kFile, kFileBytesMax);
  if (!text && text.error().code() == ErrorCode::NotFound) return make_key(*keys);
  if (!text) return fail(std::move(text).error().within("the signing key of this home"));
  auto key = parse_key(*text);
  wipe_text(*text);
  if (!key) {
    return fail(
        Error(ErrorCode::Corrupt, key.error().text()).within("the signing key of this home"));
  }
  return attest::KeySigner(*std::move(key));
}

}  // namespace tiles::kit
