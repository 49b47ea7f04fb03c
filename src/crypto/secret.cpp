// SPDX-License-Identifier: Apache-2.0
#include "crypto/secret.h"

#include <sodium.h>

#include <algorithm>
#include <new>
#include <utility>

#include "crypto/sodium_ready.h"

namespace tiles::crypto {

SecretBytes::SecretBytes(std::size_t size_bytes) : size_bytes_(size_bytes) {
  ready_sodium();
  if (size_bytes == 0) return;
  memory_.reset(static_cast<std::byte*>(sodium_malloc(size_bytes)));
  if (!memory_) throw std::bad_alloc();
  sodium_memzero(memory_.get(), size_bytes);
}

SecretBytes::SecretBytes(SecretBytes&& other) noexcept
    : memory_(std::move(other.memory_)), size_bytes_(std::exchange(other.size_bytes_, 0)) {}

SecretBytes& SecretBytes::operator=(SecretBytes&& other) noexcept {
  memory_ = std::move(other.memory_);
  size_bytes_ = std::exchange(other.size_bytes_, 0);
  return *this;
}

SecretBytes SecretBytes::random(std::size_t size_bytes) {
  SecretBytes secret(size_bytes);
  randombytes_buf(secret.memory_.get(), size_bytes);
  return secret;
}

SecretBytes SecretBytes::copy_of(std::span<const std::byte> bytes) {
  SecretBytes secret(bytes.size());
  std::ranges::copy(bytes, secret.memory_.get());
  return secret;
}

// sodium_free wipes what it gives back.
void SecretBytes::Free::operator()(std::byte* memory) const { sodium_free(memory); }

void wipe(std::span<std::byte> bytes) { sodium_memzero(bytes.data(), bytes.size()); }

bool equal_in_constant_time(std::span<const std::byte> left, std::span<const std::byte> right) {
  return left.size() == right.size() && sodium_memcmp(left.data(), right.data(), left.size()) == 0;
}

}  // namespace tiles::crypto
