// SPDX-License-Identifier: Apache-2.0
#include "tlog/note.h"

#include <gtest/gtest.h>

#include "base/encodings.h"
#include "base/text.h"
#include "log_cases.h"
#include "tlog/note_key.h"

namespace tiles::tlog {
namespace {

// The example of C2SP signed-note.
constexpr std::string_view kExampleKey =
    "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k";
constexpr std::string_view kExample =
    "This is an example message.\n\n"
    "— example.com/foo "
    "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM="
    "\n";

// Of golang.org/x/mod, sumdb/note.
constexpr std::string_view kNeumannKey =
    "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW";
constexpr std::string_view kNeumannSigner =
    "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz";

std::string with_signatures(std::size_t count) {
  std::string note = "text\n\n";
  for (std::size_t i = 0; i < count; ++i) {
    note += NoteSignature{"key" + std::to_string(i), 1, std::string(64, 'x')}.line();
  }
  return note;
}

std::string message_of(std::string_view note) { return SignedNote::parse(note).error().text(); }

TEST(SignedNote, PublishedExampleHolds) {
  const SignedNote note = SignedNote::parse(kExample).value();
  EXPECT_EQ(note.text, "This is an example message.\n");
  EXPECT_EQ(note.print(), kExample);
  const NoteKey key = NoteKey::parse(kExampleKey).value();
  EXPECT_EQ(key.print(), kExampleKey);
  EXPECT_EQ(verify_note(note, {&key, 1}).value().size(), 1U);
}

TEST(SignedNote, AnotherTextDoesNotHold) {
  SignedNote note = SignedNote::parse(kExample).value();
  const NoteKey key = NoteKey::parse(kExampleKey).value();
  note.text = "This is an example massage.\n";
  EXPECT_EQ(verify_note(note, {&key, 1}).error().text(),
            "the signature of 'example.com/foo' does not hold for this text");
  note.signatures[0].bytes.pop_back();
  EXPECT_EQ(verify_note(note, {&key, 1}).error().code(), ErrorCode::Corrupt);
}

TEST(SignedNote, SignaturesOfUnknownKeysArePassedOver) {
  SignedNote note = SignedNote::parse(kExample).value();
  const NoteKey other = tessera_key();
  EXPECT_TRUE(verify_note(note, {&other, 1}).value().empty());
  note.signatures[0].key_id ^= 1U;  // The same name with another ID is another key.
  const NoteKey key = NoteKey::parse(kExampleKey).value();
  EXPECT_TRUE(verify_note(note, {&key, 1}).value().empty());
}

TEST(SignedNote, TextIsSplitAtTheLastEmptyLine) {
  const std::string note = "a\n\nb\n\n— n AAAAAQE=\n";
  EXPECT_EQ(SignedNote::parse(note).value().text, "a\n\nb\n");
  EXPECT_EQ(SignedNote::parse(note).value().print(), note);
}

TEST(SignedNote, EachFaultHasItsMessage) {
  EXPECT_EQ(message_of("text\n"), "note without an empty line and signature lines at its end");
  EXPECT_EQ(message_of("text\n\n"), "note without an empty line and signature lines at its end");
  EXPECT_EQ(message_of("text\n\n— n AAAAAQE="),
            "note without an empty line and signature lines at its end");
  EXPECT_EQ(message_of("te\txt\n\n— n AAAAAQE=\n"), "note with a control character");
  EXPECT_EQ(message_of("te\xff\n\n— n AAAAAQE=\n"), "note that is not UTF-8");
  EXPECT_EQ(message_of("text\n\n- n AAAAAQE=\n"),
            "signature line '- n AAAAAQE=' does not begin with '—'");
  EXPECT_EQ(message_of("text\n\n— n+n AAAAAQE=\n"), "signature line of no key: 'n+n AAAAAQE='");
  EXPECT_EQ(message_of("text\n\n— AAAAAQE=\n"), "signature line of no key: 'AAAAAQE='");
  EXPECT_EQ(message_of("text\n\n— n AAAAAQ==\n"),
            "signature of 'n' has 4 bytes, which is too short");
}

TEST(SignedNote, Base64HasOneForm) {
  for (const char* text : {"AAAAAQF=", "AAAAAQE", "AAAAAQE= ", "AAAA\u00a0AQE=", "AAAA-QE=", ""}) {
    EXPECT_EQ(SignedNote::parse("text\n\n— n " + std::string(text) + "\n").error().code(),
              ErrorCode::Invalid)
        << text;
  }
}

TEST(SignedNote, TooManySignaturesAreRefused) {
  EXPECT_EQ(SignedNote::parse(with_signatures(kNoteSignaturesMax)).value().signatures.size(),
            kNoteSignaturesMax);
  EXPECT_EQ(message_of(with_signatures(kNoteSignaturesMax + 1)),
            "note with more than 100 signatures");
  EXPECT_EQ(message_of(with_signatures(10'000)), "note with more than 100 signatures");
}

TEST(SignedNote, TooLongIsRefused) {
  const std::string end = "\n\n— n AAAAAQE=\n";
  EXPECT_TRUE(SignedNote::parse(std::string(kNoteBytesMax - end.size(), 'x') + end));
  EXPECT_EQ(
      SignedNote::parse(std::string(kNoteBytesMax - end.size() + 1, 'x') + end).error().code(),
      ErrorCode::Limit);
}

TEST(KeyName, SpacesAndPlusAreRefused) {
  EXPECT_TRUE(is_key_name("example.com/log"));
  EXPECT_TRUE(is_key_name("ключ"));
  for (const char* name : {"", "a b", "a+b", "a\u00a0b", "a\u2003b", "a\u3000b", "a\nb", "\xff"}) {
    EXPECT_FALSE(is_key_name(name)) << name;
  }
  EXPECT_TRUE(is_key_name(std::string(kKeyNameBytesMax, 'x')));
  EXPECT_FALSE(is_key_name(std::string(kKeyNameBytesMax + 1, 'x')));
}

TEST(NoteKey, ChangedKeyIsRefused) {
  ASSERT_TRUE(NoteKey::parse(kNeumannKey));
  for (std::size_t i = 0; i < kNeumannKey.size(); ++i) {
    EXPECT_FALSE(NoteKey::parse(kNeumannKey.substr(0, i))) << i;
    std::string changed(kNeumannKey);
    ++changed[i];
    EXPECT_FALSE(NoteKey::parse(changed)) << changed;
  }
  EXPECT_EQ(
      NoteKey::parse("PeterNeumann+cc469956+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TWBADKEY==")
          .error()
          .code(),
      ErrorCode::Invalid);
  EXPECT_EQ(NoteKey::parse("PeterNeumann+173116ae+ZRpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")
                .error()
                .text(),
            "key of type 101; known are 1 and 4, which are Ed25519");
}

TEST(NoteSigner, PublishedPrivateKeySignsForItsPublicOne) {
  const NoteSigner signer = NoteSigner::parse(kNeumannSigner).value();
  EXPECT_EQ(signer.key().print(), kNeumannKey);
  SignedNote note{.text = "text\n", .signatures = {signer.sign("text\n")}};
  EXPECT_TRUE(verify_note(note, {&signer.key(), 1}));
  const crypto::SecretBytes printed = signer.print();
  EXPECT_EQ(std::string_view(reinterpret_cast<const char*>(printed.bytes().data()), printed.size()),
            kNeumannSigner);
}

TEST(NoteSigner, ChangedPrivateKeyIsRefused) {
  std::string changed(kNeumannSigner);
  changed.back() = 'y';
  EXPECT_EQ(NoteSigner::parse(changed).error().code(), ErrorCode::Invalid);
  EXPECT_EQ(NoteSigner::parse(kNeumannKey).error().text(),
            "private key that does not begin with 'PRIVATE+KEY+'");
}

TEST(Cosignature, TimeIsSignedWithTheText) {
  const NoteSigner witness("witness.example/w", KeyType::Witness, crypto::Ed25519Key::generate());
  SignedNote note{.text = "log\n1\nroot\n", .signatures = {}};
  note.signatures.push_back(witness.cosign(note.text, 1'767'139'200));
  EXPECT_EQ(verify_note(note, {&witness.key(), 1}).value()[0].seconds, 1'767'139'200U);
  note.signatures[0].bytes[7] ^= 1;  // The time.
  EXPECT_EQ(verify_note(note, {&witness.key(), 1}).error().code(), ErrorCode::Corrupt);
  note.signatures[0] = witness.cosign(note.text, 1);
  note.signatures[0].bytes.replace(0, 8, std::string(8, '\0'));
  EXPECT_EQ(verify_note(note, {&witness.key(), 1}).error().code(), ErrorCode::Corrupt);
}

}  // namespace
}  // namespace tiles::tlog
