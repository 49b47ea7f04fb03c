// SPDX-License-Identifier: Apache-2.0
// What words and phrases do in a plain statement. The lists: memory-model/data/told_words.txt.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "memory/message_words.h"

namespace tiles::memory {

enum class ToldPhrase : std::uint8_t {
  Opening,       // Says nothing by itself.
  Request,       // Asks to keep what follows, whatever it is.
  Command,       // Asks to keep a plain statement.
  Closing,       // May follow a value.
  Set,           // Asks to change what follows.
  Into,          // Between what is changed and its value.
  Is,            // Between a key and its value.
  Again,         // Between a key and what links it to its value.
  Adjective,     // Before a key.
  Drop,          // Asks to take away what follows.
  Gone,          // Says that what stands before it is to be taken away.
  Have,          // Of a new one.
  Doubt,         // Leaves the message to the model.
  Taste,         // Keys whose values are plain words.
  Circumstance,  // Begins what is no value: where or how something is.
  Code,          // Ends a noun whose value is a code or a number.
  State,         // Ends a value that says how something is.
  Unreal,        // Says that something is not so, or only perhaps.
};

// How many of the words from `at` on, before `end`, are the longest phrase of this kind; 0 for
// none.
std::size_t phrase_size(ToldPhrase kind, const std::vector<MessageWord>& words, std::size_t at,
                        std::size_t end);

// "if I lived in Oslo", "I never said that": whether nobody says that it is so. "Would you" is
// polite.
bool is_unreal(const std::vector<MessageWord>& words);

// The words are folded.
bool is_phrase(ToldPhrase kind, const std::vector<std::string>& words);

}  // namespace tiles::memory
