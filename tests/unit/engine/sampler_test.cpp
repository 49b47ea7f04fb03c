// SPDX-License-Identifier: Apache-2.0
#include "engine/sampler.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>

namespace tiles::engine {
namespace {

using Limits = SamplingLimits;

bool is_taken(const Sampling& wanted) {
  const auto sampling = resolve(wanted, default_sampling({}));
  if (!sampling) {
    EXPECT_EQ(sampling.error().code(), ErrorCode::Invalid);
  }
  return sampling.has_value();
}

float above(float value) { return std::nextafter(value, 1e9f); }
float below(float value) { return std::nextafter(value, -1e9f); }

TEST(Sampling, EachValueIsTakenAtItsLimitsAndRefusedPastThem) {
  EXPECT_TRUE(is_taken({.temperature = 0.0f}));
  EXPECT_TRUE(is_taken({.temperature = Limits::kTemperature}));
  EXPECT_FALSE(is_taken({.temperature = below(0)}));
  EXPECT_FALSE(is_taken({.temperature = above(Limits::kTemperature)}));
  EXPECT_TRUE(is_taken({.top_k = 0}));
  EXPECT_TRUE(is_taken({.top_k = Limits::kTopK}));
  EXPECT_FALSE(is_taken({.top_k = -1}));
  EXPECT_FALSE(is_taken({.top_k = Limits::kTopK + 1}));
  EXPECT_TRUE(is_taken({.top_p = 0.0f}));
  EXPECT_TRUE(is_taken({.top_p = Limits::kTopP}));
  EXPECT_FALSE(is_taken({.top_p = below(0)}));
  EXPECT_FALSE(is_taken({.top_p = above(Limits::kTopP)}));
  EXPECT_TRUE(is_taken({.min_p = 0.0f}));
  EXPECT_TRUE(is_taken({.min_p = Limits::kMinP}));
  EXPECT_FALSE(is_taken({.min_p = below(0)}));
  EXPECT_FALSE(is_taken({.min_p = above(Limits::kMinP)}));
  EXPECT_TRUE(is_taken({.repeat_penalty = Limits::kRepeatPenaltyLow}));
  EXPECT_TRUE(is_taken({.repeat_penalty = Limits::kRepeatPenalty}));
  EXPECT_FALSE(is_taken({.repeat_penalty = below(Limits::kRepeatPenaltyLow)}));
  EXPECT_FALSE(is_taken({.repeat_penalty = above(Limits::kRepeatPenalty)}));
}

TEST(Sampling, ValuesThatAreNoNumbersAreRefused) {
  for (const float value : {std::nanf(""), std::numeric_limits<float>::infinity()}) {
    EXPECT_FALSE(is_taken({.temperature = value}));
    EXPECT_FALSE(is_taken({.top_p = value}));
    EXPECT_FALSE(is_taken({.min_p = value}));
    EXPECT_FALSE(is_taken({.repeat_penalty = value}));
  }
}

TEST(Sampling, TheModelsMetadataGivesTheDefaults) {
  GgufMetadata metadata;
  metadata.values["general.sampling.temp"] = 0.25;
  metadata.values["general.sampling.top_k"] = std::uint64_t{7};
  metadata.values["general.sampling.top_p"] = std::string("no number");
  const Sampling sampling = default_sampling(metadata);
  EXPECT_EQ(sampling.temperature, 0.25f);
  EXPECT_EQ(sampling.top_k, 7);
  EXPECT_EQ(sampling.top_p, default_sampling({}).top_p);
  EXPECT_EQ(sampling.seed, std::nullopt);
  const auto resolved = resolve({.temperature = 1.0f}, sampling);
  ASSERT_TRUE(resolved);
  EXPECT_EQ(resolved->temperature, 1.0f);
  EXPECT_EQ(resolved->top_k, 7);
}

}  // namespace
}  // namespace tiles::engine
