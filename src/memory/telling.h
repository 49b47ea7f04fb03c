// SPDX-License-Identifier: Apache-2.0
// A message of plain statements carried out by the host, without a model. Rules:
// docs/protocols/memory.md, section Told in plain words.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "memory/grounding.h"
#include "memory/name_index.h"
#include "vault/transaction.h"

namespace tiles::memory {

struct Telling {
  std::string_view message;    // All of it the user's own words.
  std::string_view user_text;  // Of user.md; empty without the file.
  const std::vector<NamedPath>& candidates;
  const std::vector<NamedPath>& relations;  // "my wife".
  const NameIndex& names;
  const TitleOfLink& title_of_link;
  // Called with the note that the message names, when it is read.
  std::function<void(std::string_view path, std::string_view text)> on_read;
};

// Whether the message was nothing but plain statements: then the transaction holds what they say,
// which may be no change. Errors: those of the transaction.
Result<bool> carry_out_telling(vault::Transaction& transaction, const Telling& telling);

// Makes the note's text `after`; a note without a text is made. Errors: those of the transaction.
Result<void> write_text(vault::Transaction& transaction, std::string_view path,
                        std::string_view before, const std::string& after);

// Adds a line to a note that does not have it yet; user.md is made where there is none.
// False: the file is empty, or no text. Errors: those of the transaction.
Result<bool> add_line(vault::Transaction& transaction, const std::string& path,
                      const std::string& line);

}  // namespace tiles::memory
