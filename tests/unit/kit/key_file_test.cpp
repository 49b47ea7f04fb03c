// SPDX-License-Identifier: Apache-2.0
#include "kit/key_file.h"

#include <gtest/gtest.h>

#include "base/encodings.h"
#include "kit/note_key_file.h"
#include "kit/seal_keys.h"
#include "kit/signing_key.h"
#include "support/fault_file_system.h"

namespace tiles::kit {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::Unsynced;

constexpr std::string_view kText = "PRIVATE+KEY+of nobody\n";
constexpr std::string_view kPublicHalf = "tiles/log/0+1+AA==";

crypto::SecretBytes file_key(std::byte first) {
  crypto::SecretBytes key(crypto::kSealingKeyBytes);
  key.bytes()[0] = first;
  return key;
}

KeyText key_text() {
  return {.file = kLogKeyFile, .public_half = kPublicHalf, .text = std::as_bytes(std::span(kText))};
}

std::string sealed() { return seal_key(key_text(), file_key(std::byte{1}).bytes()); }

std::string_view text_of(const crypto::SecretBytes& bytes) {
  return {reinterpret_cast<const char*>(bytes.bytes().data()), bytes.size()};
}

Result<crypto::SecretBytes> open_as(std::string_view file, const std::string& bytes,
                                    std::byte first) {
  return KeyFile::parse(file, bytes).and_then([&](const KeyFile& key) {
    return key.open(file_key(first).bytes());
  });
}

TEST(KeyFile, PlainOneIsItsText) {
  const KeyFile key = KeyFile::parse(kLogKeyFile, kText).value();
  EXPECT_FALSE(key.is_sealed());
  EXPECT_EQ(key.plain(), kText);
}

TEST(KeyFile, SealedOneShowsItsPublicHalfAlone) {
  const KeyFile key = KeyFile::parse(kLogKeyFile, sealed()).value();
  EXPECT_TRUE(key.is_sealed());
  EXPECT_EQ(key.public_half(), kPublicHalf);
  EXPECT_EQ(text_of(key.open(file_key(std::byte{1}).bytes()).value()), kText);
  EXPECT_EQ(sealed().find("PRIVATE"), std::string::npos);
  EXPECT_EQ(sealed().find(to_base64(kText, Base64::Plain)), std::string::npos);
}

TEST(KeyFile, OpensWithItsKeyNameAndPublicHalfAlone) {
  EXPECT_TRUE(open_as(kLogKeyFile, sealed(), std::byte{1}));
  EXPECT_EQ(open_as(kLogKeyFile, sealed(), std::byte{2}).error().code(), ErrorCode::Denied);
  EXPECT_EQ(open_as(kWitnessKeyFile, sealed(), std::byte{1}).error().code(), ErrorCode::Denied);
  std::string changed = sealed();
  changed.replace(changed.find("log/0"), 5, "log/1");
  EXPECT_EQ(open_as(kLogKeyFile, changed, std::byte{1}).error().code(), ErrorCode::Denied);
}

TEST(KeyFile, EveryOtherTextOfASealedOneIsRefused) {
  const std::string good = sealed();
  for (std::size_t size = std::string_view("tiles sealed key v1\n").size(); size < good.size();
       ++size) {
    EXPECT_EQ(KeyFile::parse(kLogKeyFile, good.substr(0, size)).error().code(), ErrorCode::Corrupt)
        << size;
  }
  EXPECT_EQ(KeyFile::parse(kLogKeyFile, good + "more").error().code(), ErrorCode::Corrupt);
}

TEST(KeyFile, OnlyTheKeyThatItsUserAsksForIsUnderAPassphrase) {
  for (const std::string_view file : {kLogKeyFile, kSigningKeyFile, kWitnessKeyFile}) {
    EXPECT_TRUE(is_to_be_sealed(file, identity::Protection::Hardware));
    EXPECT_TRUE(is_to_be_sealed(file, identity::Protection::KeyStore));
    EXPECT_EQ(is_to_be_sealed(file, identity::Protection::Passphrase), file == kSigningKeyFile);
  }
}

// A power cut at each change of the disk: the key is there, plain or sealed.
TEST(KeyFile, PowerCutLosesNoKey) {
  for (const Unsynced unsynced : {Unsynced::Lost, Unsynced::Kept}) {
    for (std::size_t change = 0;; ++change) {
      const auto disk = std::make_shared<FaultDisk>();
      FaultFileSystem files(disk);
      ASSERT_TRUE(files.write_new(kLogKeyFile, kText));
      ASSERT_TRUE(files.sync_directory(""));
      disk->cut_power_at(change);
      const auto done = seal_key_file(files, key_text(), file_key(std::byte{1}).bytes());
      disk->restart(unsynced);
      const KeyFile key = KeyFile::read(files, kLogKeyFile).value();
      if (key.is_sealed()) {
        EXPECT_EQ(text_of(key.open(file_key(std::byte{1}).bytes()).value()), kText) << change;
      } else {
        EXPECT_EQ(key.plain(), kText) << change;
        EXPECT_FALSE(done) << change;
      }
      if (done) {
        EXPECT_GT(change, 2U);
        break;
      }
    }
  }
}

// A home with an identity under a passphrase, and keys of before.
struct Device {
  std::shared_ptr<FaultDisk> disk = std::make_shared<FaultDisk>();
  FaultFileSystem files{disk};
  std::shared_ptr<FaultDisk> keys_disk = std::make_shared<FaultDisk>();
  FaultFileSystem keys{keys_disk};
  SystemClock clock;
  std::string signing_key;

  identity::Account create() {
    const auto key = crypto::P256PrivateKey::generate();
    signing_key =
        "tiles signing key v1\n" + to_base64(text_of(key.scalar()), Base64::Padded) + "\n";
    const tlog::NoteSigner log("tiles/log/0", tlog::KeyType::Log, crypto::Ed25519Key::generate());
    EXPECT_TRUE(keys.write_new(kLogKeyFile, text_of(log.print())));
    EXPECT_TRUE(keys.write_new(kSigningKeyFile, signing_key));
    EXPECT_TRUE(keys.sync_directory(""));
    return identity::Account::create(
               {.files = files,
                .clock = clock,
                .options = {.ask =
                                [](identity::PassphraseUse, std::span<char> into) {
                                  std::ranges::fill(into.first(8), 'x');
                                  return Result<std::size_t>(8);
                                },
                            .cost = {.passes = 1, .memory_kib = 64}}},
               {.name = "laptop", .store = identity::StoreKind::Passphrase})
        .value();
  }
};

TEST(SealKeys, SealsWhatIsToBeSealedAndIsDoneTwiceTheSame) {
  Device device;
  identity::Account account = device.create();
  for (int round = 0; round < 2; ++round) {
    ASSERT_TRUE(seal_keys(device.keys, account));
    EXPECT_FALSE(KeyFile::read(device.keys, kLogKeyFile)->is_sealed());
    const KeyFile key = KeyFile::read(device.keys, kSigningKeyFile).value();
    EXPECT_TRUE(key.is_sealed());
    EXPECT_EQ(key.public_half(), public_half_of_signing_key(device.signing_key).value());
    EXPECT_EQ(text_of(key.open(account.file_key().value().bytes()).value()), device.signing_key);
  }
}

TEST(SealKeys, RotationOfTheDeviceKeyOpensThemStill) {
  Device device;
  identity::Account account = device.create();
  ASSERT_TRUE(seal_keys(device.keys, account));
  ASSERT_TRUE(account.rotate());
  const KeyFile key = KeyFile::read(device.keys, kSigningKeyFile).value();
  EXPECT_EQ(text_of(key.open(account.file_key().value().bytes()).value()), device.signing_key);
}

TEST(SealKeys, FileThatIsNoKeyStaysAsItIs) {
  Device device;
  identity::Account account = device.create();
  ASSERT_TRUE(device.keys.remove(kSigningKeyFile));
  ASSERT_TRUE(device.keys.write_new(kSigningKeyFile, "something"));
  EXPECT_EQ(seal_keys(device.keys, account).error().code(), ErrorCode::Corrupt);
  EXPECT_EQ(device.keys.read(kSigningKeyFile, 100).value(), "something");
}

}  // namespace
}  // namespace tiles::kit
