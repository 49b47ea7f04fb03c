// SPDX-License-Identifier: Apache-2.0
// What a message says in plain words, put into the notes without a model. Rules:
// docs/protocols/memory.md, section Told in plain words.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "memory/grounding.h"
#include "memory/statement.h"

namespace tiles::memory {

struct ToldNote {
  std::string path;
  std::string text;                             // Empty: there is no such file yet.
  std::vector<std::vector<std::string>> names;  // Of the note; none for the user's own.
};

// The text that the user's own note (`user`), or the one that is named, has afterwards.
struct ToldTexts {
  std::string user;
  std::string named;
};

// A note of somebody new.
struct NewNote {
  std::string path;
  std::string text;
  std::string user;  // The text that the user's own note has afterwards.
};

// Nothing when the message does not just introduce somebody, or the user has one of that kind.
std::optional<NewNote> note_after_introduction(std::string_view message, const ToldNote& user,
                                               const TitleOfLink& title_of_link);

// Nothing when the message says anything but plain statements that are exact in these notes.
// `named`: the only note that the message names, if there is one. Texts that stay are as they were.
std::optional<ToldTexts> texts_after_telling(std::string_view message, const ToldNote& user,
                                             const ToldNote* named,
                                             const TitleOfLink& title_of_link);

}  // namespace tiles::memory
