// SPDX-License-Identifier: Apache-2.0
// Faults of a vault that a person may want to mend.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiles::vault {

class Vault;

enum class FaultKind { DanglingLink, DuplicateEntity, Contradiction, Unreadable };
std::string_view fault_kind_name(FaultKind kind);  // "dangling-link", …

struct Fault {
  FaultKind kind = FaultKind::DanglingLink;
  std::string path;
  std::uint32_t line = 0;  // 0 for the whole file.
  std::string text;        // One sentence.
};

// In order of path and line. Refreshes the index.
Result<std::vector<Fault>> check(Vault& vault);

}  // namespace tiles::vault
