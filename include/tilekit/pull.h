// SPDX-License-Identifier: Apache-2.0
// Bringing a model from another place into the home's store, and what was asked of other machines.
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "tilekit/fetch.h"
#include "tilekit/home.h"
#include "tilekit/result.h"
#include "tilekit/task.h"

namespace tilekit {

struct PullOptions {
  std::string name;  // What it is called afterwards; empty: as the reference says.
  NetworkUse network = NetworkUse::Allowed;
  std::uint64_t bytes_per_second_max = 0;  // 0: as fast as it goes.
  PullTold progress;
  const StopFlag* stop = nullptr;
};

struct PulledFile {
  std::string path;    // In the source; may be empty.
  std::string digest;  // "sha256:…"
  std::uint64_t size_bytes = 0;
};

struct PulledModel {
  std::string name;
  std::string reference;
  std::string revision;  // A commit, or the digest of a manifest.
  std::string manifest;  // "sha256:…"
  std::vector<PulledFile> files;
};

// `reference`: hf.co/user/repo[:QUANT|file.gguf][@commit], ollama.com/library/model:tag,
// oci://host/repo:tag, https://host/layout#name, https://host/model.gguf or file:///path. HF_TOKEN
// or the token file of Hugging Face and Docker's config.json are read for their own hosts. What
// came before an error is kept: the same call goes on. Errors: Invalid, NotFound, Denied, Corrupt,
// Conflict, Limit, Busy, Unsupported, Cancelled, Io.
Result<PulledModel> pull_model(const HomePaths& paths, std::string_view reference,
                               const PullOptions& options);

// One line of the ledger of hosts.
struct HostContact {
  std::string time;
  std::string host;
  std::string why;
  int status = 0;  // 0: no answer, or the note made before the first request.
  std::uint64_t sent_bytes = 0;
  std::uint64_t received_bytes = 0;
};

// Oldest first. Errors: Limit, Denied, Io.
Result<std::vector<HostContact>> contacted_hosts(const HomePaths& paths);

std::string to_json(const PulledModel& model);
std::string to_json(std::span<const HostContact> contacts);

}  // namespace tilekit
