// SPDX-License-Identifier: Apache-2.0
#include "memory/introduction.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

// "relation: name", and "key=value" when more is said; "nothing" when it is no introduction.
std::string read(std::string_view message) {
  const auto introduction = read_introduction(message);
  if (!introduction) return "nothing";
  std::string text = introduction->relation + ": " + introduction->name;
  if (introduction->key.empty()) return text;
  text += ",";
  for (const std::string& word : introduction->key) text += " " + word;
  return text + "=" + introduction->value;
}

TEST(Introduction, SaysHowSomebodyIsCalled) {
  EXPECT_EQ(read("My wife is called Joana."), "wife: Joana");
  EXPECT_EQ(read("hi, my best friend's name is Ana Ruiz"), "best friend: Ana Ruiz");
  EXPECT_EQ(read("We have a dog named Rex!"), "dog: Rex");
  EXPECT_EQ(read("My boss is Helena Costa, btw"), "boss: Helena Costa");
  EXPECT_EQ(read("Helena Costa is our new neighbour"), "neighbour: Helena Costa");
  EXPECT_EQ(read("Remember that my aunt is called Élodie"), "aunt: Élodie");
}

TEST(Introduction, MaySayOneThingMore) {
  EXPECT_EQ(read("My brother Tom lives in Berlin"), "brother: Tom, city=Berlin");
  EXPECT_EQ(read("my friend Eva's phone number is 555 12"), "friend: Eva, phone=555 12");
}

TEST(Introduction, IsLeftToTheModelWhenItMayBeSomethingElse) {
  for (const char* message :
       {"My wife is French", "my wife is tired", "My wife Joana", "My wife is called Joana?",
        "My wife was called Joana", "My gate is called Joana", "My wife is called joana",
        "My wife is called Joana and my son is called Tom", "My brother Tom lives in fear",
        "Tom said my wife is called Joana", "My wife is called Joana. She is a nurse.", "Rex",
        "my brother Tom is broken", ""}) {
    EXPECT_EQ(read(message), "nothing") << message;
  }
}

}  // namespace
}  // namespace tiles::memory
