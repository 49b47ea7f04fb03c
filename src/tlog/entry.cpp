// SPDX-License-Identifier: Apache-2.0
#include "tlog/entry.h"

#include <algorithm>
#include <charconv>

#include "base/assert.h"
#include "base/encodings.h"
#include "base/json.h"
#include "base/random.h"
#include "base/text.h"
#include "tlog/hash.h"

namespace tiles::tlog {
namespace {

constexpr int kVersion = 1;
constexpr std::size_t kDepthMax = 2;
constexpr std::string_view kTimeForm = "0000-00-00T00:00:00.000Z";

tl::unexpected<Error> not_an_entry(std::string_view why) {
  return fail(ErrorCode::Invalid, "entry " + std::string(why));
}

std::optional<int> number_at(std::string_view text, std::size_t begin, std::size_t size) {
  int value = 0;
  const char* const first = text.data() + begin;
  const auto read = std::from_chars(first, first + size, value);
  if (read.ec != std::errc() || read.ptr != first + size || value < 0) return std::nullopt;
  return value;
}

// What format_time() of base writes; that it is exactly so is seen when the entry is printed again.
std::optional<TimePoint> parse_time(std::string_view text) {
  if (text.size() != kTimeForm.size()) return std::nullopt;
  const auto year = number_at(text, 0, 4);
  const auto month = number_at(text, 5, 2);
  const auto day = number_at(text, 8, 2);
  const auto hour = number_at(text, 11, 2);
  const auto minute = number_at(text, 14, 2);
  const auto second = number_at(text, 17, 2);
  const auto milliseconds = number_at(text, 20, 3);
  if (!year || !month || !day || !hour || !minute || !second || !milliseconds) return std::nullopt;
  const std::chrono::year_month_day date{std::chrono::year(*year),
                                         std::chrono::month(static_cast<unsigned>(*month)),
                                         std::chrono::day(static_cast<unsigned>(*day))};
  if (!date.ok()) return std::nullopt;
  return std::chrono::sys_days(date) + std::chrono::hours(*hour) + std::chrono::minutes(*minute) +
         std::chrono::seconds(*second) + std::chrono::milliseconds(*milliseconds);
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

std::string hex_of(std::string_view bytes) {
  return to_hex(std::as_bytes(std::span(bytes.data(), bytes.size())));
}

Result<std::string> text_member(const Json& object, const char* key) {
  const auto member = object.find(key);
  if (member == object.end() || !member->is_string()) {
    return not_an_entry("without the text '" + std::string(key) + "'");
  }
  return member->get<std::string>();
}

Result<SaltedName> parse_name(const Json& object) {
  if (!object.is_object()) return not_an_entry("whose name is no object");
  SaltedName name;
  const std::string hash = TILES_TRY(text_member(object, "hash"));
  const std::string nonce = TILES_TRY(text_member(object, "nonce"));
  name.hash = TILES_TRY(crypto::Digest::parse(hash));
  name.nonce = TILES_TRY(from_hex(nonce));
  if (name.nonce.size() != kNameNonceBytes)
    return not_an_entry("with a nonce that is not 16 bytes");
  return name;
}

Result<SignatureUse> parse_use(const Json& object) {
  const std::string delegation = TILES_TRY(text_member(object, "delegation"));
  const std::string signature = TILES_TRY(text_member(object, "signature"));
  SignatureUse use;
  use.delegation = TILES_TRY(crypto::Digest::parse(delegation));
  use.signature = TILES_TRY(from_base64(signature, Base64::Padded));
  return use;
}

}  // namespace

SaltedName SaltedName::with_nonce(const crypto::SecretBytes& owner_key, std::string_view nonce,
                                  std::string_view name) {
  TILES_ASSERT(owner_key.size() == kNameKeyBytes && nonce.size() == kNameNonceBytes);
  crypto::Sha256 salt;
  salt.update(text_of(owner_key.bytes()));
  salt.update(nonce);
  crypto::Sha256 hash;
  const crypto::Digest salt_digest = salt.finish();
  hash.update(bytes_of(salt_digest));
  hash.update(name);
  return {.nonce = std::string(nonce), .hash = hash.finish()};
}

SaltedName SaltedName::make(const crypto::SecretBytes& owner_key, std::string_view name) {
  std::array<std::byte, kNameNonceBytes> nonce{};
  fill_random(nonce);
  return with_nonce(owner_key, text_of(nonce), name);
}

bool SaltedName::is_of(const crypto::SecretBytes& owner_key, std::string_view name) const {
  return with_nonce(owner_key, nonce, name) == *this;
}

bool is_event(std::string_view text) {
  return text.size() <= kEventBytesMax && std::ranges::all_of(split(text, '.'), [](auto word) {
           return !word.empty() && std::ranges::all_of(word, [](char c) {
             return (c >= 'a' && c <= 'z') || c == '-';
           });
         });
}

std::string Entry::print() const {
  Json object = Json::object();  // The keys in order.
  if (use) object["delegation"] = use->delegation.text();
  if (digest) object["digest"] = digest->text();
  object["event"] = event;
  if (name) {
    object["name"] = Json::object({{"hash", name->hash.text()}, {"nonce", hex_of(name->nonce)}});
  }
  if (use) object["signature"] = to_base64(use->signature, Base64::Padded);
  object["time"] = format_time(time);
  object["v"] = kVersion;
  return print_json(object);
}

Result<Entry> Entry::parse(std::string_view text) {
  if (text.size() > kEventEntryBytesMax) {
    return fail(ErrorCode::Limit, "entry of " + std::to_string(text.size()) +
                                      " bytes; the limit is " +
                                      std::to_string(kEventEntryBytesMax));
  }
  const Json object = TILES_TRY(parse_unambiguous_json(text, kDepthMax));
  if (!object.is_object()) return not_an_entry("that is no JSON object");
  const auto version = object.find("v");
  if (version == object.end() || *version != kVersion) {
    return fail(ErrorCode::Unsupported, "entry of another version than 1");
  }
  Entry entry;
  entry.event = TILES_TRY(text_member(object, "event"));
  if (!is_event(entry.event)) {
    return not_an_entry("with the event " + shown_in_quotes(entry.event));
  }
  const auto time = parse_time(TILES_TRY(text_member(object, "time")));
  if (!time) return not_an_entry("with a time that is not as in 2026-11-23T03:16:00.000Z");
  entry.time = *time;
  if (object.contains("digest")) {
    const std::string digest = TILES_TRY(text_member(object, "digest"));
    entry.digest = TILES_TRY(crypto::Digest::parse(digest));
  }
  if (object.contains("name")) entry.name = TILES_TRY(parse_name(object["name"]));
  if (object.contains("delegation") || object.contains("signature")) {
    entry.use = TILES_TRY(parse_use(object));
  }
  if (entry.print() != text) return not_an_entry("that is not in canonical form");
  return entry;
}

}  // namespace tiles::tlog
