// SPDX-License-Identifier: Apache-2.0
#include "identity/recovery_kit.h"

#include <qrencode.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <vector>

#include "base/assert.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace tiles::identity {
namespace {

constexpr std::size_t kBitsPerWord = 11;
constexpr std::size_t kListedWords = 1U << kBitsPerWord;
constexpr std::string_view kQrBegin = "TILES RECOVERY 1 ";

const std::vector<std::string_view>& listed_words() {
  static const std::vector<std::string_view> words = split(kRecoveryWordList, ' ');
  TILES_ASSERT(words.size() == kListedWords);
  return words;
}

std::byte checksum_of(std::span<const std::byte> secret) {
  return crypto::sha256({reinterpret_cast<const char*>(secret.data()), secret.size()}).bytes()[0];
}

// Text that grows in wiped memory.
class SecretText {
 public:
  explicit SecretText(std::size_t size_bytes_max) : memory_(size_bytes_max) {}

  void append(std::string_view text) {
    TILES_ASSERT(size_ + text.size() <= memory_.size());
    std::ranges::copy(std::as_bytes(std::span(text)), memory_.bytes().subspan(size_).begin());
    size_ += text.size();
  }
  crypto::SecretBytes take() const {
    return crypto::SecretBytes::copy_of(memory_.bytes().first(size_));
  }

 private:
  crypto::SecretBytes memory_;
  std::size_t size_ = 0;
};

// The secret and its checksum as one row of bits.
class Bits {
 public:
  Bits() : memory_(kRootSecretBytes + 1) {}
  explicit Bits(std::span<const std::byte> secret) : Bits() {
    std::ranges::copy(secret, memory_.bytes().begin());
    memory_.bytes().back() = checksum_of(secret);
  }

  std::size_t word(std::size_t place) const {
    std::size_t value = 0;
    for (std::size_t bit = place * kBitsPerWord; bit < (place + 1) * kBitsPerWord; ++bit) {
      const auto byte = std::to_integer<unsigned>(memory_.bytes()[bit / 8]);
      value = value * 2 + (byte >> (7 - bit % 8) & 1U);
    }
    return value;
  }

  void set_word(std::size_t place, std::size_t value) {
    for (std::size_t i = 0; i < kBitsPerWord; ++i) {
      const std::size_t bit = place * kBitsPerWord + i;
      const bool is_set = (value >> (kBitsPerWord - 1 - i) & 1U) != 0;
      if (is_set) memory_.bytes()[bit / 8] |= static_cast<std::byte>(0x80U >> bit % 8);
    }
  }

  std::span<const std::byte> secret() const { return memory_.bytes().first(kRootSecretBytes); }
  bool is_consistent() const { return memory_.bytes().back() == checksum_of(secret()); }

 private:
  crypto::SecretBytes memory_;
};

bool is_letter(std::byte c) {
  const auto lower = std::to_integer<unsigned>(c | std::byte{0x20});
  return lower >= 'a' && lower <= 'z';
}

// The place in the list of the word that `letters` are in any letter case; kListedWords for none.
std::size_t place_in_list(std::span<const std::byte> letters) {
  const auto& words = listed_words();
  for (std::size_t i = 0; i < words.size(); ++i) {
    const auto same = [](std::byte c, char listed) {
      return static_cast<char>(c | std::byte{0x20}) == listed;
    };
    if (std::ranges::equal(letters, words[i], same)) return i;
  }
  return kListedWords;
}

// Without the beginning of a QR code's text.
std::span<const std::byte> without_begin(std::span<const std::byte> text) {
  const auto begin = std::as_bytes(std::span(kQrBegin));
  return text.size() > begin.size() && std::ranges::equal(text.first(begin.size()), begin)
             ? text.subspan(begin.size())
             : text;
}

struct FreeCode {
  void operator()(QRcode* code) const {
    const auto count =
        static_cast<std::size_t>(code->width) * static_cast<std::size_t>(code->width);
    crypto::wipe(std::as_writable_bytes(std::span(code->data, count)));
    QRcode_free(code);
  }
};
using Code = std::unique_ptr<QRcode, FreeCode>;

bool is_dark(const QRcode& code, int x, int y) {
  if (x < 0 || y < 0 || x >= code.width || y >= code.width) return false;
  return (code.data[static_cast<std::ptrdiff_t>(y) * code.width + x] & 1U) != 0;
}

constexpr int kQuietModules = 4;  // The light border that readers need.

// Two rows a line; the light modules are drawn.
crypto::SecretBytes draw_on_terminal(const QRcode& code) {
  const int end = code.width + kQuietModules;
  const auto side = static_cast<std::size_t>(end) + std::size_t{kQuietModules};
  SecretText text(side * side * 3);
  for (int y = -kQuietModules; y < end; y += 2) {
    for (int x = -kQuietModules; x < end; ++x) {
      const bool upper = is_dark(code, x, y);
      const bool lower = y + 1 < end ? is_dark(code, x, y + 1) : true;
      text.append(upper ? (lower ? " " : "▄") : (lower ? "▀" : "█"));
    }
    text.append("\n");
  }
  return text.take();
}

void append_words(SecretText& text, std::span<const std::byte> words, int top) {
  constexpr std::size_t kWordsPerLine = 6;
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < words.size();) {
    const auto rest = words.subspan(begin);
    const auto length =
        static_cast<std::size_t>(std::ranges::find(rest, std::byte{' '}) - rest.begin());
    if (count % kWordsPerLine == 0) {
      text.append(count == 0 ? "" : "</text>\n");
      text.append("<text x=\"4\" y=\"" + std::to_string(top + 5 * static_cast<int>(count / 6)) +
                  "\" font-family=\"monospace\" font-size=\"3\">");
    }
    ++count;
    text.append(std::to_string(count) + ". ");
    text.append({reinterpret_cast<const char*>(rest.data()), length});
    text.append(" ");
    begin += length + 1;
  }
  text.append("</text>\n");
}

// One unit a module; browsers and printers scale it.
crypto::SecretBytes draw_on_paper(const QRcode& code, std::span<const std::byte> words) {
  constexpr int kWidth = 140;
  const int height = code.width + 2 * kQuietModules + 28;
  const auto modules = static_cast<std::size_t>(code.width) * static_cast<std::size_t>(code.width);
  SecretText text(4'096 + words.size() + modules * 24);
  text.append("<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + std::to_string(kWidth) +
              " " + std::to_string(height) +
              "\">\n<rect width=\"100%\" height=\"100%\" "
              "fill=\"white\"/>\n<path d=\"");
  for (int y = 0; y < code.width; ++y) {
    for (int x = 0; x < code.width; ++x) {
      if (!is_dark(code, x, y)) continue;
      text.append("M" + std::to_string(x + kQuietModules) + " " +
                  std::to_string(y + kQuietModules) + "h1v1h-1z");
    }
  }
  text.append("\"/>\n");
  append_words(text, words, code.width + 2 * kQuietModules + 5);
  text.append("</svg>\n");
  return text.take();
}

}  // namespace

crypto::SecretBytes recovery_words(std::span<const std::byte> secret) {
  TILES_ASSERT(secret.size() == kRootSecretBytes);
  const Bits bits(secret);
  SecretText text(kRecoveryTextBytesMax);
  for (std::size_t i = 0; i < kRecoveryWords; ++i) {
    if (i > 0) text.append(" ");
    text.append(listed_words()[bits.word(i)]);
  }
  return text.take();
}

Result<crypto::SecretBytes> parse_recovery_words(std::span<const std::byte> text) {
  if (text.size() > kRecoveryTextBytesMax) {
    return fail(ErrorCode::Limit,
                "more than " + std::to_string(kRecoveryTextBytesMax) + " bytes for 24 words");
  }
  Bits bits;
  std::size_t count = 0;
  for (auto rest = without_begin(text); !rest.empty();) {
    const auto begin = std::ranges::find_if(rest, is_letter);
    const auto end = std::find_if_not(begin, rest.end(), is_letter);
    if (begin == rest.end()) break;
    const std::size_t place = place_in_list({begin, end});
    if (place == kListedWords) {
      return fail(ErrorCode::Invalid, "word " + std::to_string(count + 1) + " is not of the list");
    }
    if (count < kRecoveryWords) bits.set_word(count, place);
    ++count;
    rest = {end, rest.end()};
  }
  if (count != kRecoveryWords) {
    return fail(ErrorCode::Invalid, std::to_string(count) + " words, a recovery kit has 24");
  }
  if (!bits.is_consistent()) {
    return fail(ErrorCode::Invalid,
                "the words are of the list but not of one kit: a word is wrong "
                "or two changed places");
  }
  return crypto::SecretBytes::copy_of(bits.secret());
}

Result<crypto::SecretBytes> recovery_qr(std::span<const std::byte> words, QrForm form) {
  SecretText text(kQrBegin.size() + words.size() + 1);
  text.append(kQrBegin);
  text.append({reinterpret_cast<const char*>(words.data()), words.size()});
  text.append(std::string_view("\0", 1));
  crypto::SecretBytes whole = text.take();
  // In capitals, which take half the room in a code.
  for (std::byte& c : whole.bytes()) {
    if (c >= std::byte{'a'} && c <= std::byte{'z'}) c &= std::byte{0xDF};
  }
  const Code code(QRcode_encodeString(reinterpret_cast<const char*>(whole.bytes().data()),
                                      /*version=*/0, QR_ECLEVEL_M, QR_MODE_8,
                                      /*casesensitive=*/1));
  if (!code) return fail_system(errno, "making the QR code");
  return form == QrForm::Terminal ? draw_on_terminal(*code) : draw_on_paper(*code, words);
}

}  // namespace tiles::identity
