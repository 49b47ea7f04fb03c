// SPDX-License-Identifier: Apache-2.0
#include "identity/account.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <memory>
#include <string>

#include "base/encodings.h"
#include "base/text.h"
#include "identity/recovery_kit.h"
#include "support/fault_file_system.h"

namespace tiles::identity {
namespace {

using testing::FaultDisk;
using testing::FaultFileSystem;
using testing::Unsynced;

constexpr std::string_view kPassphrase = "correct horse";

struct Device {
  std::shared_ptr<FaultDisk> disk = std::make_shared<FaultDisk>();
  FaultFileSystem files{disk};
  SystemClock clock;

  AccountPlace place() {
    return {.files = files,
            .clock = clock,
            .options = {.ask =
                            [](PassphraseUse, std::span<char> into) {
                              std::ranges::copy(kPassphrase, into.begin());
                              return Result<std::size_t>(kPassphrase.size());
                            },
                        .cost = {.passes = 1, .memory_kib = 64}}};
  }
  Result<Account> create() {
    return Account::create(place(), {.name = "laptop", .store = StoreKind::Passphrase});
  }
  Result<Account> recover(std::span<const std::byte> secret) {
    return Account::recover(place(), {.name = "phone", .store = StoreKind::Passphrase}, secret);
  }
  Result<IdentityRecord> record() { return IdentityRecord::read(files); }
};

TEST(Account, CertifiesItsDeviceAndIsFoundAgain) {
  Device device;
  const Account account = device.create().value();
  const Account again = Account::open(device.place()).value();
  EXPECT_EQ(again.record().account, account.record().account);
  const Delegation* certificate = again.record().certificate_of(again.store().device_key());
  ASSERT_NE(certificate, nullptr);
  EXPECT_EQ(device_name_of(*certificate), "laptop");
  EXPECT_EQ(certificate->issuer(), again.record().account);
  EXPECT_EQ(certificate->command(), "/");
  const Signer signer = again.device_signer();
  EXPECT_TRUE(signer.key.verify("m", signer.sign("m").value()));
  EXPECT_EQ(again.file_key().value().size(), crypto::kSealingKeyBytes);
}

TEST(Account, SecondOneAndBadNamesAreRefused) {
  Device device;
  ASSERT_TRUE(device.create());
  EXPECT_EQ(device.create().error().code(), ErrorCode::AlreadyExists);
  Device other;
  for (const std::string& name :
       {std::string(), std::string(65, 'x'), std::string("a\nb"), std::string("\xff")}) {
    const auto made =
        Account::create(other.place(), {.name = name, .store = StoreKind::Passphrase});
    EXPECT_EQ(made.error().code(), ErrorCode::Invalid);
  }
  EXPECT_EQ(Account::open(other.place()).error().code(), ErrorCode::NotFound);
}

TEST(Account, KitBringsTheSameAccountToAnotherDevice) {
  Device laptop;
  Device phone;
  const Account first = laptop.create().value();
  const crypto::SecretBytes words = recovery_words(first.root_secret().value().bytes());
  const crypto::SecretBytes secret = parse_recovery_words(words.bytes()).value();
  const Account second = phone.recover(secret.bytes()).value();
  EXPECT_EQ(second.record().account, first.record().account);
  EXPECT_NE(second.store().device_key(), first.store().device_key());
  EXPECT_FALSE(crypto::equal_in_constant_time(second.file_key().value().bytes(),
                                              first.file_key().value().bytes()));
}

// The derivation is a format: a kit of today has its account for ever.
TEST(Account, KnownKitHasItsAccount) {
  const std::string secret(kRootSecretBytes, '\x7f');
  EXPECT_EQ(root_signer(std::as_bytes(std::span(secret))).value().key.did(),
            "did:key:zQ3shtCoLqxwj7dZM4DvTXL67cEgbZ2uCSmUUis1C6s2R4tpi");
}

TEST(Account, RotationRenewsTheDeviceKeyAndRevokesTheOldOne) {
  Device device;
  Account account = device.create().value();
  const PublicKey old_key = account.store().device_key();
  const crypto::SecretBytes wrapping = account.store().wrapping_key().value();
  ASSERT_TRUE(account.rotate());
  const Account again = Account::open(device.place()).value();
  EXPECT_NE(again.store().device_key(), old_key);
  EXPECT_FALSE(crypto::equal_in_constant_time(again.store().wrapping_key().value().bytes(),
                                              wrapping.bytes()));
  EXPECT_EQ(again.record().certificate_of(old_key), nullptr);
  EXPECT_NE(again.record().certificate_of(again.store().device_key()), nullptr);
  EXPECT_EQ(again.record().certificates.size(), 2U);
  EXPECT_TRUE(again.root_secret());
}

// An identity of before there was a key for files.
TEST(Account, MakesTheKeyForFilesThatIsMissing) {
  Device device;
  ASSERT_TRUE(device.create());
  IdentityRecord record = device.record().value();
  record.sealed_file_key.clear();
  ASSERT_TRUE(record.write(device.files));
  Account account = Account::open(device.place()).value();
  EXPECT_EQ(account.file_key().error().code(), ErrorCode::NotFound);
  ASSERT_TRUE(account.rotate());
  EXPECT_EQ(account.file_key().error().code(), ErrorCode::NotFound);
  ASSERT_TRUE(account.make_file_key());
  const crypto::SecretBytes made = account.file_key().value();
  ASSERT_TRUE(account.make_file_key());
  EXPECT_TRUE(crypto::equal_in_constant_time(
      made.bytes(), Account::open(device.place()).value().file_key().value().bytes()));
}

TEST(Account, RevokedDeviceHasNoCertificate) {
  Device device;
  Account account = device.create().value();
  const PublicKey key = account.store().device_key();
  ASSERT_TRUE(account.revoke_device(key));
  EXPECT_EQ(device.record()->certificate_of(key), nullptr);
  EXPECT_EQ(account.revoke_device(key).error().code(), ErrorCode::NotFound);
}

TEST(Account, WithoutTheRootNothingIsCertifiedOrRevoked) {
  Device device;
  Account account = device.create().value();
  ASSERT_TRUE(account.forget_root());
  Account again = Account::open(device.place()).value();
  EXPECT_EQ(again.root_secret().error().code(), ErrorCode::NotFound);
  EXPECT_EQ(again.rotate().error().code(), ErrorCode::NotFound);
  EXPECT_EQ(again.revoke_device(again.store().device_key()).error().code(), ErrorCode::NotFound);
  EXPECT_TRUE(again.file_key());
}

TEST(IdentityRecord, EveryChangeOfTheFileIsSeenOrChangesNothingThatIsSigned) {
  Device device;
  const Account account = device.create().value();
  const std::string text = device.files.read(IdentityRecord::kFile, 1U << 20U).value();
  const auto code_with = [&](const std::string& from, const std::string& to) {
    std::string changed = text;
    const std::size_t at = changed.find(from);
    EXPECT_NE(at, std::string::npos) << from;
    changed.replace(at, from.size(), to);
    const auto record = IdentityRecord::parse(changed);
    return record ? ErrorCode::Conflict : record.error().code();
  };
  Device thief;
  const std::string other = thief.create()->record().account.did();
  EXPECT_EQ(code_with(account.record().account.did(), other), ErrorCode::Corrupt);
  EXPECT_EQ(code_with("\"format\":1", "\"format\":2"), ErrorCode::Unsupported);
  EXPECT_EQ(code_with("\"sealed_file_key\":\"", "\"sealed_file_key\":\"!"), ErrorCode::Corrupt);
  EXPECT_EQ(code_with("\"certificates\":[", "\"certificates\":[1,"), ErrorCode::Corrupt);
  EXPECT_EQ(code_with("\"revocations\":[]", "\"revocations\":{}"), ErrorCode::Corrupt);
  EXPECT_EQ(code_with("\"name\"", "\"nome\""), ErrorCode::Corrupt);
  EXPECT_EQ(IdentityRecord::parse("").error().code(), ErrorCode::Corrupt);
  EXPECT_EQ(IdentityRecord::parse(std::string(IdentityRecord::kBytesMax + 1, ' ')).error().code(),
            ErrorCode::Limit);
}

TEST(IdentityRecord, HasNoSecretInTheClear) {
  Device device;
  const Account account = device.create().value();
  const std::string text = device.files.read(IdentityRecord::kFile, 1U << 20U).value();
  for (const crypto::SecretBytes& secret :
       {account.root_secret().value(), account.file_key().value(),
        account.store().wrapping_key().value()}) {
    const std::string bytes(reinterpret_cast<const char*>(secret.bytes().data()), secret.size());
    EXPECT_EQ(text.find(to_base64(bytes, Base64::Plain)), std::string::npos);
    EXPECT_EQ(text.find(to_hex(secret.bytes())), std::string::npos);
  }
}

TEST(Account, LinkIsOneForEachDidAndBounded) {
  Device device;
  Account account = device.create().value();
  const auto terms = [&](std::size_t number) {
    return LinkTerms{.did = "did:web:host" + std::to_string(number) + ".example.com",
                     .handle = "",
                     .how = "tiles",
                     .verified = device.clock.now()};
  };
  for (std::size_t i = 0; i < IdentityRecord::kLinksMax; ++i) ASSERT_TRUE(account.link(terms(i)));
  ASSERT_TRUE(account.link(terms(3)));
  EXPECT_EQ(account.link(terms(IdentityRecord::kLinksMax)).error().code(), ErrorCode::Limit);
  const IdentityRecord record = device.record().value();
  ASSERT_EQ(record.links.size(), IdentityRecord::kLinksMax);
  EXPECT_EQ(record.links.back().terms().did, terms(3).did);
  EXPECT_EQ(record.links.back().device(), account.store().device_key());
}

TEST(IdentityRecord, LinkOfAnotherAccountOrDeviceIsCorrupt) {
  Device device;
  Account account = device.create().value();
  ASSERT_TRUE(account.link({.did = "did:web:a.example.com", .handle = "", .how = "x"}));
  IdentityRecord record = device.record().value();
  EXPECT_TRUE(IdentityRecord::parse(record.print()));
  Device thief;
  Account other = thief.create().value();
  ASSERT_TRUE(other.link({.did = "did:web:a.example.com", .handle = "", .how = "x"}));
  record.links = thief.record().value().links;
  EXPECT_EQ(IdentityRecord::parse(record.print()).error().code(), ErrorCode::Corrupt);
  record.links = {IdentityLink::sign({.did = "did:web:a.example.com"}, account.record().account,
                                     other.device_signer())
                      .value()};
  EXPECT_EQ(IdentityRecord::parse(record.print()).error().code(), ErrorCode::Corrupt);
}

TEST(IdentityRecord, DevicesAreBoundedWhenWritten) {
  Device device;
  ASSERT_TRUE(device.create());
  IdentityRecord record = device.record().value();
  const Delegation certificate = record.certificates.front();
  record.certificates.assign(IdentityRecord::kDevicesMax, certificate);
  EXPECT_TRUE(record.write(device.files));
  EXPECT_EQ(device.record().value().certificates.size(), IdentityRecord::kDevicesMax);
  record.certificates.push_back(certificate);
  EXPECT_EQ(record.write(device.files).error().code(), ErrorCode::Limit);
  EXPECT_EQ(device.record().value().certificates.size(), IdentityRecord::kDevicesMax);
}

// A power cut at each change of the disk: the identity is the old one or the new one.
TEST(Account, PowerCutLeavesTheOldOrTheNewIdentity) {
  for (std::size_t change = 0;; ++change) {
    Device device;
    Account account = device.create().value();
    const PublicKey before = account.store().device_key();
    const crypto::SecretBytes file_key = account.file_key().value();
    device.disk->cut_power_at(change);
    const auto rotated = account.rotate();
    device.disk->restart(Unsynced::Lost);
    const auto record = device.record();
    ASSERT_TRUE(record) << change << record.error().text();
    const bool is_old = record->certificate_of(before) != nullptr;
    EXPECT_EQ(record->certificates.size(), is_old ? 1U : 2U);
    const Account again = Account::open(device.place()).value();
    EXPECT_TRUE(again.root_secret()) << change;
    const auto files = again.file_key();
    EXPECT_TRUE(files && crypto::equal_in_constant_time(files->bytes(), file_key.bytes()))
        << change;
    if (rotated) {
      EXPECT_FALSE(is_old);
      EXPECT_GT(change, 2U);
      break;
    }
  }
}

TEST(Account, FullDiskLeavesNoHalfIdentity) {
  Device device;
  device.disk->fill_at(0);
  EXPECT_EQ(device.create().error().code(), ErrorCode::Io);
  device.disk->heal();
  EXPECT_EQ(device.record().error().code(), ErrorCode::NotFound);
  EXPECT_TRUE(device.create());
}

}  // namespace
}  // namespace tiles::identity
