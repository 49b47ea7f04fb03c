// SPDX-License-Identifier: Apache-2.0
// A message that gives a note a new name, or says that two notes are of one and the same, carried
// out by the host. Rules: docs/protocols/memory.md, section Names that change.
#pragma once

#include "base/result.h"
#include "memory/telling.h"
#include "vault/transaction.h"
#include "vault/vault.h"

namespace tiles::memory {

// Whether the message was one: then the transaction, empty before, holds what it says. Errors:
// those of the transaction.
Result<bool> carry_out_naming(vault::Vault& vault, vault::Transaction& transaction,
                              const Telling& telling);

}  // namespace tiles::memory
