// SPDX-License-Identifier: Apache-2.0
// Where a model can be pulled from, as people write it: "hf.co/user/repo:Q4_K_M@commit",
// "ollama.com/library/qwen3:4b", "oci://host/repo:tag", "https://host/layout#name", "file:///path".
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "base/result.h"
#include "crypto/digest.h"

namespace tiles::models {

enum class RemoteKind : std::uint8_t {
  HuggingFace,  // A repository of a hub, at a commit.
  Ollama,       // Ollama's registry.
  Oci,          // Any OCI registry.
  Static,       // An OCI image layout on a web server, or one GGUF file there with its digest.
  File,         // A file of this machine.
};

struct RemoteReference {
  static constexpr std::size_t kTextBytesMax = 4'096;
  static constexpr std::size_t kRevisionBytesMax = 255;

  RemoteKind kind = RemoteKind::Oci;
  std::string host;  // With its port when it has one; lower case. Empty for a file.
  // "user/repo", "library/qwen3", the path of a URL without '/' in front, or an absolute file path.
  std::string repository;
  // A quantisation or "file.gguf" of a hub, a tag of a registry, a name in a layout. May be empty.
  std::string tag;
  std::string revision;                  // A branch, tag or commit of a hub. May be empty.
  std::optional<crypto::Digest> digest;  // Of the manifest, or of the one file.
  bool is_encrypted = true;              // No only for "http://" on this machine.

  bool operator==(const RemoteReference&) const = default;

  // A GGUF file on a web server, not a layout.
  bool is_one_file() const;
  // How it is written shortest; parses to an equal reference.
  std::string text() const;
  // What the model is called in the store when nobody says: a text that ModelName::parse accepts,
  // or nothing where the reference has more parts than a name.
  std::optional<std::string> local_name() const;
};

// Whether `text` is meant as a reference to another machine, though it may have mistakes: it begins
// with a scheme or with the host of a hub or of Ollama's registry.
bool looks_remote(std::string_view text);

// Errors: Invalid (with what is expected), Limit, Unsupported (another digest or scheme).
Result<RemoteReference> parse_remote_reference(std::string_view text);

}  // namespace tiles::models
