// SPDX-License-Identifier: Apache-2.0
#include "identity/recovery_kit.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <span>
#include <string>

#include "base/text.h"

namespace tiles::identity {
namespace {

std::span<const std::byte> bytes_in(const std::string& text) {
  return std::as_bytes(std::span(text));
}
std::string text_of(const crypto::SecretBytes& secret) {
  return {reinterpret_cast<const char*>(secret.bytes().data()), secret.size()};
}
std::string words_of(const std::string& secret) {
  return text_of(recovery_words(bytes_in(secret)));
}

std::string repeated(const std::string& text, int times) {
  std::string all;
  for (int i = 0; i < times; ++i) all += text;
  return all;
}

// The vectors of BIP-39 with 256 bits (trezor/python-mnemonic, MIT).
TEST(RecoveryKit, PublishedVectorsAgree) {
  EXPECT_EQ(words_of(std::string(32, '\0')), repeated("abandon ", 23) + "art");
  EXPECT_EQ(words_of(std::string(32, '\x7f')),
            repeated("legal winner thank year wave sausage worth useful ", 2) +
                "legal winner thank year wave sausage worth title");
  EXPECT_EQ(words_of(std::string(32, '\x80')),
            repeated("letter advice cage absurd amount doctor acoustic avoid ", 2) +
                "letter advice cage absurd amount doctor acoustic bless");
  EXPECT_EQ(words_of(std::string(32, '\xff')), repeated("zoo ", 23) + "vote");
}

TEST(RecoveryKit, WordsComeBackHoweverTheyAreWritten) {
  const crypto::SecretBytes secret = crypto::SecretBytes::random(kRootSecretBytes);
  const std::string words = text_of(recovery_words(secret.bytes()));
  std::string numbered;
  int count = 0;
  for (const std::string_view word : split(words, ' ')) {
    numbered += " " + std::to_string(++count) + ". " + std::string(word) + "\r\n";
  }
  std::string capitals = words;
  std::ranges::transform(capitals, capitals.begin(), [](char c) {
    return c >= 'a' && c <= 'z' ? static_cast<char>(c - 'a' + 'A') : c;
  });
  for (const std::string& text : {words, numbered, capitals, "TILES RECOVERY 1 " + capitals}) {
    const auto parsed = parse_recovery_words(bytes_in(text));
    ASSERT_TRUE(parsed) << text;
    EXPECT_TRUE(crypto::equal_in_constant_time(parsed->bytes(), secret.bytes()));
  }
}

TEST(RecoveryKit, MistakesAreNamedByPlaceAndNeverByWord) {
  const std::string words = words_of(std::string(32, '\x7f'));
  const auto error_of = [](const std::string& text) {
    const auto parsed = parse_recovery_words(bytes_in(text));
    return parsed ? "" : parsed.error().text();
  };
  EXPECT_EQ(error_of("legal winer" + words.substr(12)), "word 2 is not of the list");
  EXPECT_EQ(error_of(words.substr(6)), "23 words, a recovery kit has 24");
  EXPECT_EQ(error_of(words + " legal"), "25 words, a recovery kit has 24");
  EXPECT_EQ(error_of(""), "0 words, a recovery kit has 24");
  const std::string swapped = "winner legal" + words.substr(12);
  EXPECT_NE(error_of(swapped).find("not of one kit"), std::string::npos);
  EXPECT_NE(error_of(repeated("abandon ", 24)).find("not of one kit"), std::string::npos);
  EXPECT_EQ(
      parse_recovery_words(bytes_in(std::string(kRecoveryTextBytesMax + 1, ' '))).error().code(),
      ErrorCode::Limit);
}

TEST(RecoveryKit, QrCodeHasItsCornersAndIsTheSameTwice) {
  const crypto::SecretBytes words = recovery_words(bytes_in(std::string(32, '\x7f')));
  const std::string drawn = text_of(recovery_qr(words.bytes(), QrForm::Terminal).value());
  EXPECT_EQ(drawn, text_of(recovery_qr(words.bytes(), QrForm::Terminal).value()));
  const std::vector<std::string_view> lines = split(drawn, '\n');
  // Behind a border of four modules: a dark row of seven, of which the next is dark at its ends.
  EXPECT_TRUE(lines.at(0).starts_with("██████████"));
  EXPECT_TRUE(lines.at(2).starts_with("████ ▄▄▄▄▄ █"));
  const std::string paper = text_of(recovery_qr(words.bytes(), QrForm::Paper).value());
  EXPECT_TRUE(paper.starts_with("<svg "));
  EXPECT_TRUE(paper.ends_with("</svg>\n"));
  EXPECT_NE(paper.find("1. legal 2. winner "), std::string::npos);
  EXPECT_NE(paper.find("24. title "), std::string::npos);
  EXPECT_NE(paper.find("M4 4h1v1h-1zM5 4h1v1h-1z"), std::string::npos);
}

}  // namespace
}  // namespace tiles::identity
