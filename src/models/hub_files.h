// SPDX-License-Identifier: Apache-2.0
// Which files of a hub's repository a reference means.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/digest.h"
#include "models/layer_kind.h"

namespace tiles::models {

struct HubFile {
  std::string path;
  std::uint64_t size_bytes = 0;
  // What the hub announces of the content: of a large file its digest, of a small one the name
  // that git gives it (crypto::git_blob_id). Nothing, empty: it says no such.
  std::optional<crypto::Digest> digest;
  std::string git_blob_id = {};
};

struct HubListing {
  static constexpr std::size_t kTextBytesMax = std::size_t{32} << 20;
  static constexpr std::size_t kFilesMax = 65'536;

  std::string commit;  // 40 hexadecimal digits.
  std::vector<HubFile> files;

  // The answer of "/api/models/…?blobs=true". Errors: Invalid (not JSON, no commit, a path that is
  // not plain and relative, a digest that is none), Limit.
  static Result<HubListing> parse(std::string_view text);
};

struct HubChoice {
  std::vector<HubFile> weights;  // All parts of a split model, in order.
  std::optional<HubFile> projector;
  std::vector<HubFile> texts = {};  // Those of kHubTextFiles that there are.
};

// What a publisher says beside the weights, in files at the top of the repository: they take the
// place of what the weights say. https://huggingface.co/docs/hub/ollama
struct HubTextFile {
  std::string_view path;
  LayerKind kind;
};
inline constexpr std::array kHubTextFiles = {HubTextFile{"template", LayerKind::Template},
                                             HubTextFile{"system", LayerKind::System},
                                             HubTextFile{"params", LayerKind::Parameters}};

// `tag`: a quantisation, whatever its letters, or a file; empty: Q4_K_M, else the one with Q4, else
// the first. Errors: NotFound, Invalid (several fit), both with what there is; Corrupt (parts of a
// split model are missing).
Result<HubChoice> choose_hub_files(const HubListing& listing, std::string_view tag);

}  // namespace tiles::models
