// SPDX-License-Identifier: Apache-2.0
// Memory for keys and passphrases: kept out of swap and core dumps where the system allows it, with
// a page that may not be touched on each side, and wiped before it is given back.
#pragma once

#include <cstddef>
#include <memory>
#include <span>

namespace tiles::crypto {

// Owns its bytes; moved, never copied by accident. What was moved from is empty.
// Each takes some pages (sodium_malloc): for keys, not for many small pieces.
// Not safe from several threads when one of them writes.
class SecretBytes {
 public:
  SecretBytes() = default;
  // All zero. Throws std::bad_alloc when there is no memory.
  explicit SecretBytes(std::size_t size_bytes);
  SecretBytes(SecretBytes&& other) noexcept;
  SecretBytes& operator=(SecretBytes&& other) noexcept;
  SecretBytes(const SecretBytes&) = delete;
  SecretBytes& operator=(const SecretBytes&) = delete;
  ~SecretBytes() = default;

  static SecretBytes random(std::size_t size_bytes);
  // The caller wipes `bytes` when they are no longer wanted.
  static SecretBytes copy_of(std::span<const std::byte> bytes);

  // Valid while the object lives and is not moved from.
  std::span<std::byte> bytes() { return {memory_.get(), size_bytes_}; }
  std::span<const std::byte> bytes() const { return {memory_.get(), size_bytes_}; }
  std::size_t size() const { return size_bytes_; }
  bool empty() const { return size_bytes_ == 0; }

 private:
  struct Free {
    void operator()(std::byte* memory) const;
  };
  std::unique_ptr<std::byte[], Free> memory_;
  std::size_t size_bytes_ = 0;
};

// Overwrites `bytes` with zeros in a way that the compiler keeps.
void wipe(std::span<std::byte> bytes);

// Whether both are the same, in a time that depends on their lengths only.
bool equal_in_constant_time(std::span<const std::byte> left, std::span<const std::byte> right);

}  // namespace tiles::crypto
