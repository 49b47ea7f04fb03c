// SPDX-License-Identifier: Apache-2.0
// The messages are CPython 3.11's.
#include "memory/python_arguments.h"

#include <gtest/gtest.h>

namespace tiles::memory {
namespace {

const std::vector<Parameter> kThree{{"path"}, {"old"}, {"new", "n"}};

std::string problem(Json args, Json kwargs, const std::vector<Parameter>& parameters = kThree) {
  const auto bound = bind_arguments({"f", std::move(args), std::move(kwargs)}, parameters);
  return bound ? "" : bound.error();
}

TEST(PythonArguments, PositionalKeywordAndDefaultArgumentsAreBound) {
  const auto bound = bind_arguments({"f", {"a"}, {{"old", "b"}}}, kThree);
  ASSERT_TRUE(bound);
  EXPECT_EQ(*bound, (std::vector<Json>{"a", "b", "n"}));
}

TEST(PythonArguments, MissingArgumentsAreNamed) {
  EXPECT_EQ(problem({"a"}, Json::object()), "f() missing 1 required positional argument: 'old'");
  EXPECT_EQ(problem(Json::array(), Json::object()),
            "f() missing 2 required positional arguments: 'path' and 'old'");
  EXPECT_EQ(problem(Json::array(), Json::object(), {{"a"}, {"b"}, {"c"}}),
            "f() missing 3 required positional arguments: 'a', 'b', and 'c'");
}

TEST(PythonArguments, TooManyArgumentsAreCounted) {
  EXPECT_EQ(problem({1, 2, 3, 4}, Json::object()),
            "f() takes from 2 to 3 positional arguments but 4 were given");
  EXPECT_EQ(problem({1, 2}, Json::object(), {{"a"}}),
            "f() takes 1 positional argument but 2 were given");
}

TEST(PythonArguments, UnknownAndDoubleKeywordsAreRefused) {
  EXPECT_EQ(problem({"a", "b"}, {{"x", 1}}), "f() got an unexpected keyword argument 'x'");
  EXPECT_EQ(problem({"a", "b"}, {{"path", 1}}), "f() got multiple values for argument 'path'");
}

}  // namespace
}  // namespace tiles::memory
