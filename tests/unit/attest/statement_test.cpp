// SPDX-License-Identifier: Apache-2.0
#include "attest/statement.h"

#include "attest_cases.h"

namespace tiles::attest {
namespace {

constexpr std::string_view kSmall =
    R"({"_type":"https://in-toto.io/Statement/v1","subject":[{"name":"a","digest":{"sha256":)"
    R"("ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}}],)"
    R"("predicateType":"https://example.com/kind/v1","predicate":{"b":1}})";

std::string with(std::string_view from, std::string_view to) {
  std::string text(kSmall);
  return text.replace(text.find(from), from.size(), to);
}

TEST(Statement, HasItsGoldenBytes) { EXPECT_EQ(small_statement().print(), kSmall); }

TEST(Statement, ParseReadsWhatPrintWrites) {
  const Statement statement = Statement::parse(kSmall).value();
  EXPECT_EQ(statement.subjects, small_statement().subjects);
  EXPECT_EQ(statement.print(), kSmall);
}

TEST(Statement, OtherVersionIsUnsupported) {
  expect_error(Statement::parse(with("Statement/v1", "Statement/v0.1")), ErrorCode::Unsupported,
               "https://in-toto.io/Statement/v0.1");
}

TEST(Statement, SubjectWithoutSha256IsUnsupported) {
  expect_error(Statement::parse(with("sha256", "sha512")), ErrorCode::Unsupported,
               "without a SHA-256");
}

TEST(Statement, DigestInCapitalsIsRefused) {
  expect_error(Statement::parse(with("ca978112", "CA978112")), ErrorCode::Invalid, "lower case");
}

TEST(Statement, KeyThatStandsTwiceIsRefused) {
  expect_error(Statement::parse(with(R"("predicate":)", R"("predicate":{},"predicate":)")),
               ErrorCode::Invalid, "predicate");
}

TEST(Statement, NoSubjectIsRefused) {
  expect_error(Statement::parse(R"({"_type":"https://in-toto.io/Statement/v1","subject":[],)"
                                R"("predicateType":"t","predicate":{}})"),
               ErrorCode::Invalid, "without a subject");
}

TEST(Statement, NestingIsReadUpToItsLimit) {
  const auto nested = [](std::size_t depth) {
    // The statement itself and the predicate are two levels.
    std::string inner = "1";
    for (std::size_t i = 2; i < depth; ++i) inner = "[" + inner + "]";
    return with(R"({"b":1})", R"({"b":)" + inner + "}");
  };
  EXPECT_TRUE(Statement::parse(nested(Statement::kDepthMax)));
  EXPECT_FALSE(Statement::parse(nested(Statement::kDepthMax + 1)));
}

}  // namespace
}  // namespace tiles::attest
