// SPDX-License-Identifier: Apache-2.0
#include "models/go_template.h"

#include <gtest/gtest.h>

#include <fstream>
#include <string>

namespace tiles::models {
namespace {

constexpr long kDay = 20'780;  // 2026-11-23.

Result<std::string> rendered(std::string_view text, const Json& data) {
  return GoTemplate::parse(text).and_then(
      [&data](const GoTemplate& parsed) { return parsed.render(data, [] { return kDay; }); });
}

std::string text_or_error(std::string_view text, const Json& data = Json::object()) {
  const auto result = rendered(text, data);
  return result ? *result : "error: " + result.error().text();
}

// Templates with what Go's text/template made of them (tests/data/go_templates/README.md).
TEST(GoTemplate, GivesTheBytesThatGoGivesAndRefusesWhatGoRefuses) {
  std::ifstream file(TILES_SOURCE "/tests/data/go_templates/cases.jsonl");
  std::string line;
  ASSERT_TRUE(std::getline(file, line));
  const Json data = Json::parse(line).at("data");
  int texts = 0;
  int refusals = 0;
  while (std::getline(file, line)) {
    const Json expected = Json::parse(line);
    const auto text = expected.at("template").get<std::string>();
    const auto result = rendered(text, data);
    if (expected.contains("text")) {
      ++texts;
      ASSERT_TRUE(result.has_value()) << text << "\n" << result.error().text();
      EXPECT_EQ(*result, expected.at("text").get<std::string>()) << text;
    } else {
      ++refusals;
      EXPECT_FALSE(result.has_value()) << text;
    }
  }
  EXPECT_GE(texts, 300);
  EXPECT_GE(refusals, 100);
}

TEST(GoTemplate, AnErrorNamesTheLine) {
  EXPECT_EQ(text_or_error("a\nb {{ nope }}"),
            "error: template, line 2: there is no function 'nope'");
  EXPECT_EQ(text_or_error("\n\n{{ len 3 }}"), "error: template, line 3: len of int");
}

TEST(GoTemplate, ToolTypesAreThoseOfTypeScript) {
  const Json data = Json::parse(R"({"a": {"type": "string"}, "b": {"type": ["integer", "null"]},
    "c": {"type": "array"}, "d": {"type": "object"}, "e": {}, "f": {"anyOf": [{"type": "boolean"},
    {"type": "number"}]}, "g": 3})");
  EXPECT_EQ(text_or_error("{{ range $k, $v := . }}{{ toTypeScriptType $v }};{{ end }}", data),
            "string;number | null;any[];Record<string, any>;any;boolean | number;any;");
}

TEST(GoTemplate, AFieldIsMentionedWhereverItStands) {
  const auto parsed =
      GoTemplate::parse("{{ if .A }}{{ range .B }}{{ len (print $.C 1) }}{{ end }}{{ end }}");
  for (const char* field : {"A", "B", "C"}) EXPECT_TRUE(parsed->mentions(field)) << field;
  EXPECT_FALSE(parsed->mentions("D"));
}

std::string nested(std::size_t count) {
  std::string text;
  for (std::size_t i = 0; i < count; ++i) text += "{{if true}}";
  text += "x";
  for (std::size_t i = 0; i < count; ++i) text += "{{end}}";
  return text;
}

std::string in_parentheses(std::size_t count) {
  return "{{" + std::string(count, '(') + "1" + std::string(count, ')') + "}}";
}

TEST(GoTemplate, NestingIsBoundedAtAndPastTheBound) {
  EXPECT_EQ(text_or_error(nested(GoTemplate::kNestingMax - 1)), "x");
  EXPECT_FALSE(GoTemplate::parse(nested(GoTemplate::kNestingMax)).has_value());
  EXPECT_EQ(text_or_error(in_parentheses(GoTemplate::kNestingMax - 1)), "1");
  EXPECT_FALSE(GoTemplate::parse(in_parentheses(GoTemplate::kNestingMax)).has_value());
}

TEST(GoTemplate, RecursionIsBoundedAtAndPastTheBound) {
  const std::string text =
      R"({{define "t"}}{{with .}}{{template "t" (slice . 1)}}{{end}}{{end}}{{template "t" .}}ok)";
  // The main list, then a call and a block for each letter, and for the end.
  const std::string deepest((GoTemplate::kDepthMax - 3) / 2, 'x');
  EXPECT_EQ(text_or_error(text, deepest), "ok");
  const auto past = rendered(text, deepest + "x");
  ASSERT_FALSE(past.has_value());
  EXPECT_EQ(past.error().code(), ErrorCode::Limit);
}

TEST(GoTemplate, OutputAndWorkAreBounded) {
  const std::string kilobyte(1024, 'x');
  const std::size_t count = GoTemplate::kOutputBytesMax / kilobyte.size();
  const auto repeated = [&](std::size_t times) {
    return "{{range " + std::to_string(times) + "}}" + kilobyte + "{{end}}";
  };
  EXPECT_EQ(rendered(repeated(count), Json::object())->size(), GoTemplate::kOutputBytesMax);
  EXPECT_EQ(rendered(repeated(count + 1), Json::object()).error().code(), ErrorCode::Limit);
  const auto endless = rendered("{{range 1000000000000}}{{end}}", Json::object());
  EXPECT_EQ(endless.error().code(), ErrorCode::Limit);
}

TEST(GoTemplate, ValuesThatGrowAreBounded) {
  std::string doubling = R"({{$x := "0123456789abcdef"}})";
  for (int i = 0; i < 64; ++i) doubling += R"({{$x = printf "%s%s" $x $x}})";
  EXPECT_EQ(rendered(doubling, Json::object()).error().code(), ErrorCode::Limit);
  EXPECT_EQ(text_or_error("{{len (printf `%10000d%10001d` 1 2)}}"), "10001");
}

TEST(GoTemplate, TextIsBoundedAtAndPastTheBound) {
  const std::string longest(GoTemplate::kTextBytesMax, 'x');
  EXPECT_EQ(text_or_error(longest), longest);
  EXPECT_FALSE(GoTemplate::parse(longest + "x").has_value());
}

}  // namespace
}  // namespace tiles::models
