// SPDX-License-Identifier: Apache-2.0
#include "models/modelfile_text.h"

#include <cstddef>
#include <cstdint>

#include "base/text.h"

namespace tiles::models {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";
constexpr std::size_t kUnitBytes = 2;

enum class ByteOrder : std::uint8_t { Little, Big };

// UTF-16 code units, one after the other.
class Units {
 public:
  Units(std::string_view bytes, ByteOrder order) : bytes_(bytes), order_(order) {}

  bool at_end() const { return at_ >= bytes_.size(); }
  // An odd last byte gives a lone surrogate: no character.
  std::uint32_t peek() const {
    if (at_ + kUnitBytes > bytes_.size()) {
      return 0xD800;
    }
    const auto first = static_cast<unsigned char>(bytes_[at_]);
    const auto second = static_cast<unsigned char>(bytes_[at_ + 1]);
    return order_ == ByteOrder::Little ? static_cast<std::uint32_t>(first | (second << 8U))
                                       : static_cast<std::uint32_t>((first << 8U) | second);
  }
  std::uint32_t take() {
    const std::uint32_t unit = peek();
    at_ += kUnitBytes;
    return unit;
  }

 private:
  std::string_view bytes_;
  ByteOrder order_;
  std::size_t at_ = 0;
};

void warn_of_invalid(DecodedText& decoded, std::size_t offset) {
  if (decoded.warnings.empty()) {
    decoded.warnings.push_back({Severity::Warning, offset,
                                "what is no character was replaced by U+FFFD",
                                "save the file as UTF-8"});
  }
}

DecodedText decode_utf16(std::string_view bytes, ByteOrder order) {
  DecodedText decoded;
  Units units(bytes, order);
  while (!units.at_end()) {
    const std::uint32_t unit = units.take();
    const bool is_high = unit >= 0xD800 && unit < 0xDC00;
    const bool is_low = unit >= 0xDC00 && unit < 0xE000;
    if (is_high && !units.at_end() && units.peek() >= 0xDC00 && units.peek() < 0xE000) {
      append_utf8(decoded.text, 0x10000 + ((unit - 0xD800) << 10U) + (units.take() - 0xDC00));
    } else if (is_high || is_low) {
      warn_of_invalid(decoded, decoded.text.size());
      decoded.text += kReplacement;
    } else {
      append_utf8(decoded.text, unit);
    }
  }
  return decoded;
}

}  // namespace

DecodedText decode_modelfile(std::string_view bytes) {
  if (bytes.starts_with("\xFF\xFE")) {
    return decode_utf16(bytes.substr(kUnitBytes), ByteOrder::Little);
  }
  if (bytes.starts_with("\xFE\xFF")) {
    return decode_utf16(bytes.substr(kUnitBytes), ByteOrder::Big);
  }
  if (bytes.starts_with("\xEF\xBB\xBF")) {
    bytes.remove_prefix(3);
  }
  DecodedText decoded{to_valid_utf8(bytes), {}};
  if (decoded.text != bytes) {
    const std::size_t at = decoded.text.find(kReplacement);
    warn_of_invalid(decoded, at);
  }
  return decoded;
}

}  // namespace tiles::models
