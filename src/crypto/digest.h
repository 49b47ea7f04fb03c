// SPDX-License-Identifier: Apache-2.0
// SHA-256 (FIPS 180-4) digests.
#pragma once

#include <array>
#include <cstddef>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "base/result.h"

namespace tiles::crypto {

class Digest {
 public:
  static constexpr std::size_t kSizeBytes = 32;

  Digest() = default;
  explicit Digest(const std::array<std::byte, kSizeBytes>& bytes) : bytes_(bytes) {}

  // "sha256:" and 64 lower-case hexadecimal digits. Errors: Invalid, Unsupported (another
  // algorithm).
  static Result<Digest> parse(std::string_view text);
  std::string text() const;
  // The 64 digits alone.
  std::string hex() const;
  const std::array<std::byte, kSizeBytes>& bytes() const { return bytes_; }

  bool operator==(const Digest&) const = default;

 private:
  std::array<std::byte, kSizeBytes> bytes_{};
};

// One hash computed piece by piece. Not safe from several threads.
class Sha256 {
 public:
  Sha256();
  ~Sha256();
  Sha256(Sha256&&) noexcept;
  Sha256& operator=(Sha256&&) noexcept;

  void update(std::string_view bytes);
  // Ends the computation; the object is not used again.
  Digest finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Digest sha256(std::string_view bytes);

// Reads the whole file in pieces of 1 MiB. Errors: NotFound, Denied, Io.
Result<Digest> sha256_file(const std::filesystem::path& path);

}  // namespace tiles::crypto
