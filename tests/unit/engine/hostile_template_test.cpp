// SPDX-License-Identifier: Apache-2.0
// Chat templates and grammars that would crash or hang llama.cpp are errors.
#include <gtest/gtest.h>

#include <csignal>
#include <thread>

#include "chat_model.h"
#include "engine/template_words.h"
#include "engine/trial.h"
#include "tiny_model.h"

namespace tiles::engine {
namespace {

Result<std::vector<Segment>> rendered(const std::string& chat_template,
                                      const std::string& message = "hi") {
  LoadOptions options;
  options.chat_template = chat_template;
  const std::string file = testing::tiny_model_file();
  const Model model = TILES_TRY(Model::load_bytes(std::as_bytes(std::span(file)), options));
  return model.render(ChatPrompt{{{.role = Role::User, .content = message}}});
}

std::string refusal(const std::string& chat_template, const std::string& message = "hi") {
  const auto result = rendered(chat_template, message);
  EXPECT_FALSE(result.has_value());
  if (result) return "";
  EXPECT_EQ(result.error().code(), ErrorCode::Limit) << result.error().text();
  return result.error().text();
}

std::string repeated(std::string_view text, std::size_t count) {
  std::string result;
  for (std::size_t i = 0; i < count; ++i) result += text;
  return result;
}

TEST(HostileTemplate, EndlessRecursionIsRefused) {
  EXPECT_NE(refusal("{% macro f() %}{{ f() }}{% endmacro %}{{ f() }}").find("calls itself"),
            std::string::npos);
}

TEST(HostileTemplate, RecursionThatAMessageStartsIsRefused) {
  const std::string text =
      "{% macro f() %}{{ f() }}{% endmacro %}"
      "{% for m in messages %}{% if m.content == 'go' %}{{ f() }}{% endif %}{{ m.content }}"
      "{% endfor %}";
  EXPECT_TRUE(rendered(text, "stay").has_value());
  EXPECT_NE(refusal(text, "go").find("calls itself"), std::string::npos);
}

TEST(HostileTemplate, DeepNestingIsRefused) {
  constexpr std::size_t kDepth = 50'000;
  for (const auto& [open, close] :
       {std::pair("[", "]"), std::pair("(", ")"), std::pair("not ", "")}) {
    const std::string text = "{{ " + repeated(open, kDepth) + "1" + repeated(close, kDepth) + " }}";
    EXPECT_NE(refusal(text).find("nested"), std::string::npos) << open;
  }
  const std::string blocks = repeated("{% if true %}", kDepth) + repeated("{% endif %}", kDepth);
  EXPECT_NE(refusal(blocks).find("nested"), std::string::npos);
}

TEST(HostileTemplate, TextWithoutBoundIsRefused) {
  EXPECT_NE(refusal("{{ ('a' * 1000000000) * 8 }}").find("memory"), std::string::npos);
}

TEST(HostileTemplate, LoopWithoutEndIsRefused) {
  EXPECT_NE(refusal("{% for i in range(100000) %}{% for j in range(100000) %}{% if j %}{% endif %}"
                    "{% endfor %}{% endfor %}")
                .find("5 s"),
            std::string::npos);
}

TEST(HostileTemplate, OrdinaryMacroIsRun) {
  const auto result = rendered(
      "{% macro show(m) %}<{{ m.role }}>{{ m.content }}{% endmacro %}"
      "{% for m in messages %}{{ show(m) }}{% endfor %}");
  ASSERT_TRUE(result.has_value()) << result.error().text();
  ASSERT_EQ(result->size(), 1U);
  EXPECT_EQ(result->front().text, "<user>hi");
}

TEST(PlainTemplate, IsToldByItsWords) {
  const std::string plain =
      "{# note #}{% for message in messages %}{{ '<|' + message['role'] + '|>' }}"
      "{{- message.content | trim -}}{% if not loop.last %}{{ '\\n*range(' }}{% endif %}{% endfor "
      "%}";
  EXPECT_TRUE(is_plain_template(plain));
  EXPECT_TRUE(is_plain_template(
      testing::chat_model().metadata("tokenizer.chat_template").value_or("{{ nothing }}")));
  for (const char* other :
       {"{{ 'a' * 9 }}", "{% set x = 1 %}", "{% macro f() %}{% endmacro %}", "{{ range(9) }}",
        "{{ message | replace('a', 'b') }}", "{{ '}}' }}", "{{ 'open }}", "{{ content",
        "{% for m in messages %}{% for m in messages %}{% for m in messages %}", "{{ 100 }}"}) {
    EXPECT_FALSE(is_plain_template(other)) << other;
  }
  EXPECT_TRUE(is_plain_template("{{ " + repeated("(", 64) + repeated(")", 64) + " }}"));
  EXPECT_FALSE(is_plain_template("{{ " + repeated("(", 65) + repeated(")", 65) + " }}"));
  EXPECT_TRUE(is_plain_template(std::string(16u << 10, 'x')));
  EXPECT_FALSE(is_plain_template(std::string((16u << 10) + 1, 'x')));
}

TEST(Trial, ExceptionsAndVerdictsComeThrough) {
  const auto thrown = try_in_copy("it", []() -> Verdict { throw std::runtime_error("x"); });
  ASSERT_TRUE(thrown.has_value());
  EXPECT_EQ(thrown->verdict, Verdict::Good);
  const auto bad = try_in_copy("it", [] {
    std::fputs("because", stderr);
    return Verdict::Bad;
  });
  ASSERT_TRUE(bad.has_value());
  EXPECT_EQ(bad->verdict, Verdict::Bad);
  EXPECT_EQ(bad->said, "because");
}

TEST(Trial, WhatItSaysIsBounded) {
  const auto loud = try_in_copy("it", [] {
    for (int i = 0; i < 10'000; ++i) std::fputs("a long line of text\n", stderr);
    return Verdict::Bad;
  });
  ASSERT_TRUE(loud.has_value());
  EXPECT_EQ(loud->said.size(), TrialLimits::kSaidBytes);
}

TEST(Trial, OneThatEndsTheProcessEndsItsCopyOnly) {
  const auto ended = try_in_copy("it", []() -> Verdict {
    std::raise(SIGTERM);
    return Verdict::Good;
  });
  ASSERT_FALSE(ended.has_value());
  EXPECT_EQ(ended.error().code(), ErrorCode::Limit);
}

TEST(HostileGrammar, WhatIsWrongIsInTheErrorAndNotOnStandardError) {
  const auto conversation = testing::load_tiny_model().open_conversation({.context_tokens = 256});
  ASSERT_TRUE(conversation.has_value());
  const auto refusal_of = [&](const std::string& gbnf) {
    CompletionRequest request;
    request.prompt = RawPrompt{{{SegmentKind::Text, "one"}}};
    request.constraint = Grammar{gbnf};
    ::testing::internal::CaptureStderr();
    const auto answer = testing::ask(**conversation, request);
    EXPECT_EQ(::testing::internal::GetCapturedStderr(), "") << gbnf;
    EXPECT_FALSE(answer.has_value()) << gbnf;
    return answer ? "" : answer.error().text();
  };
  EXPECT_NE(refusal_of("root ::= [a").find("grammar cannot be used: '"), std::string::npos);
  EXPECT_NE(refusal_of("root := \"a\"").find("expecting ::="), std::string::npos);
  EXPECT_NE(refusal_of("other ::= \"a\"").find("no rule 'root'"), std::string::npos);
  EXPECT_NE(refusal_of("root ::= " + repeated("(", 100'000)).find("the grammar is nested"),
            std::string::npos);
}

}  // namespace
}  // namespace tiles::engine
