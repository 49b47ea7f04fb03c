// SPDX-License-Identifier: Apache-2.0
// The reader that the program carries, loaded once.
#pragma once

#include <gtest/gtest.h>

#include <memory>

#include "memory/embedded.h"
#include "memory/reader.h"

namespace tiles::memory {

inline Result<Reader*> released_reader() {
  static const std::unique_ptr<Reader> reader = [] {
    const auto model = engine::Model::load_bytes(embedded_reader());
    EXPECT_TRUE(model) << (model ? "" : model.error().text());
    auto created = Reader::create(*model);
    EXPECT_TRUE(created) << (created ? "" : created.error().text());
    return *std::move(created);
  }();
  return reader.get();
}

}  // namespace tiles::memory
