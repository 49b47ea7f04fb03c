// SPDX-License-Identifier: Apache-2.0
#include "models/lock.h"

#include <algorithm>
#include <initializer_list>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "store/descriptor.h"

namespace tiles::models {
namespace {

constexpr int kFormat = 1;
constexpr std::size_t kDepthMax = 4;
constexpr std::size_t kWordBytesMax = 128;

Result<void> check_members(const Json& object, std::initializer_list<std::string_view> known) {
  if (!object.is_object()) return fail(ErrorCode::Invalid, "not an object");
  for (const auto& [key, value] : object.items()) {
    if (std::ranges::find(known, key) == known.end()) {
      return fail(ErrorCode::Invalid, format("unknown member {}", shown_in_quotes(key)));
    }
  }
  return {};
}

Result<std::string> required_text(const Json& object, std::string_view key) {
  std::string text = TILES_TRY(store::read_text_member(object, key));
  if (text.empty()) return fail(ErrorCode::Invalid, format("'{}' is missing", key));
  return text;
}

Result<crypto::Digest> read_digest(const Json& object, std::string_view key) {
  const std::string text = TILES_TRY(required_text(object, key));
  return crypto::Digest::parse(text);
}

bool is_commit(std::string_view text) {
  constexpr std::size_t kCommitDigitsMin = 40;  // SHA-1; 64 for SHA-256.
  constexpr std::size_t kCommitDigitsMax = 64;
  return text.size() >= kCommitDigitsMin && text.size() <= kCommitDigitsMax &&
         text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool is_word(std::string_view text) {
  return !text.empty() && text.size() <= kWordBytesMax &&
         std::ranges::all_of(text, [](char byte) { return byte >= ' ' && byte <= '~'; });
}

Result<void> check_source(const LockedSource& source) {
  if (source.reference.empty() || !is_utf8(source.reference)) {
    return fail(ErrorCode::Invalid, "a reference that is empty or not UTF-8");
  }
  if (source.reference.size() > LockedSource::kReferenceBytesMax) {
    return fail(ErrorCode::Limit,
                format("a reference of {} bytes, the limit is {}", source.reference.size(),
                       LockedSource::kReferenceBytesMax));
  }
  if (!source.revision.empty() && !is_commit(source.revision)) {
    TILES_CHECK(crypto::Digest::parse(source.revision));
  }
  if (!source.path.empty()) TILES_CHECK(store::check_file_path(source.path));
  if (source.size_bytes > store::Descriptor::kSizeBytesMax) {
    return fail(ErrorCode::Limit, format("a size of {} bytes, the limit is {}", source.size_bytes,
                                         store::Descriptor::kSizeBytesMax));
  }
  return {};
}

Result<void> check_lock(const Lock& lock) {
  if (lock.sources.size() > Lock::kSourcesMax) {
    return fail(ErrorCode::Limit,
                format("{} sources, the limit is {}", lock.sources.size(), Lock::kSourcesMax));
  }
  for (const LockedSource& source : lock.sources) TILES_CHECK(check_source(source));
  if (lock.quantization &&
      (!is_word(lock.quantization->type) || !is_word(lock.quantization->quantizer))) {
    return fail(ErrorCode::Invalid, "'quantization' without a plain type and quantizer");
  }
  return {};
}

Result<void> check_size(std::size_t size_bytes) {
  if (size_bytes > Lock::kTextBytesMax) {
    return fail(ErrorCode::Limit,
                format("{} bytes, the limit is {}", size_bytes, Lock::kTextBytesMax));
  }
  return {};
}

Result<LockedSource> read_source(const Json& json) {
  TILES_CHECK(check_members(json, {"reference", "revision", "path", "digest", "size"}));
  LockedSource source;
  source.reference = TILES_TRY(required_text(json, "reference"));
  source.revision = TILES_TRY(store::read_text_member(json, "revision"));
  source.path = TILES_TRY(store::read_text_member(json, "path"));
  source.digest = TILES_TRY(read_digest(json, "digest"));
  const auto size = json.find("size");
  if (size == json.end() || !size->is_number_unsigned()) {
    return fail(ErrorCode::Invalid, "'size' is not a whole number");
  }
  source.size_bytes = size->get<std::uint64_t>();
  return source;
}

Result<LockedQuantization> read_quantization(const Json& json) {
  TILES_CHECK(check_members(json, {"type", "quantizer"}));
  LockedQuantization quantization;
  quantization.type = TILES_TRY(required_text(json, "type"));
  quantization.quantizer = TILES_TRY(required_text(json, "quantizer"));
  return quantization;
}

Result<Lock> read_lock(std::string_view text) {
  TILES_CHECK(check_size(text.size()));
  const Json json = TILES_TRY(parse_unambiguous_json(text, kDepthMax));
  TILES_CHECK(check_members(json, {"format", "sources", "quantization", "manifest"}));
  if (const auto version = json.find("format"); version == json.end() || *version != kFormat) {
    return fail(ErrorCode::Unsupported, format("'format' is not {}", kFormat));
  }
  const auto sources = json.find("sources");
  if (sources == json.end() || !sources->is_array()) {
    return fail(ErrorCode::Invalid, "'sources' is not a list");
  }
  Lock lock;
  for (const Json& source : *sources) lock.sources.push_back(TILES_TRY(read_source(source)));
  if (const auto quantization = json.find("quantization"); quantization != json.end()) {
    lock.quantization = TILES_TRY(read_quantization(*quantization));
  }
  lock.manifest = TILES_TRY(read_digest(json, "manifest"));
  TILES_CHECK(check_lock(lock));
  return lock;
}

Json print_source(const LockedSource& source) {
  Json json = {{"reference", source.reference}};
  if (!source.revision.empty()) json["revision"] = source.revision;
  if (!source.path.empty()) json["path"] = source.path;
  json["digest"] = source.digest.text();
  json["size"] = source.size_bytes;
  return json;
}

}  // namespace

Result<Lock> Lock::parse(std::string_view text) {
  auto lock = read_lock(text);
  if (!lock) {
    return fail(std::move(lock).error().within("reading a lock"));
  }
  return lock;
}

Result<std::string> Lock::print() const {
  TILES_CHECK(check_lock(*this));
  std::string text = format("{{\"format\":{},\n \"sources\":[", kFormat);
  for (const LockedSource& source : sources) {
    text += (&source == &sources.front() ? "\n  " : ",\n  ") + print_json(print_source(source));
  }
  text += "]";
  if (quantization) {
    const Json json = {{"type", quantization->type}, {"quantizer", quantization->quantizer}};
    text += ",\n \"quantization\":" + print_json(json);
  }
  text += ",\n \"manifest\":\"" + manifest.text() + "\"}\n";
  TILES_CHECK(check_size(text.size()));
  return text;
}

}  // namespace tiles::models
