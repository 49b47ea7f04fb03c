// SPDX-License-Identifier: Apache-2.0
#include "models/modelfile.h"

#include <gtest/gtest.h>

#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "models/parameter_rules.h"

namespace tiles::models {
namespace {

Instruction plain(Keyword keyword, std::string value) {
  return {keyword, Form::Plain, "", std::move(value)};
}
Instruction parameter(std::string name, std::string value) {
  return {Keyword::Parameter, Form::Plain, std::move(name), std::move(value)};
}
Instruction message(std::string role, std::string value) {
  return {Keyword::Message, Form::Plain, std::move(role), std::move(value)};
}

// What a file without a fault says.
std::vector<Instruction> instructions_of(std::string_view text) {
  const ModelfileReading reading = read_modelfile(text);
  EXPECT_EQ(describe(reading.diagnostics, "Modelfile", reading.text), "");
  return reading.file.instructions;
}

// The value of SYSTEM in a file that is otherwise in order.
std::string system_of(const std::string& written) {
  const ModelfileReading reading = read_modelfile("FROM x\nSYSTEM " + written);
  EXPECT_TRUE(reading.is_accepted()) << describe(reading.diagnostics, "Modelfile", reading.text);
  return reading.file.instructions.size() == 2 ? reading.file.instructions[1].value : "(none)";
}

std::string faults_in(std::string_view text) {
  const ModelfileReading reading = read_modelfile(text);
  return describe(reading.diagnostics, "Modelfile", reading.text);
}

TEST(Modelfile, InstructionsComeInOrderWithoutQuotesAndOuterBlanks) {
  const auto read = instructions_of(
      "FROM model1\n"
      "ADAPTER adapter1\n"
      "LICENSE MIT\n"
      "PARAMETER num_ctx 4096\n"
      "PARAMETER stop   ### User:  \n"
      "TEMPLATE \"\"\"  {{ .System }}\n{{ .Prompt }}  \"\"\"   \n");
  const std::vector<Instruction> wanted = {
      plain(Keyword::From, "model1"), plain(Keyword::Adapter, "adapter1"),
      plain(Keyword::License, "MIT"), parameter("num_ctx", "4096"),
      parameter("stop", "### User:"), plain(Keyword::Template, "  {{ .System }}\n{{ .Prompt }}  ")};
  EXPECT_EQ(read, wanted);
}

TEST(Modelfile, KeywordsAreReadInAnyLetterCase) {
  EXPECT_EQ(instructions_of("from a\nSyStEm b"),
            (std::vector{plain(Keyword::From, "a"), plain(Keyword::System, "b")}));
}

TEST(Modelfile, ValuesOfFromKeepInnerBlanks) {
  EXPECT_EQ(instructions_of("FROM \"  FOO BAR  \"")[0].value, "  FOO BAR  ");
  EXPECT_EQ(instructions_of("FROM     FOOO BAR   \t ")[0].value, "FOOO BAR");
  EXPECT_EQ(instructions_of("FROM /path to/model.bin ")[0].value, "/path to/model.bin");
  EXPECT_EQ(instructions_of("FROM llama3:7b-instruct-q4_K_M")[0].value,
            "llama3:7b-instruct-q4_K_M");
}

TEST(Modelfile, QuotesAreTakenOffAsOllamaTakesThem) {
  EXPECT_EQ(system_of("\"\"\"\nThis is a\nsystem.\n\"\"\""), "\nThis is a\nsystem.\n");
  EXPECT_EQ(system_of("\"\"\"one line\"\"\""), "one line");
  EXPECT_EQ(system_of("\"\"\"\"\"\""), "");
  EXPECT_EQ(system_of("\"\""), "");
  EXPECT_EQ(system_of("\"'\""), "'");
  EXPECT_EQ(system_of("\"say \"hi\" to me\""), "say \"hi\" to me");
  EXPECT_EQ(system_of("\"\"\"''\"'\"\"'\"\"'\"'''''\"\"'\"\"'\"\"\""),
            "''\"'\"\"'\"\"'\"'''''\"\"'\"\"'");
  EXPECT_EQ(system_of("\"two\nlines\"\n"), "two\nlines");
  EXPECT_EQ(system_of("\"two\r\nlines\"\r\n"), "two\r\nlines");
  EXPECT_EQ(system_of("'single'"), "'single'");
  EXPECT_EQ(system_of("  \n"), "");
}

TEST(Modelfile, MessagesHaveARoleAndMayHaveLines) {
  EXPECT_EQ(
      instructions_of("FROM x\nMESSAGE system You are a parser.\n"
                      "MESSAGE user \"\"\"\nHey there, hi!\n\"\"\"\t\t\nMESSAGE assistant Hello"),
      (std::vector{plain(Keyword::From, "x"), message("system", "You are a parser."),
                   message("user", "\nHey there, hi!\n"), message("assistant", "Hello")}));
}

TEST(Modelfile, CommentsAreReadOver) {
  EXPECT_EQ(instructions_of("# a comment\n\t\nFROM x # not a comment\n#end"),
            (std::vector{plain(Keyword::From, "x # not a comment")}));
}

TEST(Modelfile, Utf16WithAByteOrderMarkIsRead) {
  const std::u16string text = u"FROM bob\n\tSYSTEM 你好👋";
  for (const bool is_big : {false, true}) {
    std::string bytes = is_big ? "\xFE\xFF" : "\xFF\xFE";
    for (const char16_t unit : text) {
      const char low = static_cast<char>(unit & 0xFFU);
      const char high = static_cast<char>(unit >> 8U);
      bytes += is_big ? high : low;
      bytes += is_big ? low : high;
    }
    EXPECT_EQ(instructions_of(bytes),
              (std::vector{plain(Keyword::From, "bob"), plain(Keyword::System, "你好👋")}));
  }
}

TEST(Modelfile, BrokenUtf16AndUtf8BecomeReplacementsWithAWarning) {
  using std::string_literals::operator""s;
  for (const std::string& bytes : {"FROM a\xC3"s, "\xFF\xFE"s + "F\0R\0O\0M\0 \0a\0\0\xD8"s,
                                   "\xFF\xFE"s + "F\0R\0O\0M\0 \0a\0x"s}) {
    const ModelfileReading reading = read_modelfile(bytes);
    ASSERT_EQ(reading.diagnostics.size(), 1U);
    EXPECT_EQ(reading.diagnostics[0].severity, Severity::Warning);
    EXPECT_EQ(reading.file.instructions[0].value, "a\uFFFD");
  }
}

TEST(Modelfile, OwnInstructionsStandPlainOrInComments) {
  const auto read = instructions_of(
      "FROM x\nMIR \"mir:model.art.gpt-oss:mlx-q4\"\n#tiles MEMORY ./mine.gguf\n"
      "#tiles FROM x@sha256:00\nADAPTER ./a.gguf 0.5\n#tilesish\n# tiles MIR no\n");
  const std::vector<Instruction> wanted = {plain(Keyword::From, "x"),
                                           plain(Keyword::Mir, "mir:model.art.gpt-oss:mlx-q4"),
                                           {Keyword::Memory, Form::Comment, "", "./mine.gguf"},
                                           {Keyword::From, Form::Comment, "", "x@sha256:00"},
                                           plain(Keyword::Adapter, "./a.gguf 0.5")};
  EXPECT_EQ(read, wanted);
}

TEST(Modelfile, AQuoteInsideAValueDoesNotSwallowTheNextInstructions) {
  const ModelfileReading reading =
      read_modelfile("FROM x\nSYSTEM \"Hi\" he said\nPARAMETER seed 1\nLICENSE \"MIT\"\n");
  EXPECT_EQ(reading.file.instructions,
            (std::vector{plain(Keyword::From, "x"), plain(Keyword::System, "\"Hi\" he said"),
                         parameter("seed", "1"), plain(Keyword::License, "MIT")}));
  EXPECT_EQ(describe(reading.diagnostics, "m", reading.text),
            "m:2:8: warning: the value begins with a quote that its line does not end with\n"
            "  SYSTEM \"Hi\" he said\n"
            "         ^\n"
            "  hint: it is kept as it stands; Ollama would take the next lines into it: put it "
            "between \"\"\"\n");
}

TEST(Modelfile, ALongTextMayHoldALineThatLooksLikeAnInstruction) {
  EXPECT_EQ(system_of("\"\"\"a\nFROM there\n\"\"\""), "a\nFROM there\n");
}

TEST(Modelfile, WhatOllamaDropsIsKeptWithAWarning) {
  const ModelfileReading reading = read_modelfile("FROM x\nSYSTEM a\u00A0b 👩\u200D👩");
  EXPECT_EQ(reading.file.instructions[1].value, "a\u00A0b 👩\u200D👩");
  ASSERT_EQ(reading.diagnostics.size(), 1U);
  EXPECT_EQ(reading.diagnostics[0].message, "U+00A0 is kept; Ollama drops it");
}

TEST(Modelfile, EveryFaultIsListedInOneRun) {
  EXPECT_EQ(faults_in("FORM x\nPARAMETER temprature 1\nPARAMETER top_p 2\nMESSAGE user\n"
                      "MESSAGE bot hi\nFROM\nREQUIRES soon\nSYSTEM \"\"\"open\nPARAMETER seed x\n"),
            R"(Modelfile:1:1: error: unknown instruction 'FORM'
  FORM x
  ^
  hint: did you mean 'FROM'?
Modelfile:1:1: error: no FROM line
  FORM x
  ^
  hint: begin with 'FROM name' or 'FROM ./model.gguf'
Modelfile:2:1: error: unknown parameter 'temprature'
  PARAMETER temprature 1
  ^
  hint: did you mean 'temperature'?
Modelfile:3:17: error: parameter 'top_p' must be from 0 to 1, not '2'
  PARAMETER top_p 2
                  ^
Modelfile:4:9: error: role 'user' has no value
  MESSAGE user
          ^
Modelfile:5:1: error: message role 'bot' is none of system, user and assistant
  MESSAGE bot hi
  ^
Modelfile:6:1: error: 'FROM' has no value
  FROM
  ^
Modelfile:7:10: error: 'soon' is no version
  REQUIRES soon
           ^
  hint: write a version such as 0.14.0
Modelfile:8:8: error: the quote that begins here is never closed
  SYSTEM """open
         ^
  hint: end the value with """
Modelfile:9:16: error: parameter 'seed' must be a whole number, not 'x'
  PARAMETER seed x
                 ^
)");
}

TEST(Modelfile, WhatCannotBeReadIsRefused) {
  for (const char* text :
       {"", "PARAMETER temperature 1\n", "FROM x\nPARAMETER param1\n",
        "FROM x\n\nBADCOMMAND param1 value1\n", "FROM x\nMESSAGE system\n",
        "FROM x\nMESSAGE system", "FROM x\nSYSTEM \"\"\"", "FROM x\nSYSTEM \"", "FROM x\nDRAFT x\n",
        "FROM \n", "FROM x\nPARAMETER numa true", "FROM x\nPARAMETER a-b 1", "FROM x\nFR0M y",
        "FROM x\nSYSTEM", "FROM x\n#tiles SYSTEM hi", "#tiles FROM x@sha256:00\nFROM x",
        "FROM x\n#tiles\n", "FROM x\nMIR gpt-oss", "FROM x\nADAPTER a 101"}) {
    EXPECT_FALSE(read_modelfile(text).is_accepted()) << text;
  }
}

TEST(Modelfile, OddFormsThatOllamaReadsKeepTheirMeaning) {
  const ModelfileReading reading = read_modelfile(
      "PARAMETER model base\nPARAMETER system Be brief.\nPARAMETER low_vram true\n"
      "#tiles is a nice program\n\u00A0LICENSE MIT\n");
  EXPECT_TRUE(reading.is_accepted());
  EXPECT_EQ(reading.file.instructions,
            (std::vector{plain(Keyword::From, "base"), plain(Keyword::System, "Be brief."),
                         parameter("low_vram", "true"), plain(Keyword::License, "MIT")}));
  EXPECT_EQ(reading.diagnostics.size(), 5U);
}

TEST(Modelfile, BoundsHoldAtAndPastThem) {
  const std::string head = "FROM x\nSYSTEM ";
  const std::string longest(Modelfile::kTextBytesMax - head.size(), 'a');
  EXPECT_TRUE(read_modelfile(head + longest).is_accepted());
  EXPECT_FALSE(read_modelfile(head + longest + "a").is_accepted());

  std::string many = "FROM x\n";
  for (std::size_t i = 1; i < Modelfile::kInstructionsMax; ++i) many += "SYSTEM \n";
  EXPECT_TRUE(read_modelfile(many).is_accepted());
  EXPECT_FALSE(read_modelfile(many + "SYSTEM \n").is_accepted());

  std::string faulty = "FROM x\n";
  for (std::size_t i = 0; i <= Modelfile::kDiagnosticsMax; ++i) faulty += "SYTEM a\n";
  EXPECT_EQ(read_modelfile(faulty).diagnostics.size(), Modelfile::kDiagnosticsMax);
}

std::string from_and(const std::string& line, std::size_t count) {
  std::string text = "FROM x\n";
  for (std::size_t i = 0; i < count; ++i) text += line + "\n";
  return text;
}

TEST(Modelfile, StopsAndMessagesAreBoundedAtAndPastTheBound) {
  for (const auto& [line, count_max] : {std::pair{"PARAMETER stop a", Modelfile::kStopsMax},
                                        std::pair{"MESSAGE user a", Modelfile::kMessagesMax}}) {
    EXPECT_TRUE(read_modelfile(from_and(line, count_max)).is_accepted()) << line;
    const ModelfileReading more = read_modelfile(from_and(line, count_max + 1));
    ASSERT_EQ(more.diagnostics.size(), 1U) << line;
    EXPECT_NE(more.diagnostics[0].message.find("more than " + std::to_string(count_max)),
              std::string::npos);
  }
}

TEST(Modelfile, ParametersAreTakenUpToTheirBoundsAndNotPastThem) {
  const auto is_taken = [](const ParameterRule& rule, double value) {
    return !fault_of_value(rule, rule.type == ParameterType::Integer
                                     ? std::to_string(static_cast<std::int64_t>(value))
                                     : format("{}", value));
  };
  for (const ParameterRule& rule : parameter_rules()) {
    if (rule.type != ParameterType::Integer && rule.type != ParameterType::Number) continue;
    const double step = rule.type == ParameterType::Integer ? 1 : 0.01;
    EXPECT_TRUE(is_taken(rule, rule.minimum)) << rule.name;
    EXPECT_TRUE(is_taken(rule, rule.maximum)) << rule.name;
    EXPECT_FALSE(is_taken(rule, rule.minimum - step)) << rule.name;
    EXPECT_FALSE(is_taken(rule, rule.maximum + step)) << rule.name;
    EXPECT_EQ(is_taken(rule, 0), rule.zero == Zero::Allowed && rule.minimum <= 0) << rule.name;
  }
  const ParameterRule* stop = parameter_rule("stop");
  EXPECT_FALSE(fault_of_value(*stop, std::string(256, 'x')));
  EXPECT_TRUE(fault_of_value(*stop, std::string(257, 'x')));
  EXPECT_TRUE(fault_of_value(*stop, ""));
}

}  // namespace
}  // namespace tiles::models
