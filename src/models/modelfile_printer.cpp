// SPDX-License-Identifier: Apache-2.0
// The canonical form: one instruction a line, capitals, one blank, quotes only where they are
// needed.
#include <array>
#include <optional>

#include "base/format.h"
#include "base/text.h"
#include "models/modelfile.h"
#include "models/modelfile_value.h"

namespace tiles::models {
namespace {

constexpr std::array<std::string_view, 3> kQuotes = {"", "\"", R"(""")"};

// Whether `printed`, followed by any other instruction, is read as `value`.
bool reads_as(std::string_view printed, std::string_view value) {
  const std::string line = format("{}\nFROM x\n", printed);
  const ScannedValue scanned = scan_value(line, 0);
  return scanned.how == ValueEnd::Closed && scanned.text == value && scanned.end == printed.size();
}

// The value with the fewest quotes that read back as it is.
std::optional<std::string> quoted(std::string_view value) {
  for (const std::string_view quote : kQuotes) {
    std::string printed = format("{0}{1}{0}", quote, value);
    const bool is_visible = !value.empty() || !quote.empty();
    if (is_visible && reads_as(printed, value)) {
      return printed;
    }
  }
  return std::nullopt;
}

}  // namespace

Result<std::string> print_modelfile(const Modelfile& file) {
  std::string text;
  for (const Instruction& instruction : file.instructions) {
    const std::optional<std::string> value = quoted(instruction.value);
    const std::string_view keyword = name_of(instruction.keyword);
    if (!value) {
      return fail(ErrorCode::Invalid,
                  format("the value of '{}' has a line that ends with three quotes: a Modelfile "
                         "cannot hold it",
                         keyword));
    }
    const std::string_view mark = instruction.form == Form::Comment ? "#tiles " : "";
    const std::string argument = instruction.argument.empty() ? "" : instruction.argument + " ";
    text += format("{}{} {}{}\n", mark, keyword, argument, *value);
  }
  return text;
}

}  // namespace tiles::models
