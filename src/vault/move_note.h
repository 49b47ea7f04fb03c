// SPDX-License-Identifier: Apache-2.0
// A note under another path, with every link that leads to it.
#pragma once

#include <string_view>

#include "base/result.h"
#include "vault/transaction.h"

namespace tiles::vault {

class Vault;

// Where a note was and is, and the name that links may show for it.
struct NoteMove {
  std::string_view from;  // Paths in the vault.
  std::string_view to;
  std::string_view old_name;  // A link that shows just this shows `new_name` afterwards.
  std::string_view new_name;
};

// Makes every link of the vault that leads to `from` lead to `to`, written as it was: by path or by
// file name, with or without ".md", with its heading and shown text. Looks at the notes as they are
// on the disk: nothing else may be staged in them yet. Errors: those of the transaction (Limit:
// more notes link there than one transaction changes).
Result<void> redirect_links(Vault& vault, Transaction& transaction, const NoteMove& move);

// The note itself, too; its text stays. Errors: as above; AlreadyExists when `to` is there.
Result<void> move_note(Vault& vault, Transaction& transaction, const NoteMove& move);

}  // namespace tiles::vault
