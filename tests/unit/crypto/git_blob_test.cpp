// SPDX-License-Identifier: Apache-2.0
#include "crypto/git_blob.h"

#include <gtest/gtest.h>

namespace tiles::crypto {
namespace {

// As "git hash-object --stdin" prints them.
TEST(GitBlob, NamesContentAsGitDoes) {
  EXPECT_EQ(git_blob_id(""), "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391");
  EXPECT_EQ(git_blob_id("hello\n"), "ce013625030ba8dba906f756967f9e9ca394464a");
  EXPECT_EQ(git_blob_id(std::string(10, '\0')), "cb43b5ce1342e5d73830ac8b6a37ea870fae2632");
}

}  // namespace
}  // namespace tiles::crypto
