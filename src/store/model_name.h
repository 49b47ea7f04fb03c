// SPDX-License-Identifier: Apache-2.0
// Names that people type: "[host/][namespace/]model[:tag][@sha256:…]", with the characters and
// bounds that Ollama has.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::store {

struct ModelName {
  static constexpr std::size_t kHostBytesMax = 350;
  static constexpr std::size_t kPartBytesMax = 80;
  static constexpr std::string_view kTagDefault = "latest";

  std::string host;        // With its port; empty when the name has none.
  std::string name_space;  // Empty when the name has none; always set with a host.
  std::string model;
  std::string tag{kTagDefault};
  std::optional<crypto::Digest> digest;  // The manifest that is meant, whatever the tag says now.

  bool operator==(const ModelName&) const = default;

  // Errors: Invalid, Limit, Unsupported (another digest than SHA-256).
  static Result<ModelName> parse(std::string_view text);

  // "host/namespace/model:tag", the tag always, the digest never: what a tag is filed under.
  std::string reference() const;
  // The same with "@sha256:…" when there is a digest; parses to an equal name.
  std::string text() const;
};

}  // namespace tiles::store
