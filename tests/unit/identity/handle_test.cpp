// SPDX-License-Identifier: Apache-2.0
#include "identity/handle.h"

#include <gtest/gtest.h>

#include "base/text.h"
#include "identity/at_syntax.h"
#include "unit/identity/published.h"

namespace tiles::identity {
namespace {

// Lines of a list that are no comment, as they stand.
std::vector<std::string> lines_of(std::string_view path) {
  const std::string text = published_text(path);
  std::vector<std::string> lines;
  for (const std::string_view line : split(text, '\n')) {
    if (!line.empty() && !line.starts_with('#')) lines.emplace_back(line);
  }
  return lines;
}

// bluesky-social/atproto-interop-tests, syntax.
TEST(Handle, PublishedOnesHaveTheirVerdict) {
  const auto valid = lines_of("atproto/handle_syntax_valid.txt");
  const auto invalid = lines_of("atproto/handle_syntax_invalid.txt");
  EXPECT_GT(valid.size(), 40U);
  EXPECT_GT(invalid.size(), 30U);
  for (const std::string& each : valid) EXPECT_EQ(parse_handle(each), to_lower_ascii(each)) << each;
  for (const std::string& each : invalid) EXPECT_FALSE(parse_handle(each)) << each;
}

// The same, DIDs and names of methods.
TEST(AtSyntax, PublishedOnesHaveTheirVerdict) {
  for (const std::string& each : lines_of("atproto/did_syntax_valid.txt")) {
    EXPECT_TRUE(check_did(each)) << each;
  }
  for (const std::string& each : lines_of("atproto/did_syntax_invalid.txt")) {
    EXPECT_FALSE(check_did(each)) << each;
  }
  for (const std::string& each : lines_of("atproto/nsid_syntax_valid.txt")) {
    EXPECT_TRUE(check_nsid(each)) << each;
  }
  for (const std::string& each : lines_of("atproto/nsid_syntax_invalid.txt")) {
    EXPECT_FALSE(check_nsid(each)) << each;
  }
  EXPECT_GT(lines_of("atproto/did_syntax_valid.txt").size(), 15U);
  EXPECT_GT(lines_of("atproto/nsid_syntax_invalid.txt").size(), 15U);
}

TEST(AtSyntax, LengthsAreBounded) {
  const std::string begin = "did:web:";
  EXPECT_TRUE(check_did(begin + std::string(kDidBytesMax - begin.size(), 'a')));
  EXPECT_FALSE(check_did(begin + std::string(kDidBytesMax - begin.size() + 1, 'a')));
  const std::string label(63, 'a');
  const std::string host = label + "." + label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(host.size() + 1 + label.size(), kNsidBytesMax);
  EXPECT_TRUE(check_nsid(host + "." + label));
  EXPECT_FALSE(check_nsid(host + "." + label + "a"));
  EXPECT_FALSE(check_nsid(host + "b." + label));
}

using Texts = std::vector<std::string>;

TEST(HandleRecords, OneDidIsNamedAndOtherRecordsAreNotLookedAt) {
  EXPECT_EQ(did_of_text_records(Texts{"v=spf1 -all", "did=did:web:ana.test"}), "did:web:ana.test");
  EXPECT_EQ(did_of_text_records(Texts{"did=did:web:a.test", "did=did:web:a.test"}),
            "did:web:a.test");
}

TEST(HandleRecords, TwoDidsAreRefusedAndNoneIsNotFound) {
  const auto two = did_of_text_records(Texts{"did=did:web:ana.test", "did=did:web:eve.test"});
  EXPECT_EQ(two.error().code(), ErrorCode::Denied);
  EXPECT_EQ(two.error().text(), "they name two: 'did:web:ana.test' and 'did:web:eve.test'");
  for (const Texts& each : {Texts{}, Texts{""}, Texts{" did=did:web:a.test"}, Texts{"DID=x"}}) {
    EXPECT_EQ(did_of_text_records(each).error().code(), ErrorCode::NotFound);
  }
  for (const std::string each :
       {"did=", "did=ana.test", "did= did:web:a.test", "did=did:web:a/b"}) {
    EXPECT_EQ(did_of_text_records(Texts{each}).error().code(), ErrorCode::Invalid) << each;
  }
}

TEST(HandleRecords, WellKnownIsADidAndNothingElse) {
  EXPECT_EQ(did_of_well_known(" did:plc:z72i7hdynmk6r22z27h6tvur\r\n"),
            "did:plc:z72i7hdynmk6r22z27h6tvur");
  for (const std::string_view each : {"", "<!doctype html>", "did:web:a.test did:web:b.test"}) {
    EXPECT_EQ(did_of_well_known(each).error().code(), ErrorCode::Invalid) << each;
  }
}

TEST(Handle, LengthsAreBounded) {
  const std::string label(63, 'a');
  EXPECT_TRUE(parse_handle(label + ".test"));
  EXPECT_FALSE(parse_handle(label + "a.test"));
  const std::string longest = label + "." + label + "." + label + "." + std::string(61, 'b');
  ASSERT_EQ(longest.size(), kHandleBytesMax);
  EXPECT_TRUE(parse_handle(longest));
  EXPECT_FALSE(parse_handle(longest + "b"));
}

TEST(DidPlc, HasTwentyFourDigits) {
  EXPECT_TRUE(is_did_plc("did:plc:z72i7hdynmk6r22z27h6tvur"));
  for (const std::string_view bad :
       {"", "did:plc:", "did:plc:z72i7hdynmk6r22z27h6tvu", "did:plc:z72i7hdynmk6r22z27h6tvurr",
        "did:plc:Z72i7hdynmk6r22z27h6tvur", "did:plc:z72i7hdynmk6r22z27h6tvu1",
        "did:web:z72i7hdynmk6r22z27h6tvur", "did:plc:z72i7hdynmk6r22z27h6/../"}) {
    EXPECT_FALSE(is_did_plc(bad)) << bad;
  }
}

}  // namespace
}  // namespace tiles::identity
