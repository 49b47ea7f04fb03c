// SPDX-License-Identifier: Apache-2.0
#include "attest/members.h"

#include "base/encodings.h"
#include "base/format.h"
#include "base/text.h"
#include "tlog/decimal.h"

namespace tiles::attest {
namespace {

tl::unexpected<Error> is_not(std::string_view key, std::string_view what) {
  return fail(ErrorCode::Invalid, format("'{}' is not {}", key, what));
}

Result<const Json*> require(const Json& object, std::string_view key) {
  if (const Json* member = find_member(object, key)) return member;
  return fail(ErrorCode::Invalid, format("'{}' is missing", key));
}

}  // namespace

const Json* find_member(const Json& object, std::string_view key) {
  if (!object.is_object()) return nullptr;
  const auto member = object.find(key);
  return member == object.end() ? nullptr : &*member;
}

Result<std::string> read_text(const Json& object, std::string_view key) {
  const Json* member = TILES_TRY(require(object, key));
  if (!member->is_string()) return is_not(key, "a text");
  return member->get<std::string>();
}

Result<std::string> read_optional_text(const Json& object, std::string_view key) {
  const Json* member = find_member(object, key);
  if (member == nullptr || member->is_null()) return std::string();
  return read_text(object, key);
}

Result<bool> read_flag(const Json& object, std::string_view key) {
  const Json* member = TILES_TRY(require(object, key));
  if (!member->is_boolean()) return is_not(key, "true or false");
  return member->get<bool>();
}

Result<const Json*> read_object(const Json& object, std::string_view key) {
  const Json* member = TILES_TRY(require(object, key));
  if (!member->is_object()) return is_not(key, "an object");
  return member;
}

Result<const Json*> read_list(const Json& object, std::string_view key, std::size_t count_max) {
  const Json* member = TILES_TRY(require(object, key));
  if (!member->is_array()) return is_not(key, "a list");
  if (member->size() > count_max) {
    return fail(ErrorCode::Limit,
                format("'{}' has {} members, the limit is {}", key, member->size(), count_max));
  }
  return member;
}

Result<std::string> read_base64(const Json& object, std::string_view key, std::size_t bytes_max) {
  const std::string text = TILES_TRY(read_text(object, key));
  auto bytes = from_base64(text, Base64::Padded);
  if (!bytes) return fail(std::move(bytes).error().within(format("reading '{}'", key)));
  if (bytes->size() > bytes_max) return over_limit(key, bytes->size(), bytes_max);
  return bytes;
}

Result<crypto::Digest> read_hex_digest(const Json& object, std::string_view key) {
  const std::string hex = TILES_TRY(read_text(object, key));
  const auto digest = crypto::Digest::parse("sha256:" + hex);
  if (!digest) return is_not(key, "64 hexadecimal digits in lower case");
  return *digest;
}

Result<std::uint64_t> read_number_text(const Json& object, std::string_view key) {
  const std::string text = TILES_TRY(read_text(object, key));
  return tlog::parse_decimal(text, key);
}

tl::unexpected<Error> over_limit(std::string_view what, std::size_t size, std::size_t limit) {
  return fail(ErrorCode::Limit, format("'{}' has {} bytes, the limit is {}", what, size, limit));
}

}  // namespace tiles::attest
