// SPDX-License-Identifier: Apache-2.0
// `index.json` of an OCI image layout: which manifests there are and what they are called.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/clock.h"
#include "base/result.h"
#include "store/manifest.h"

namespace tiles::store {

// A manifest in the index. The name is its annotation org.opencontainers.image.ref.name.
struct IndexEntry {
  std::string name;  // Empty: known by its digest alone.
  Descriptor manifest;
  // When the name began to mean it. Nothing where another program wrote the entry.
  std::optional<TimePoint> moved_at = {};
  // The manifest that this one, a referrer without a name, says something about.
  std::optional<crypto::Digest> subject = {};

  bool operator==(const IndexEntry&) const = default;
};

// Entries without a name come first, then in byte order of their names; a name stands once.
class Index {
 public:
  static constexpr std::size_t kTextBytesMax = std::size_t{8} << 20;
  static constexpr std::size_t kEntriesMax = 8'192;

  // Errors: Invalid, Limit, Unsupported.
  static Result<Index> parse(std::string_view text);
  // Errors: Limit.
  Result<std::string> print() const;

  const std::vector<IndexEntry>& entries() const { return entries_; }
  // Null when there is no such name.
  const Descriptor* find(std::string_view name) const;
  // Makes `name` mean `manifest`, whatever it meant before. The time stays when it meant the same.
  void set(std::string_view name, Descriptor manifest, std::optional<TimePoint> now = {});
  enum class Removed { Yes, No };
  Removed remove(std::string_view name);
  // Adds a referrer of `subject`; the same manifest stands once.
  void refer(Descriptor manifest, const crypto::Digest& subject);
  Removed remove_referrer(const crypto::Digest& manifest);

  bool operator==(const Index&) const = default;

 private:
  std::vector<IndexEntry> entries_;
};

}  // namespace tiles::store
