// SPDX-License-Identifier: Apache-2.0
#include "models/mir.h"

#include <gtest/gtest.h>

namespace tiles::models {
namespace {

std::string parsed(std::string_view text) {
  const auto name = MirName::parse(text);
  return name ? name->text() : "refused: " + name.error().text();
}

TEST(MirName, PublishedNamesArePrintedAsTheyAreRead) {
  for (const char* text :
       {"mir:model.transformer.clip-l:stable-diffusion-xl", "mir:model.lora.hyper:flux-1",
        "mir:model.art.gpt-oss:mlx-q4", "mir:info.artm.qwen2", "mir:info.artm.outetts-1.0-0",
        "mir:ops.precision.float:F8_E4M3FNUZ"}) {
    EXPECT_EQ(parsed(text), text);
  }
}

TEST(MirName, BlanksLettersAndAnyCompatibilityAreNormalised) {
  EXPECT_EQ(parsed(" MIR: Model . Art . GPT-OSS : * "), "mir:model.art.gpt-oss");
  EXPECT_EQ(MirName::parse("mir:model.art.gpt-oss")->compatibility, "*");
}

TEST(MirName, WhatIsNoNameIsRefused) {
  for (const char* text : {"", "mir:", "model.art.x", "mir:model.art", "mir:model..x",
                           "mir:model.art.x:", "mir:model.art.x y", "mir:model.art.-x",
                           "mir:model.art.x:a:b", "mir:a.b.c/d"}) {
    EXPECT_FALSE(MirName::parse(text).has_value()) << text;
  }
  const std::string head = "mir:model.art.";
  const std::string longest = head + std::string(MirName::kTextBytesMax - head.size(), 'x');
  EXPECT_TRUE(MirName::parse(longest).has_value());
  EXPECT_FALSE(MirName::parse(longest + "x").has_value());
}

TEST(MirName, AStarInAPatternStandsForAnyPart) {
  const MirName name = *MirName::parse("mir:model.art.gpt-oss:mlx-q4");
  EXPECT_TRUE(matches(*MirName::parse("mir:model.art.gpt-oss"), name));
  EXPECT_TRUE(matches(*MirName::parse("mir:*.*.gpt-oss:MLX-Q4"), name));
  EXPECT_FALSE(matches(*MirName::parse("mir:model.art.gpt-oss:gguf"), name));
  EXPECT_FALSE(matches(*MirName::parse("mir:info.*.gpt-oss"), name));
}

}  // namespace
}  // namespace tiles::models
