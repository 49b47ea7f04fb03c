// SPDX-License-Identifier: Apache-2.0
#include "identity/varint.h"

namespace tiles::identity {

void append_varint(std::string& bytes, std::uint64_t number) {
  for (; number >= 0x80; number >>= 7U) bytes += static_cast<char>((number & 0x7FU) | 0x80U);
  bytes += static_cast<char>(number);
}

Result<std::uint64_t> take_varint(std::string_view& bytes) {
  constexpr std::size_t kBytesMax = 9;
  std::uint64_t number = 0;
  for (std::size_t i = 0; i < bytes.size() && i < kBytesMax; ++i) {
    const auto byte = static_cast<unsigned char>(bytes[i]);
    number |= std::uint64_t{byte & 0x7FU} << (7 * i);
    if ((byte & 0x80U) == 0) {
      if (byte == 0 && i > 0) break;
      bytes.remove_prefix(i + 1);
      return number;
    }
  }
  return fail(ErrorCode::Invalid, "number that is cut off or not in its shortest form");
}

}  // namespace tiles::identity
