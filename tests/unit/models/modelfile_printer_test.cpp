// SPDX-License-Identifier: Apache-2.0
#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

#include <string>
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

// Files made of the pieces that the grammar turns on.
rc::Gen<std::string> file_texts() {
  const auto piece = rc::gen::element<std::string>(
      "FROM x\n", "SYSTEM ", "PARAMETER ", "stop ", "MESSAGE user ", "\"", "\"\"\"", "\n", "\r\n",
      " ", "\t", "#", "#tiles ", "MIR mir:a.b.c", "FROM ", "word", "é", "\u00A0", "\u200D", "'",
      "temperature 1", "\n\n", "TEMPLATE ", "{{ .Prompt }}", "LICENSE ", "ADAPTER ./a 0.5");
  return rc::gen::map(rc::gen::container<std::vector<std::string>>(piece),
                      [](const std::vector<std::string>& pieces) {
                        std::string text = "FROM x\n";
                        for (const std::string& each : pieces) text += each;
                        return text;
                      });
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
