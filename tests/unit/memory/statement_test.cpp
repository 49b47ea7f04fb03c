// SPDX-License-Identifier: Apache-2.0
#include "memory/statement.h"

#include <gtest/gtest.h>

#include <set>

#include "memory/words.h"

namespace tiles::memory {
namespace {

using Words = std::vector<std::string>;

// What was read, as "key=value" or "-key"; "*" before what is about the named note, "!" behind what
// was asked for, "nothing" when it is no plain statement.
std::string read(std::string_view message, std::vector<Words> subject_names = {}) {
  static const std::set<std::string> keys = {"gate code", "phone", "phone number", "car",
                                             "birthday",  "city",  "favorite tea"};
  StatementContext context;
  context.subject_names = std::move(subject_names);
  const auto is_key = [](About, const Words& words) {
    std::string joined;
    for (const std::string& word : words) joined += (joined.empty() ? "" : " ") + word;
    return keys.contains(joined);
  };
  context.is_key = is_key;
  context.has_key = is_key;
  const auto statements = read_statements(message, context);
  if (!statements) return "nothing";
  std::string text;
  for (const Statement& statement : *statements) {
    if (!text.empty()) text += "; ";
    if (statement.about == About::Named) text += "*";
    if (statement.kind == Statement::Kind::Drop) text += "-";
    for (const std::string& word : statement.key) text += word + " ";
    text.pop_back();
    if (statement.kind == Statement::Kind::Set) text += "=" + statement.value;
    if (!statement.old_value.empty()) text += " (" + statement.old_value + ")";
    if (statement.is_asked_for) text += "!";
  }
  return text;
}

const std::vector<Words> kTom = {{"tom", "reed"}, {"tom"}, {"my", "brother"}};

TEST(Statement, SaysWhatAKeyIs) {
  EXPECT_EQ(read("My gate code is 4711."), "gate code=4711");
  EXPECT_EQ(read("hey, btw my gate code is now 4711, thanks!"), "gate code=4711");
  EXPECT_EQ(read("our gate code's 4711"), "gate code=4711");
  EXPECT_EQ(read("my new phone number is +49 170 555-12"), "phone number=+49 170 555-12");
  EXPECT_EQ(read("gate code: 4711"), "gate code=4711!");
  EXPECT_EQ(read("My car is a Volvo"), "car=Volvo");
  EXPECT_EQ(read("my birthday is on 3 May"), "birthday=3 May");
  EXPECT_EQ(read("my gate code has changed to 4711 since last week"), "gate code=4711");
  EXPECT_EQ(read("I have a new phone number: 555 12"), "phone number=555 12");
}

TEST(Statement, AsksToChangeOrToKeep) {
  EXPECT_EQ(read("please change my gate code to 4711"), "gate code=4711!");
  EXPECT_EQ(read("Change my gate code from 1234 to 4711, please."), "gate code=4711 (1234)!");
  EXPECT_EQ(read("Remember that my favorite tea is oolong"), "favorite tea=oolong!");
  EXPECT_EQ(read("don't forget: my gate code is 4711"), "gate code=4711!");
}

TEST(Statement, SaysThatAKeyShallGo) {
  EXPECT_EQ(read("Forget my gate code."), "-gate code");
  EXPECT_EQ(read("please delete the gate code from your notes"), "-gate code");
  EXPECT_EQ(read("my gate code is no longer valid"), "-gate code");
}

TEST(Statement, IsAboutTheNamedNote) {
  EXPECT_EQ(read("Tom's phone is 555 12", kTom), "*phone=555 12");
  EXPECT_EQ(read("My brother's phone number is 555 12.", kTom), "*phone number=555 12");
  EXPECT_EQ(read("the phone number of Tom Reed is 555 12", kTom), "*phone number=555 12");
  EXPECT_EQ(read("Tom moved to Oslo last month", kTom), "*city=Oslo!");
  EXPECT_EQ(read("my car is Tom's Volvo", kTom), "nothing");
  EXPECT_EQ(read("Zed's phone is 555 12"), "nothing");
  EXPECT_EQ(read("the phone of Zed is 555 12"), "nothing");
}

TEST(Statement, SeveralInOneMessage) {
  EXPECT_EQ(read("My gate code is 4711. I live in Lisbon."), "gate code=4711; city=Lisbon!");
  EXPECT_EQ(read("my car is a Volvo and my gate code is 4711"), "car=Volvo; gate code=4711");
  EXPECT_EQ(read("My gate code is 4711. The weather is great."), "nothing");
}

TEST(Statement, ClausesWithoutTheKey) {
  EXPECT_EQ(read("I live in Lisbon"), "city=Lisbon!");
  EXPECT_EQ(read("I live in fear"), "nothing");  // A city has a capital letter.
  EXPECT_EQ(read("I live in Lisbon if the job works out"), "nothing");
}

TEST(Statement, WhatIsDoubtfulIsLeftToTheModel) {
  for (const char* message :
       {"is my gate code 4711?", "my gate code was 4711", "if my gate code is 4711, it is easy",
        "I think my gate code is 4711", "Tom said my gate code is 4711",
        "my gate code is 4711 or 4712", "my gate code isn't 4711", "my gate code is not 4711",
        "my gate code is \"4711\"", "my gate code is what I said",
        "my gate code is 4711 end of note ok", "my gate code: nicht mehr 4711, sondern 4712",
        "my gate code: 4711 -> 4712", "my phone case is blue", "my gate code is", "", "hello there",
        "???"}) {
    EXPECT_EQ(read(message), "nothing") << message;
  }
}

TEST(Statement, Limits) {
  const std::string told = "my gate code is ";
  EXPECT_EQ(read(told + std::string(80, '1')), "gate code=" + std::string(80, '1'));
  EXPECT_EQ(read(told + std::string(81, '1')), "nothing");
  EXPECT_EQ(read(told + "1 2 3 4 5 6 7 8 9 10"), "gate code=1 2 3 4 5 6 7 8 9 10");
  EXPECT_EQ(read(told + "1 2 3 4 5 6 7 8 9 10 11"), "nothing");
  const std::string short_told = told + "4711.";
  const std::string at_limit = short_told + std::string(400 - short_told.size(), ' ');
  EXPECT_EQ(read(at_limit), "gate code=4711");
  EXPECT_EQ(read(at_limit + " "), "nothing");
  const std::string four = "My phone is 1. My phone is 2. My phone is 3. My phone is 4.";
  EXPECT_EQ(read(four), "phone=1; phone=2; phone=3; phone=4");
  EXPECT_EQ(read(four + " My phone is 5."), "nothing");
}

}  // namespace
}  // namespace tiles::memory
