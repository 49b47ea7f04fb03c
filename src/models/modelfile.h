// SPDX-License-Identifier: Apache-2.0
// The Modelfile: how a model is put together, as text. A superset of Ollama's (grammar and meaning
// as of 0.33); format: docs/formats/modelfile.md.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "models/diagnostic.h"

namespace tiles::models {

enum class Keyword : std::uint8_t {
  From,
  Parameter,
  Template,
  System,
  Adapter,
  License,
  Message,
  Renderer,
  Parser,
  Requires,
  Draft,
  Mir,
  Memory,
};

// "FROM" and so on.
std::string_view name_of(Keyword keyword);
// In any letter case, as Ollama reads it.
std::optional<Keyword> keyword_named(std::string_view word);

// How an instruction stands in the file. A Comment, "#tiles MIR mir:…", is read by Tiles and
// skipped by Ollama.
enum class Form : std::uint8_t { Plain, Comment };

struct Instruction {
  Keyword keyword = Keyword::From;
  Form form = Form::Plain;
  std::string argument;          // A parameter's name or a message's role; empty for all others.
  std::string value;             // Without the quotes that stood around it.
  std::size_t offset = 0;        // Of the keyword, in bytes of the text that was read.
  std::size_t value_offset = 0;  // Of the value with its quotes.

  // Places do not count: what is equal means the same.
  bool operator==(const Instruction& other) const {
    return keyword == other.keyword && form == other.form && argument == other.argument &&
           value == other.value;
  }
};

struct Modelfile {
  static constexpr std::size_t kTextBytesMax = std::size_t{16} << 20;
  static constexpr std::size_t kInstructionsMax = 65'536;
  static constexpr std::size_t kDiagnosticsMax = 100;
  static constexpr std::size_t kMessagesMax = 4'096;
  static constexpr std::size_t kStopsMax = 64;  // Values of PARAMETER stop.

  std::vector<Instruction> instructions;
  bool operator==(const Modelfile&) const = default;
};

struct ModelfileReading {
  std::string text;                     // As UTF-8; offsets point into it.
  Modelfile file;                       // What could be read, also when there are errors.
  std::vector<Diagnostic> diagnostics;  // In order of place, at most kDiagnosticsMax.

  bool is_accepted() const { return !has_error(diagnostics); }
};

// Reads UTF-8, or UTF-16 with a byte order mark. Never stops at an error: all of them are listed.
// Names of models and paths are not looked up.
ModelfileReading read_modelfile(std::string_view bytes);

// The canonical form. Reading it gives `file` again, and what Ollama accepts stays acceptable to it
// with the same meaning. Errors: Invalid, for a value that no form can hold (one that was not read
// from a file).
Result<std::string> print_modelfile(const Modelfile& file);

}  // namespace tiles::models
