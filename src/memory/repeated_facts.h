// SPDX-License-Identifier: Apache-2.0
// What is told again is not written again. Rules: docs/protocols/memory.md, section Told again.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/transaction.h"

namespace tiles::memory {

// `after` without facts and links that were added though the same line stood in `before`.
std::string without_repeated_lines(std::string_view before, std::string_view after);

// What create_file() of a note that exists comes to where it is exact: `content` is the note's
// title and facts that it has, or that it lacks altogether; the latter are added. Nothing is done
// when it is not exact: another title, another value, other text than facts, a message that speaks
// of somebody else of that name. Returns whether it was done. Errors: those of the transaction.
Result<bool> add_to_existing_note(vault::Transaction& transaction, std::string_view path,
                                  std::string_view content, std::string_view message);

}  // namespace tiles::memory
