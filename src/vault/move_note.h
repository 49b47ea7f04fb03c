// SPDX-License-Identifier: Apache-2.0
// A note under another path, with every link that leads to it.
#pragma once

#include <string>
#include <string_view>

#include "base/result.h"
#include "vault/transaction.h"

namespace tiles::vault {

class Vault;

// Where a note was and is, and the name that links may show for it. Views that outlive the calls.
struct NoteMove {
  std::string_view from;  // Paths in the vault.
  std::string_view to;
  std::string_view old_name;  // A link that shows just this shows `new_name` afterwards.
  std::string_view new_name;
};

// Makes every link of the vault that leads to `from` lead to `to`, written as it was: by path or by
// file name, with or without ".md", with its heading and shown text; by path where another note has
// the file name. Looks at the notes as they are on the disk: nothing else may be staged in them
// yet. False, and nothing staged, when a note that links there is no text. Errors: those of the
// transaction (Limit: more notes link there than one transaction changes).
Result<bool> redirect_links(Vault& vault, Transaction& transaction, const NoteMove& move);

// `text`, of the note at `from`, with its links to itself led to `to`; by the index as it is, which
// redirect_links() makes fresh. Errors: those of the index.
Result<std::string> with_own_links_redirected(Vault& vault, const std::string& text,
                                              const NoteMove& move);

// The note itself, too; its text stays. False, and nothing staged, when something stands at `to`,
// in whatever letter case, or a note is no text. Errors: as above.
Result<bool> move_note(Vault& vault, Transaction& transaction, const NoteMove& move);

}  // namespace tiles::vault
