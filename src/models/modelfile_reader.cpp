// SPDX-License-Identifier: Apache-2.0
// Reads a Modelfile as Ollama's state machine does, but goes on after an error, and keeps text that
// it would lose.
#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "base/unicode.h"
#include "models/instruction_rules.h"
#include "models/modelfile.h"
#include "models/modelfile_text.h"
#include "models/modelfile_value.h"
#include "models/near_word.h"
#include "models/parameter_rules.h"

namespace tiles::models {
namespace {

constexpr std::string_view kBlanks = " \t";
constexpr std::string_view kOwnComment = "#tiles";

bool is_blank(char byte) { return byte == ' ' || byte == '\t'; }
bool is_line_end(char byte) { return byte == '\r' || byte == '\n'; }

bool is_parameter_byte(char byte) {
  return (byte >= 'a' && byte <= 'z') || (byte >= 'A' && byte <= 'Z') ||
         (byte >= '0' && byte <= '9') || byte == '_';
}

class Reader {
 public:
  explicit Reader(std::string_view text) : text_(text) {}

  void read_all();
  Modelfile take_file() { return std::move(file_); }
  std::vector<Diagnostic> take_diagnostics();

 private:
  struct Word {
    std::string_view text;
    std::size_t begin = 0;
    std::size_t end = 0;  // At the blank or line end after it, or the end of the text.
  };

  Word word_at(std::size_t begin) const;
  void read_comment();
  void read_instruction(std::size_t begin, Form form);
  // The word after the keyword, for PARAMETER and MESSAGE: the argument and where the value begins.
  bool read_argument(Instruction& instruction, std::size_t begin, std::size_t& value_begin);
  void read_value(Instruction instruction, std::size_t begin);
  void warn_of_unprintable(std::string_view value);
  void take_parameter_as_instruction(Instruction& instruction);
  void report(Severity severity, std::size_t offset, std::string message, std::string hint = "");
  void refuse_word(const Word& word, Form form);

  std::string_view text_;
  std::size_t at_ = 0;
  Modelfile file_;
  std::vector<Diagnostic> diagnostics_;
};

void Reader::report(Severity severity, std::size_t offset, std::string message, std::string hint) {
  diagnostics_.push_back({severity, offset, std::move(message), std::move(hint)});
}

Reader::Word Reader::word_at(std::size_t begin) const {
  std::size_t end = begin;
  while (end < text_.size() && !is_blank(text_[end]) && !is_line_end(text_[end])) {
    ++end;
  }
  return {text_.substr(begin, end - begin), begin, end};
}

void Reader::read_all() {
  while (at_ < text_.size()) {
    const char byte = text_[at_];
    if (is_blank(byte) || is_line_end(byte)) {
      ++at_;
    } else if (file_.instructions.size() == Modelfile::kInstructionsMax) {
      report(Severity::Error, at_,
             format("more than {} instructions", Modelfile::kInstructionsMax));
      return;
    } else if (byte == '#') {
      read_comment();
    } else {
      read_instruction(at_, Form::Plain);
    }
  }
}

// A comment, or an instruction that only Tiles reads: "#tiles MIR mir:…".
void Reader::read_comment() {
  const Word mark = word_at(at_);
  const std::size_t end = line_end(text_, at_);
  if (mark.text != kOwnComment) {
    at_ = end;
    return;
  }
  const std::size_t begin = text_.find_first_not_of(kBlanks, mark.end);
  if (begin >= end) {
    report(Severity::Error, at_, "'#tiles' without an instruction",
           "write an instruction such as '#tiles MIR mir:model.art.gpt-oss', or '# tiles' for a "
           "comment");
    at_ = end;
    return;
  }
  read_instruction(begin, Form::Comment);
}

void Reader::refuse_word(const Word& word, Form form) {
  std::vector<std::string_view> known;
  for (const Keyword keyword : all_keywords()) {
    known.push_back(name_of(keyword));
  }
  const auto near = near_word(word.text, known);
  report(form == Form::Plain ? Severity::Error : Severity::Warning, word.begin,
         format("unknown instruction '{}'", utf8_prefix(word.text, 40)),
         near ? format("did you mean '{}'?", *near)
              : "an instruction is FROM, PARAMETER, TEMPLATE, SYSTEM, ADAPTER, LICENSE, MESSAGE, "
                "RENDERER, PARSER, REQUIRES, DRAFT, MIR or MEMORY");
}

void Reader::read_instruction(std::size_t begin, Form form) {
  if (const auto first = printed_character(text_.substr(begin)); !first.is_printable) {
    warn_of_unprintable(text_.substr(begin, first.size_bytes));  // Ollama reads on after it.
    begin += first.size_bytes;
  }
  const Word word = word_at(begin);
  const auto keyword = keyword_named(word.text);
  const bool has_blank = word.end < text_.size() && is_blank(text_[word.end]);
  if (!keyword || !has_blank) {
    if (keyword) {
      report(Severity::Error, begin, format("'{}' has no value", word.text));
    } else {
      refuse_word(word, form);
    }
    at_ = has_blank && form == Form::Plain ? scan_value(text_, word.end + 1).end
                                           : line_end(text_, begin);
    return;
  }
  Instruction instruction{*keyword, form, "", "", begin, 0};
  std::size_t value_begin = word.end + 1;
  const bool takes_argument = *keyword == Keyword::Parameter || *keyword == Keyword::Message;
  if (takes_argument && !read_argument(instruction, value_begin, value_begin)) {
    return;
  }
  read_value(std::move(instruction), value_begin);
}

bool Reader::read_argument(Instruction& instruction, std::size_t begin, std::size_t& value_begin) {
  const bool is_parameter = instruction.keyword == Keyword::Parameter;
  std::size_t start = begin;
  while (start < text_.size() && is_blank(text_[start])) {
    ++start;
  }
  const Word word = word_at(start);
  const std::string_view what = is_parameter ? "parameter" : "role";
  if (word.text.empty()) {
    report(Severity::Error, instruction.offset,
           format("'{}' has no {}", name_of(instruction.keyword), what),
           is_parameter ? "write 'PARAMETER temperature 0.7'" : "write 'MESSAGE user Hello'");
    at_ = word.end;
    return false;
  }
  if (start != begin) {
    report(Severity::Warning, begin, format("more than one blank before the {}", what),
           "Ollama reads one blank only and refuses the file");
  }
  instruction.argument = word.text;
  if (word.end == text_.size() || !is_blank(text_[word.end])) {
    report(Severity::Error, start,
           format("{} '{}' has no value", what, utf8_prefix(word.text, 40)));
    at_ = word.end;
    return false;
  }
  if (is_parameter && !std::all_of(word.text.begin(), word.text.end(), is_parameter_byte)) {
    report(Severity::Error, start,
           format("parameter '{}' has characters other than letters, digits and '_'",
                  utf8_prefix(word.text, 40)));
    at_ = scan_value(text_, word.end + 1).end;
    return false;
  }
  value_begin = word.end + 1;
  return true;
}

void Reader::read_value(Instruction instruction, std::size_t begin) {
  ScannedValue value = scan_value(text_, begin);
  if (instruction.form == Form::Comment) {  // Ollama sees a comment: it ends with its line.
    const std::size_t end = line_end(text_, begin);
    value = scan_value(text_.substr(0, end), begin);
  }
  at_ = value.end;
  if (value.how == ValueEnd::NeverClosed) {
    report(Severity::Error, value.begin, "the quote that begins here is never closed",
           format("end the value with {}", value.text.starts_with("\"\"\"") ? "\"\"\"" : "\""));
    return;
  }
  if (value.how == ValueEnd::KeptAsText) {
    report(
        Severity::Warning, value.begin,
        "the value begins with a quote that its line does not end with",
        "it is kept as it stands; Ollama would take the next lines into it: put it between \"\"\"");
  }
  warn_of_unprintable(text_.substr(value.begin, value.end - value.begin));
  instruction.value = value.text;
  instruction.value_offset = value.begin;
  take_parameter_as_instruction(instruction);
  for (Diagnostic& fault : faults_of(instruction)) {
    diagnostics_.push_back(std::move(fault));
  }
  file_.instructions.push_back(std::move(instruction));
}

void Reader::warn_of_unprintable(std::string_view value) {
  const auto offset = static_cast<std::size_t>(value.data() - text_.data());
  std::size_t at = 0;
  while (at < value.size()) {
    const PrintedCharacter character = printed_character(value.substr(at));
    const char byte = value[at];
    if (!character.is_printable && !is_blank(byte) && !is_line_end(byte)) {
      report(Severity::Warning, offset + at,
             format("U+{:04X} is kept; Ollama drops it", character.code_point));
      return;
    }
    at += character.size_bytes;
  }
}

// "PARAMETER system x" is the instruction SYSTEM to Ollama, and so on.
void Reader::take_parameter_as_instruction(Instruction& instruction) {
  if (instruction.keyword != Keyword::Parameter) {
    return;
  }
  const auto keyword = instruction_of_parameter(instruction.argument);
  if (!keyword) {
    return;
  }
  report(Severity::Warning, instruction.offset,
         format("'PARAMETER {}' is read as '{}', as Ollama does", instruction.argument,
                name_of(*keyword)),
         format("write '{}'", name_of(*keyword)));
  instruction.keyword = *keyword;
  instruction.argument.clear();
}

std::vector<Diagnostic> Reader::take_diagnostics() {
  for (Diagnostic& fault : faults_of(file_)) {
    diagnostics_.push_back(std::move(fault));
  }
  return std::move(diagnostics_);
}

// In order of place; past the bound, errors are kept rather than warnings.
void put_in_order(std::vector<Diagnostic>& diagnostics) {
  const auto by_place = [](const Diagnostic& a, const Diagnostic& b) {
    return a.offset < b.offset;
  };
  if (diagnostics.size() > Modelfile::kDiagnosticsMax) {
    std::stable_sort(
        diagnostics.begin(), diagnostics.end(),
        [](const Diagnostic& a, const Diagnostic& b) { return a.severity > b.severity; });
    diagnostics.resize(Modelfile::kDiagnosticsMax);
  }
  std::stable_sort(diagnostics.begin(), diagnostics.end(), by_place);
}

}  // namespace

ModelfileReading read_modelfile(std::string_view bytes) {
  ModelfileReading reading;
  if (bytes.size() > Modelfile::kTextBytesMax) {
    reading.diagnostics.push_back(
        {Severity::Error, 0,
         format("the file has {} bytes, the most is {}", bytes.size(), Modelfile::kTextBytesMax),
         ""});
    return reading;
  }
  DecodedText decoded = decode_modelfile(bytes);
  reading.text = std::move(decoded.text);
  Reader reader(reading.text);
  reader.read_all();
  reading.diagnostics = reader.take_diagnostics();
  reading.diagnostics.insert(reading.diagnostics.end(), decoded.warnings.begin(),
                             decoded.warnings.end());
  put_in_order(reading.diagnostics);
  reading.file = reader.take_file();
  return reading;
}

}  // namespace tiles::models
