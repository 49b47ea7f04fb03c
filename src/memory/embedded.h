// SPDX-License-Identifier: Apache-2.0
// Files of memory-model/ that are part of the program.
#pragma once

#include <cstddef>
#include <span>
#include <string_view>

namespace tiles::memory {

// The in-house memory model: a GGUF file. Lives as long as the program, aligned to 64 bytes.
std::span<const std::byte> embedded_model();

// The reader: a GGUF file, of the same lifetime and alignment.
std::span<const std::byte> embedded_reader();

// The name under which it was released, "r3", and its training record: one JSON object.
std::string_view embedded_reader_release();
std::string_view embedded_reader_record();

// The name under which that model was released: "v0".
std::string_view embedded_release();

// Its training record: one JSON object, made by memory-model/run.py.
std::string_view embedded_record();

// Folded words between white space.
std::string_view embedded_stop_words();

// Names of attributes, a group on a line, parted by commas; '#' begins a comment.
std::string_view embedded_key_words();

// Names of relations, in the same form.
std::string_view embedded_relation_words();

// Folded words under headings, a language on a line; '#' begins a comment.
std::string_view embedded_question_words();

// Nouns, a group on a line, parted by commas; '#' begins a comment.
std::string_view embedded_known_nouns();

// A relation on a line; '#' begins a comment.
std::string_view embedded_known_relations();

// Key, "form" or "any", clause: parted by tabs; '#' begins a comment.
std::string_view embedded_told_clauses();

// Phrases under headings, parted by commas; '#' begins a comment.
std::string_view embedded_told_words();

}  // namespace tiles::memory
