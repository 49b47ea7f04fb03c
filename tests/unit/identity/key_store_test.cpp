// SPDX-License-Identifier: Apache-2.0
// The key stores against what they stand on: a TPM (swtpm), libsecret's own file backend, and a
// passphrase. A real gnome-keyring is in tests/cli/id_keyring.cli.
#include "identity/key_store.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <string>

#include "base/encodings.h"
#include "base/text.h"
#include "identity/key_record.h"
#include "support/temporary_directory.h"
#include "unit/identity/tpm_simulator.h"

namespace tiles::identity {
namespace {

constexpr crypto::PassphraseCost kCheap{.passes = 1, .memory_kib = 64};

// Answers with one passphrase, and counts.
KeyStoreOptions with_passphrase(const std::string& passphrase, int& asked) {
  return {.ask =
              [passphrase, &asked](PassphraseUse, std::span<char> into) {
                ++asked;
                std::ranges::copy(passphrase, into.begin());
                return Result<std::size_t>(passphrase.size());
              },
          .cost = kCheap};
}

std::span<const std::byte> bytes_in(const std::string& text) {
  return std::as_bytes(std::span(text));
}

// What every store does: sign, wrap, and be found again by its record.
void check_store(KeyStore& store, const KeyStoreOptions& options) {
  const std::string signature = store.sign("message").value();
  EXPECT_TRUE(store.device_key().verify("message", signature));
  EXPECT_FALSE(store.device_key().verify("another", signature));
  const std::string wrapped = wrap(store, bytes_in("secret"), "purpose").value();
  const auto again = open_key_store(store.record(), options).value();
  EXPECT_EQ(again->device_key(), store.device_key());
  EXPECT_EQ(again->protection(), store.protection());
  EXPECT_TRUE(store.device_key().verify("more", again->sign("more").value()));
  const auto opened = unwrap(*again, wrapped, "purpose").value();
  EXPECT_TRUE(crypto::equal_in_constant_time(opened.bytes(), bytes_in("secret")));
  EXPECT_EQ(unwrap(*again, wrapped, "other").error().code(), ErrorCode::Denied);
}

TEST(PassphraseStore, SignsWrapsAndIsFoundAgain) {
  int asked = 0;
  const KeyStoreOptions options = with_passphrase("correct horse", asked);
  const auto store = create_passphrase_store(options).value();
  EXPECT_EQ(store->protection(), Protection::Passphrase);
  check_store(*store, options);
  EXPECT_EQ(asked, 2);  // Once to make it, once to open it again.
}

TEST(PassphraseStore, WrongMissingOrShortPassphrasesAreDenied) {
  int asked = 0;
  const auto record =
      create_passphrase_store(with_passphrase("correct horse", asked)).value()->record();
  const auto code_with = [&](const KeyStoreOptions& options) {
    const auto signature = open_key_store(record, options).value()->sign("m");
    return signature ? ErrorCode::Conflict : signature.error().code();
  };
  EXPECT_EQ(code_with(with_passphrase("correct horsf", asked)), ErrorCode::Denied);
  EXPECT_EQ(code_with(with_passphrase("", asked)), ErrorCode::Invalid);
  EXPECT_EQ(code_with({}), ErrorCode::Denied);
  EXPECT_EQ(create_passphrase_store(with_passphrase("1234567", asked)).error().code(),
            ErrorCode::Invalid);
  EXPECT_TRUE(create_passphrase_store(with_passphrase("12345678", asked)));
}

TEST(PassphraseStore, RecordOfAnotherKeyIsCorrupt) {
  int asked = 0;
  const KeyStoreOptions options = with_passphrase("correct horse", asked);
  Json record = create_passphrase_store(options).value()->record();
  record["key"] = PublicKey(crypto::P256PrivateKey::generate().public_key()).did();
  EXPECT_EQ(open_key_store(record, options).value()->sign("m").error().code(), ErrorCode::Corrupt);
}

TEST(KeyRecord, OtherFormsAreRefused) {
  int asked = 0;
  const Json good =
      create_passphrase_store(with_passphrase("correct horse", asked)).value()->record();
  const auto code_of = [](const Json& record) {
    const auto store = open_key_store(record, {});
    return store ? ErrorCode::Conflict : store.error().code();
  };
  EXPECT_EQ(code_of(nullptr), ErrorCode::Corrupt);
  EXPECT_EQ(code_of(Json::object()), ErrorCode::Corrupt);
  for (const char* member : {"kind", "key", "sealed"}) {
    Json without = good;
    without.erase(member);
    EXPECT_EQ(code_of(without), ErrorCode::Corrupt) << member;
  }
  Json other = good;
  other["kind"] = "floppy";
  EXPECT_EQ(code_of(other), ErrorCode::Unsupported);
  other = good;
  other["sealed"] = "?";
  EXPECT_EQ(code_of(other), ErrorCode::Corrupt);
  other = good;
  other["key"] = PublicKey(crypto::Ed25519Key::generate().public_key()).did();
  EXPECT_EQ(code_of(other), ErrorCode::Corrupt);
}

TEST(KeyPairSecret, ComesBackFromItsDigits) {
  const KeyPairSecret pair = KeyPairSecret::generate();
  const auto again = KeyPairSecret::parse_hex(pair.hex().bytes()).value();
  EXPECT_TRUE(crypto::equal_in_constant_time(again.bytes().bytes(), pair.bytes().bytes()));
  EXPECT_FALSE(KeyPairSecret::parse_hex(bytes_in(std::string(128, 'g'))));
  EXPECT_FALSE(KeyPairSecret::parse_hex(bytes_in(std::string(127, '1'))));
  EXPECT_FALSE(KeyPairSecret::parse(bytes_in(std::string(64, '\0'))));
  EXPECT_FALSE(KeyPairSecret::parse(bytes_in("")));
}

TEST(TpmStore, SignsWrapsAndOutlivesARestart) {
  TpmSimulator tpm;
  const KeyStoreOptions options{.tpm = tpm.name()};
  const auto store = create_tpm_store(options);
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ((*store)->protection(), Protection::Hardware);
  check_store(**store, options);
  tpm.restart();
  Json record = (*store)->record();
  record["tpm"] = tpm.name();
  const auto again = open_key_store(record, options).value();
  EXPECT_TRUE((*store)->device_key().verify("m", again->sign("m").value()));
}

TEST(TpmStore, AnotherTpmCannotUseTheKeys) {
  TpmSimulator own;
  TpmSimulator other;
  Json record = create_tpm_store({.tpm = own.name()}).value()->record();
  record["tpm"] = other.name();
  const auto moved = open_key_store(record, {}).value();
  EXPECT_EQ(moved->sign("m").error().code(), ErrorCode::Denied);
  EXPECT_EQ(moved->wrapping_key().error().code(), ErrorCode::Denied);
}

TEST(TpmStore, ManySignaturesLeaveNothingLoaded) {
  TpmSimulator tpm;
  const auto store = create_tpm_store({.tpm = tpm.name()}).value();
  for (int i = 0; i < 12; ++i) {  // A TPM has room for three objects.
    const auto signature = store->sign(std::to_string(i));
    ASSERT_TRUE(signature) << signature.error().text();
    EXPECT_TRUE(store->device_key().verify(std::to_string(i), *signature));
  }
}

TEST(TpmStore, ChangedRecordsAreCorruptOrDenied) {
  TpmSimulator tpm;
  const Json good = create_tpm_store({.tpm = tpm.name()}).value()->record();
  for (const char* member : {"signing_public", "signing_private"}) {
    Json changed = good;
    std::string bytes = from_base64(good[member].get<std::string>(), Base64::Padded).value();
    bytes[bytes.size() / 2] = static_cast<char>(bytes[bytes.size() / 2] ^ 1);
    changed[member] = to_base64(bytes, Base64::Padded);
    const auto store = open_key_store(changed, {});
    EXPECT_FALSE(store && (*store)->sign("m")) << member;
    changed[member] = to_base64(bytes.substr(0, 7), Base64::Padded);
    const auto cut = open_key_store(changed, {});
    EXPECT_FALSE(cut && (*cut)->sign("m")) << member;
  }
}

TEST(TpmStore, NoTpmIsUnsupported) {
  EXPECT_EQ(create_tpm_store({.tpm = "device:/dev/null/none"}).error().code(),
            ErrorCode::Unsupported);
}

}  // namespace
}  // namespace tiles::identity

// GLib keeps a few bytes of libsecret's file backend for ever.
extern "C" const char* __lsan_default_suppressions();   // NOLINT(bugprone-reserved-identifier)
extern "C" const char* __lsan_default_suppressions() {  // NOLINT(bugprone-reserved-identifier)
  return "leak:libglib-2.0.so\n";
}

namespace tiles::identity {
namespace {

// libsecret keeps items in an encrypted file when it is told to: no bus, no desktop.
TEST(SecretServiceStore, KeepsTheKeysOutOfTheRecord) {
  const testing::TemporaryDirectory folder;
  ::setenv("SECRET_BACKEND", "file", 1);
  ::setenv("SECRET_FILE_TEST_PATH", (folder.path() / "keyring").c_str(), 1);
  ::setenv("SECRET_FILE_TEST_PASSWORD", "test", 1);
  const auto store = create_secret_service_store({});
  ASSERT_TRUE(store) << store.error().text();
  EXPECT_EQ((*store)->protection(), Protection::KeyStore);
  check_store(**store, {});
  EXPECT_EQ((*store)->record().size(), 2U);
  const Json record = (*store)->record();
  ASSERT_TRUE((*store)->forget());
  EXPECT_EQ(open_key_store(record, {}).value()->sign("m").error().code(), ErrorCode::NotFound);
}

}  // namespace
}  // namespace tiles::identity
