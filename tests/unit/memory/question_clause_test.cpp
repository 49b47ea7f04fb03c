// SPDX-License-Identifier: Apache-2.0
#include "memory/question_clause.h"

#include <gtest/gtest.h>

#include <string>

namespace tiles::memory {
namespace {

std::string asks(std::string_view message) {
  return std::string(asking_sentence(message).value_or("-"));
}

TEST(AskingSentence, IsTheOneWithAQuestionMark) {
  EXPECT_EQ(asks("Hey! Quick one. What's my gate code?"), "What's my gate code?");
  EXPECT_EQ(asks("We argue here: is my car a Volvo?"), "is my car a Volvo?");
  EXPECT_EQ(asks("What's my code?\n\n(today is 2026-11-30)"), "What's my code?");
  EXPECT_EQ(asks("Mail a.b@c.org came. Is it hers? Thanks."), "Is it hers?");
}

TEST(AskingSentence, WithoutAMarkIsTheOneThatBeginsAsAQuestion) {
  EXPECT_EQ(asks("I am at the door. what is my gate code"), "what is my gate code");
}

TEST(AskingSentence, WhatIsSaidAsideIsLeftOut) {
  EXPECT_EQ(asks("days to my birthday\n\n(today is 2026-11-30)"), "days to my birthday");
  EXPECT_EQ(asks("(a) (b)"), "-");
}

TEST(AskingSentence, IsNoneAmongSeveralOrAlone) {
  EXPECT_EQ(asks("Who is Tom? Where is Ana?"), "-");
  EXPECT_EQ(asks("what is it. where is it"), "-");
  EXPECT_EQ(asks("What's my gate code?"), "-");
  EXPECT_EQ(asks("I like tea. It is warm."), "-");
  EXPECT_EQ(asks(""), "-");
  EXPECT_EQ(asks("..."), "-");
}

}  // namespace
}  // namespace tiles::memory
