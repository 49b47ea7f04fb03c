// SPDX-License-Identifier: Apache-2.0
// Any bytes as a manifest, as the index of a store and as the name of a model: what is accepted is
// printed, and what was printed is read as the same.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "base/text.h"
#include "store/index.h"
#include "store/manifest.h"
#include "store/media_types.h"
#include "store/model_name.h"

namespace {

using tiles::store::Index;
using tiles::store::Manifest;
using tiles::store::ModelName;

// What a message says of bytes of others.
bool is_clean(std::string_view message) {
  constexpr std::size_t kMessageBytesMax = 1'000;
  return tiles::is_utf8(message) && message.size() <= kMessageBytesMax &&
         message.find('\n') == std::string_view::npos;
}

void check_manifest(std::string_view bytes) {
  const auto manifest = Manifest::parse(bytes);
  if (!manifest) {
    TILES_ASSERT(is_clean(manifest.error().text()));
    return;
  }
  TILES_ASSERT(manifest->layers.size() <= Manifest::kLayersMax);
  for (const auto& layer : manifest->layers) {
    const auto path = layer.annotations.find(std::string(tiles::store::annotation::kFilePath));
    if (path == layer.annotations.end()) continue;
    TILES_ASSERT(("/" + path->second + "/").find("/../") == std::string::npos);
    TILES_ASSERT(path->second.front() != '/');
  }
  // Escapes can make the canonical form longer than what was read, past its limit.
  const auto text = manifest->print();
  if (!text) return;
  const auto again = Manifest::parse(*text);
  TILES_ASSERT(again && *again == *manifest && *again->print() == *text);
}

void check_index(std::string_view bytes) {
  const auto index = Index::parse(bytes);
  if (!index) {
    TILES_ASSERT(is_clean(index.error().text()));
    return;
  }
  const auto text = index->print();
  if (!text) return;
  const auto again = Index::parse(*text);
  TILES_ASSERT(again && *again == *index && *again->print() == *text);
  for (const auto& entry : index->entries()) {
    if (!entry.name.empty()) TILES_ASSERT(*index->find(entry.name) == entry.manifest);
  }
}

void check_name(std::string_view bytes) {
  const auto name = ModelName::parse(bytes);
  if (!name) {
    TILES_ASSERT(is_clean(name.error().text()));
    return;
  }
  const auto again = ModelName::parse(name->text());
  TILES_ASSERT(again && *again == *name);
  TILES_ASSERT(name->reference().find('@') == std::string::npos);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_manifest(bytes);
  check_index(bytes);
  check_name(bytes);
  return 0;
}
