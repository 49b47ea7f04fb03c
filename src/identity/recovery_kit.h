// SPDX-License-Identifier: Apache-2.0
// The account root on paper: 24 words (BIP-39, English, 256 bits and 8 bits of checksum) and the
// same as a QR code (ISO/IEC 18004). Format: docs/formats/recovery_kit.md.
#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/secret.h"

namespace tiles::identity {

inline constexpr std::size_t kRootSecretBytes = 32;
inline constexpr std::size_t kRecoveryWords = 24;
// Of what is read: 24 words of at most 8 letters, with room for line breaks and spaces.
inline constexpr std::size_t kRecoveryTextBytesMax = 1'024;

// 2,048 words with a space between.
extern const std::string_view kRecoveryWordList;

// The words in lower case, with one space between. `secret`: kRootSecretBytes.
crypto::SecretBytes recovery_words(std::span<const std::byte> secret);

// In any letter case, with spaces, line breaks or numbers such as "3." between; also the text of
// the QR code. Messages name the place of a wrong word, never a word.
// Errors: Invalid (another number of words, a word that is not of the list, a wrong checksum),
// Limit.
Result<crypto::SecretBytes> parse_recovery_words(std::span<const std::byte> text);

// The QR code of the words. For a terminal: half blocks, light on dark. For paper: an SVG image
// with the words below.
enum class QrForm { Terminal, Paper };
Result<crypto::SecretBytes> recovery_qr(std::span<const std::byte> words, QrForm form);

}  // namespace tiles::identity
