// SPDX-License-Identifier: Apache-2.0
// A fast hash against accidents: 128 bits, several times as fast as SHA-256. Who chooses the bytes
// can make two texts of one checksum, so it never stands for what others announce.
#pragma once

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

namespace tiles::crypto {

struct Checksum {
  static constexpr std::size_t kSizeBytes = 16;

  std::array<std::byte, kSizeBytes> bytes{};

  // 32 lower-case hexadecimal digits; nothing when it is something else.
  static std::optional<Checksum> parse(std::string_view hex);
  std::string hex() const;

  bool operator==(const Checksum&) const = default;
};

// GMAC (NIST SP 800-38D) with AES-128, a key and a nonce of zeros, computed piece by piece. Not
// safe from several threads.
class Checksummer {
 public:
  Checksummer();
  ~Checksummer();
  Checksummer(Checksummer&&) noexcept;
  Checksummer& operator=(Checksummer&&) noexcept;

  void update(std::string_view bytes);
  // Ends the computation; the object is not used again.
  Checksum finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Checksum checksum(std::string_view bytes);

}  // namespace tiles::crypto
