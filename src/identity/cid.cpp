// SPDX-License-Identifier: Apache-2.0
#include "identity/cid.h"

#include <algorithm>
#include <array>

#include "base/encodings.h"
#include "base/text.h"
#include "identity/varint.h"

namespace tiles::identity {
namespace {

constexpr std::uint64_t kVersion = 1;
constexpr std::uint64_t kSha256 = 0x12;
constexpr std::size_t kTextBytesMax = 128;

}  // namespace

Cid Cid::of(std::string_view bytes, Codec codec) { return {codec, crypto::sha256(bytes)}; }

Result<Cid> Cid::parse(std::string_view text) {
  const auto decoded = [&]() -> Result<std::string> {
    if (text.size() <= kTextBytesMax && text.starts_with('b')) return from_base32(text.substr(1));
    if (text.size() <= kTextBytesMax && text.starts_with('z')) return from_base58(text.substr(1));
    return fail(ErrorCode::Invalid, "neither in base32 nor in base58");
  }();
  auto cid = decoded.and_then([](const std::string& bytes) { return from_bytes(bytes); });
  if (!cid) {
    return fail(std::move(cid).error().within("content identifier " + shown_in_quotes(text)));
  }
  return cid;
}

Result<Cid> Cid::from_bytes(std::string_view bytes) {
  const std::uint64_t version = TILES_TRY(take_varint(bytes));
  const std::uint64_t codec = TILES_TRY(take_varint(bytes));
  const std::uint64_t hash = TILES_TRY(take_varint(bytes));
  const std::uint64_t size = TILES_TRY(take_varint(bytes));
  if (version != kVersion || hash != kSha256 ||
      (codec != static_cast<std::uint64_t>(Codec::Raw) &&
       codec != static_cast<std::uint64_t>(Codec::DagCbor))) {
    return fail(ErrorCode::Unsupported, "not version 1 of DAG-CBOR or raw bytes under SHA-256");
  }
  std::array<std::byte, crypto::Digest::kSizeBytes> digest{};
  if (size != digest.size() || bytes.size() != digest.size()) {
    return fail(ErrorCode::Invalid, "its digest does not have 32 bytes");
  }
  std::ranges::copy(std::as_bytes(std::span(bytes)), digest.begin());
  return Cid(static_cast<Codec>(codec), crypto::Digest(digest));
}

std::string Cid::text() const { return "b" + to_base32(bytes()); }

std::string Cid::bytes() const {
  std::string bytes;
  append_varint(bytes, kVersion);
  append_varint(bytes, static_cast<std::uint64_t>(codec_));
  append_varint(bytes, kSha256);
  append_varint(bytes, crypto::Digest::kSizeBytes);
  const auto& digest = digest_.bytes();
  return bytes.append(reinterpret_cast<const char*>(digest.data()), digest.size());
}

}  // namespace tiles::identity
