// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "models/modelfile.h"

namespace tiles::models {
namespace {

std::string printed(std::string_view text) {
  const auto result = print_modelfile(read_modelfile(text).file);
  return result ? *result : result.error().text();
}

TEST(ModelfilePrinter, QuotesStandOnlyWhereTheyAreNeeded) {
  EXPECT_EQ(
      printed("# c\n\n  from   \"x\"\nparameter stop \"  a\"\nSYSTEM \"\"\"one\ntwo\"\"\"\n"
              "SYSTEM \"\"\"say \"hi\"\nnow\"\"\"\nLICENSE \"\"\nmessage user \"\"\"a\"\"\"\n"),
      "FROM x\nPARAMETER stop \"  a\"\nSYSTEM \"one\ntwo\"\nSYSTEM \"\"\"say \"hi\"\nnow\"\"\"\n"
      "LICENSE \"\"\nMESSAGE user a\n");
}

TEST(ModelfilePrinter, CommentFormStaysAComment) {
  EXPECT_EQ(printed("FROM x\n#tiles   mir   \"mir:model.art.gpt-oss\"\nMEMORY mine\n"),
            "FROM x\n#tiles MIR mir:model.art.gpt-oss\nMEMORY mine\n");
}

TEST(ModelfilePrinter, AValueThatBeginsWithAQuoteIsPutBetweenQuotes) {
  const std::string text = printed("FROM x\nSYSTEM \"Hi\" he said\n");
  EXPECT_EQ(text, "FROM x\nSYSTEM \"\"Hi\" he said\"\n");
  EXPECT_TRUE(read_modelfile(text).diagnostics.empty());
}

TEST(ModelfilePrinter, AValueThatNoFormHoldsIsRefused) {
  const Modelfile file{{{Keyword::From, Form::Plain, "", "x"},
                        {Keyword::System, Form::Plain, "", "a\"\"\"\nb\"\nc"}}};
  EXPECT_FALSE(print_modelfile(file).has_value());
}

using Gen = rc::Gen<std::string>;

std::string joined(const std::vector<std::string>& pieces) {
  std::string text;
  for (const std::string& each : pieces) text += each;
  return text;
}

Gen series_of(Gen piece) {
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(std::move(piece)), joined);
}

// "before", what is drawn, "after".
Gen between(std::string before, Gen drawn, std::string after) {
  return rc::gen::map(std::move(drawn),
                      [=](const std::string& text) { return before + text + after; });
}

// What the grammar turns on, in any order: few such files are accepted.
Gen any_texts() {
  return series_of(rc::gen::element<std::string>(
      "FROM x\n", "SYSTEM ", "PARAMETER ", "stop ", "MESSAGE user ", "\"", "\"\"\"", "\n", "\r\n",
      " ", "\t", "#", "#tiles ", "MIR mir:a.b.c", "FROM ", "word", "é", "\u00A0", "\u200D", "'",
      "temperature 1", "\n\n", "TEMPLATE ", "{{ .Prompt }}", "LICENSE ", "ADAPTER ./a 0.5"));
}

// The same within values that end where they should: nearly all such files are accepted.
Gen instructions() {
  const Gen plain = series_of(rc::gen::element<std::string>(
      "word", " ", "\t", "#", "#tiles ", "MIR mir:a.b.c", "FROM ", "é", "\u00A0", "\u200D", "'",
      "temperature 1", "TEMPLATE ", "{{ .Prompt }}", "\\"));
  const Gen lines = series_of(rc::gen::element<std::string>(
      "word", " ", "\t", "\n", "\r\n", "\n\n", "#", "\nFROM y\n", "SYSTEM ", "\u00A0", "\" "));
  const Gen value = rc::gen::oneOf(between("word", plain, ""), between("a\"b", plain, ""),
                                   between("\"", plain, "\""), between("\"\"\"", lines, "\"\"\""));
  const Gen keyword =
      rc::gen::element<std::string>("SYSTEM ", "license ", "MESSAGE user ", "Message assistant  ");
  const Gen instruction = rc::gen::apply(
      [](const std::string& word, const std::string& text) { return word + text + "\n"; }, keyword,
      value);
  const Gen other = rc::gen::element<std::string>(
      "\n", "\r\n", " \t\n", "# word\n", "#tiles MIR mir:a.b.c\n", "PARAMETER temperature 1\n",
      "PARAMETER stop \"a\"\n", "ADAPTER ./a 0.5\n");
  return series_of(rc::gen::oneOf(instruction, other));
}

// Mostly accepted: a refused file says nothing of the printer, and a property that refuses most of
// what is drawn gives up.
Gen file_texts() {
  return between("FROM x\n",
                 rc::gen::weightedOneOf<std::string>({{1, any_texts()}, {3, instructions()}}), "");
}

RC_GTEST_PROP(ModelfilePrinter, ReadingWhatWasPrintedIsTheSameFile, ()) {
  const std::string text = *file_texts();
  const ModelfileReading reading = read_modelfile(text);
  RC_PRE(reading.is_accepted());
  const auto first = print_modelfile(reading.file);
  RC_ASSERT(first.has_value());
  const ModelfileReading again = read_modelfile(*first);
  RC_ASSERT(again.is_accepted());
  RC_ASSERT(again.file == reading.file);
  RC_ASSERT(*print_modelfile(again.file) == *first);
}

}  // namespace
}  // namespace tiles::models
