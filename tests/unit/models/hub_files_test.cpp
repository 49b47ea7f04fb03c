// SPDX-License-Identifier: Apache-2.0
#include "models/hub_files.h"

#include <gtest/gtest.h>

namespace tiles::models {
namespace {

HubListing listing_of(std::initializer_list<const char*> paths) {
  HubListing listing;
  for (const char* path : paths) listing.files.push_back({path, 1, crypto::Digest(), {}});
  return listing;
}

std::string chosen(const HubListing& listing, std::string_view tag) {
  const auto choice = choose_hub_files(listing, tag);
  if (!choice) return "refused: " + choice.error().text();
  std::string names;
  for (const HubFile& file : choice->weights) names += file.path + " ";
  return names + (choice->projector ? "+ " + choice->projector->path : "");
}

TEST(HubFiles, DefaultIsQ4KMThenAnyQ4ThenTheFirst) {
  EXPECT_EQ(chosen(listing_of({"m-Q2_K.gguf", "m-Q4_0.gguf", "m-q4_k_m.gguf"}), ""),
            "m-q4_k_m.gguf ");
  EXPECT_EQ(chosen(listing_of({"m-F16.gguf", "m-Q4_0.gguf"}), ""), "m-Q4_0.gguf ");
  EXPECT_EQ(chosen(listing_of({"m-Q8_0.gguf", "m-F16.gguf"}), ""), "m-F16.gguf ");
}

TEST(HubFiles, TagIsAWholeWordWhateverItsLetters) {
  const HubListing listing = listing_of({"m_Q4_K_M.gguf", "m_Q4_K_S.gguf", "m_IQ4_XS.gguf"});
  EXPECT_EQ(chosen(listing, "q4_k_s"), "m_Q4_K_S.gguf ");
  EXPECT_TRUE(chosen(listing, "Q4_K").starts_with("refused: nothing fits 'Q4_K'"));
  EXPECT_TRUE(chosen(listing, "Q4_XS").starts_with("refused"));
}

TEST(HubFiles, AmbiguousTagIsRefusedWithTheCandidates) {
  EXPECT_EQ(chosen(listing_of({"a-Q4_K_M.gguf", "b-Q4_K_M.gguf"}), "Q4_K_M"),
            "refused: 'Q4_K_M' is ambiguous; it could be 'a-Q4_K_M.gguf', 'b-Q4_K_M.gguf'");
  EXPECT_EQ(chosen(listing_of({"a-Q4_K_M.gguf", "b-Q4_K_M.gguf"}), "b-Q4_K_M.gguf"),
            "b-Q4_K_M.gguf ");
}

TEST(HubFiles, PartsOfASplitModelComeTogetherOrNotAtAll) {
  EXPECT_EQ(
      chosen(listing_of({"q/m-Q8_0-00002-of-00002.gguf", "q/m-Q8_0-00001-of-00002.gguf"}), ""),
      "q/m-Q8_0-00001-of-00002.gguf q/m-Q8_0-00002-of-00002.gguf ");
  EXPECT_EQ(chosen(listing_of({"m-00001-of-00003.gguf", "m-00003-of-00003.gguf"}), ""),
            "refused: the model has 2 of 3 parts");
}

TEST(HubFiles, ProjectorIsTakenInF16AndIsNoModel) {
  EXPECT_EQ(
      chosen(listing_of({"m-Q4_0.gguf", "mmproj-F32.gguf", "mmproj-F16.gguf", "m.imatrix.gguf"}),
             ""),
      "m-Q4_0.gguf + mmproj-F16.gguf");
  EXPECT_TRUE(chosen(listing_of({"mmproj-F16.gguf", "README.md"}), "").starts_with("refused"));
}

TEST(HubFiles, TextsBesideTheWeightsAreThoseAtTheTop) {
  const auto choice = choose_hub_files(
      listing_of({"m-Q4_0.gguf", "params", "sub/system", "system.txt", "template"}), "");
  ASSERT_TRUE(choice) << choice.error().text();
  ASSERT_EQ(choice->texts.size(), 2U);
  EXPECT_EQ(choice->texts[0].path, "params");
  EXPECT_EQ(choice->texts[1].path, "template");
}

TEST(HubListing, SmallFilesHaveTheNameThatGitGivesThem) {
  const std::string commit(40, 'a');
  const auto listing = HubListing::parse(R"({"sha": ")" + commit +
                                         R"(", "siblings": [{"rfilename": "params", "size": 2,
      "blobId": "9e26dfeeb6e641a33dae4961196235bdb965b21b"}]})");
  ASSERT_TRUE(listing) << listing.error().text();
  EXPECT_FALSE(listing->files[0].digest);
  EXPECT_EQ(listing->files[0].git_blob_id, "9e26dfeeb6e641a33dae4961196235bdb965b21b");
}

TEST(HubListing, HostileAnswersAreRefused) {
  const std::string commit(40, 'a');
  const auto listing = [&](const std::string& file) {
    return HubListing::parse(R"({"sha":")" + commit + R"(","siblings":[)" + file + "]}")
        .has_value();
  };
  EXPECT_TRUE(listing(R"({"rfilename":"a/b.gguf","size":5})"));
  for (const char* file : {R"({"rfilename":"../b"})", R"({"rfilename":"/b"})", R"({"rfilename":5})",
                           "5", R"({"rfilename":"b","lfs":{"sha256":"AB"}})",
                           R"({"rfilename":"b","size":17592186044417})"}) {
    EXPECT_FALSE(listing(file)) << file;
  }
  for (const char* text : {"", "<html>", "{}", R"({"sha":"main","siblings":[]})",
                           R"({"sha":"0123456789012345678901234567890123456789"})"}) {
    EXPECT_FALSE(HubListing::parse(text).has_value()) << text;
  }
}

}  // namespace
}  // namespace tiles::models
