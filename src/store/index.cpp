// SPDX-License-Identifier: Apache-2.0
#include "store/index.h"

#include <algorithm>
#include <utility>

#include "base/json.h"
#include "base/text.h"
#include "store/descriptor.h"
#include "store/media_types.h"

namespace tiles::store {
namespace {

constexpr std::size_t kDepthMax = 8;
constexpr int kSchemaVersion = 2;

Result<IndexEntry> read_entry(const Json& value) {
  IndexEntry entry;
  entry.manifest = TILES_TRY(read_descriptor(value));
  const auto name = entry.manifest.annotations.find(std::string(annotation::kReferenceName));
  if (name != entry.manifest.annotations.end()) {
    entry.name = name->second;
    entry.manifest.annotations.erase(name);
  }
  const auto moved = entry.manifest.annotations.find(std::string(annotation::kMoved));
  if (moved != entry.manifest.annotations.end()) {
    entry.moved_at = parse_time(moved->second);
    if (entry.moved_at) entry.manifest.annotations.erase(moved);
  }
  const auto subject = entry.manifest.annotations.find(std::string(annotation::kSubject));
  if (subject != entry.manifest.annotations.end() && entry.name.empty()) {
    entry.subject = TILES_TRY(crypto::Digest::parse(subject->second));
    entry.manifest.annotations.erase(subject);
  }
  return entry;
}

Result<std::vector<IndexEntry>> read_entries(std::string_view text) {
  if (text.size() > Index::kTextBytesMax) {
    return fail(ErrorCode::Limit, std::to_string(text.size()) + " bytes, the limit is " +
                                      std::to_string(Index::kTextBytesMax));
  }
  const Json json = TILES_TRY(parse_unambiguous_json(text, kDepthMax));
  const auto schema = json.is_object() ? json.find("schemaVersion") : json.end();
  if (schema == json.end() || *schema != kSchemaVersion) {
    return fail(ErrorCode::Unsupported, "'schemaVersion' is not 2");
  }
  const auto manifests = json.find("manifests");
  if (manifests == json.end() || !manifests->is_array()) {
    return fail(ErrorCode::Invalid, "'manifests' is not a list");
  }
  if (manifests->size() > Index::kEntriesMax) {
    return fail(ErrorCode::Limit, std::to_string(manifests->size()) + " entries, the limit is " +
                                      std::to_string(Index::kEntriesMax));
  }
  std::vector<IndexEntry> entries;
  for (const Json& value : *manifests) entries.push_back(TILES_TRY(read_entry(value)));
  std::ranges::stable_sort(entries, {}, &IndexEntry::name);
  const auto twice = std::ranges::adjacent_find(
      entries, [](const auto& a, const auto& b) { return !a.name.empty() && a.name == b.name; });
  if (twice != entries.end()) {
    return fail(ErrorCode::Invalid, "the name " + shown_in_quotes(twice->name) + " stands twice");
  }
  return entries;
}

}  // namespace

Result<Index> Index::parse(std::string_view text) {
  auto entries = read_entries(text);
  if (!entries) {
    return fail(std::move(entries).error().within("reading 'index.json'"));
  }
  Index index;
  index.entries_ = *std::move(entries);
  return index;
}

Result<std::string> Index::print() const {
  if (entries_.size() > kEntriesMax) {
    return fail(ErrorCode::Limit,
                "more than " + std::to_string(kEntriesMax) + " manifests in one store");
  }
  Json manifests = Json::array();
  for (const IndexEntry& entry : entries_) {
    Descriptor manifest = entry.manifest;
    if (!entry.name.empty()) {
      manifest.annotations[std::string(annotation::kReferenceName)] = entry.name;
    }
    if (entry.moved_at) {
      manifest.annotations[std::string(annotation::kMoved)] = format_time(*entry.moved_at);
    }
    if (entry.subject) {
      manifest.annotations[std::string(annotation::kSubject)] = entry.subject->text();
    }
    TILES_CHECK(check_descriptor(manifest));
    manifests.push_back(print_descriptor(manifest));
  }
  std::string text = print_json({{"schemaVersion", kSchemaVersion},
                                 {"mediaType", media_type::kOciIndex},
                                 {"manifests", std::move(manifests)}});
  if (text.size() > kTextBytesMax) {
    return fail(ErrorCode::Limit,
                "the index of the store would pass " + std::to_string(kTextBytesMax) + " bytes");
  }
  return text;
}

const Descriptor* Index::find(std::string_view name) const {
  const auto entry = std::ranges::lower_bound(entries_, name, {}, &IndexEntry::name);
  const bool found = !name.empty() && entry != entries_.end() && entry->name == name;
  return found ? &entry->manifest : nullptr;
}

void Index::set(std::string_view name, Descriptor manifest, std::optional<TimePoint> now) {
  for (const std::string_view key : {annotation::kReferenceName, annotation::kMoved}) {
    manifest.annotations.erase(std::string(key));
  }
  const auto entry = std::ranges::lower_bound(entries_, name, {}, &IndexEntry::name);
  if (!name.empty() && entry != entries_.end() && entry->name == name) {
    if (entry->manifest.digest != manifest.digest) entry->moved_at = now;
    entry->manifest = std::move(manifest);
  } else {
    entries_.insert(entry,
                    {.name = std::string(name), .manifest = std::move(manifest), .moved_at = now});
  }
}

void Index::refer(Descriptor manifest, const crypto::Digest& subject) {
  remove_referrer(manifest.digest);
  manifest.annotations.clear();
  entries_.insert(entries_.begin(),
                  {.name = {}, .manifest = std::move(manifest), .subject = subject});
}

Index::Removed Index::remove_referrer(const crypto::Digest& manifest) {
  const std::size_t removed = std::erase_if(entries_, [&](const IndexEntry& entry) {
    return entry.subject && entry.manifest.digest == manifest;
  });
  return removed == 0 ? Removed::No : Removed::Yes;
}

Index::Removed Index::remove(std::string_view name) {
  const auto entry = std::ranges::lower_bound(entries_, name, {}, &IndexEntry::name);
  if (name.empty() || entry == entries_.end() || entry->name != name) return Removed::No;
  entries_.erase(entry);
  return Removed::Yes;
}

}  // namespace tiles::store
