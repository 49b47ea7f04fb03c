// SPDX-License-Identifier: Apache-2.0
// What calls that may ask other machines are told and tell.
#pragma once

#include <cstdint>
#include <functional>
#include <string>

namespace tilekit {

enum class NetworkUse { Allowed, Offline };

struct PullProgress {
  std::string file;
  std::uint64_t bytes_done = 0;  // Of the file, those of earlier pulls included.
  std::uint64_t bytes_total = 0;
};

// On the calling thread.
using PullTold = std::function<void(const PullProgress&)>;

}  // namespace tilekit
