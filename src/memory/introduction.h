// SPDX-License-Identifier: Apache-2.0
// Messages that name somebody new: "My wife is called Joana". Rules: docs/protocols/memory.md,
// section Told in plain words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tiles::memory {

struct Introduction {
  std::string relation;          // "best friend"
  std::string name;              // As it is written there.
  std::vector<std::string> key;  // Of what else is said of them; none: nothing is.
  std::string value;
};

// Nothing when the message is anything else, or says more.
std::optional<Introduction> read_introduction(std::string_view message);

}  // namespace tiles::memory
