// SPDX-License-Identifier: Apache-2.0
#include "identity/handle.h"

#include <gtest/gtest.h>

#include "base/text.h"
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
