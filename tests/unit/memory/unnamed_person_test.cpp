// SPDX-License-Identifier: Apache-2.0
#include "memory/unnamed_person.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

TEST(UnnamedPerson, IsWhomAPronounAloneStandsFor) {
  for (const char* message : {"her number is now 12", "forgot to say hes allergic to cats",
                              "what's his email", "wie ist ihre Nummer, ich meine elle"}) {
    EXPECT_TRUE(speaks_of_somebody_unnamed(message)) << message;
  }
}

TEST(UnnamedPerson, IsNobodyWhereTheMessageHasAWordForThem) {
  for (const char* message :
       {"the woman on the bus lost her bag", "my boss says he is tired", "mum and her car",
        "what is my number", "someone left his coat", "it is raining"}) {
    EXPECT_FALSE(speaks_of_somebody_unnamed(message)) << message;
  }
}

}  // namespace
}  // namespace tiles::memory
