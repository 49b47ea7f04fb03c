// SPDX-License-Identifier: Apache-2.0
#include "identity/loaded_library.h"

#include <gtest/gtest.h>

namespace tiles::identity {
namespace {

TEST(LoadedLibrary, FunctionIsFoundByItsName) {
  const LoadedLibrary library = LoadedLibrary::open("libm.so.6").value();
  double (*cosine)(double) = nullptr;
  ASSERT_TRUE(library.bind("cos", cosine));
  EXPECT_EQ(cosine(0.0), 1.0);
}

TEST(LoadedLibrary, WhatIsNotHereIsUnsupported) {
  EXPECT_EQ(LoadedLibrary::open("libtiles-none.so.0").error().text(),
            "library 'libtiles-none.so.0' is not here");
  const LoadedLibrary library = LoadedLibrary::open("libm.so.6").value();
  void (*none)() = nullptr;
  const auto bound = library.bind("tiles_none", none);
  ASSERT_FALSE(bound);
  EXPECT_EQ(bound.error().code(), ErrorCode::Unsupported);
  EXPECT_EQ(bound.error().text(), "library 'libm.so.6' has no function 'tiles_none'");
}

}  // namespace
}  // namespace tiles::identity
