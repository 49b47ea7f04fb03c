// SPDX-License-Identifier: Apache-2.0
#include "net/url.h"

#include <gtest/gtest.h>

namespace tiles::net {
namespace {

std::string read(std::string_view text) {
  const auto url = Url::parse(text);
  return url ? url->text() : "refused";
}

TEST(Url, PartsAreReadAndPrinted) {
  EXPECT_EQ(read("https://Example.ORG"), "https://example.org/");
  EXPECT_EQ(read("https://example.org:443/a?b=c#d"), "https://example.org/a?b=c");
  EXPECT_EQ(read("http://127.0.0.1:8080?x"), "http://127.0.0.1:8080/?x");
  EXPECT_EQ(read("https://[::1]:5000/v2/"), "https://[::1]:5000/v2/");
  EXPECT_EQ(Url::parse("http://example.org/x")->origin(), "http://example.org");
}

TEST(Url, WhatIsNoAddressIsRefused) {
  for (const char* text :
       {"", "example.org", "ftp://example.org/", "https://", "https:///x", "https://a b/",
        "https://user@example.org/", "https://user:secret@example.org/", "https://example.org:0/",
        "https://example.org:65536/", "https://example.org:/", "https://ex\nample.org/",
        "https://example.org/\r\nX: y", "https://[::1/", "https://a[b]/", "https://a/\xc3\xa9"}) {
    EXPECT_EQ(read(text), "refused") << text;
  }
}

TEST(Url, LengthIsBounded) {
  const std::string head = "https://example.org/";
  const std::string longest = head + std::string(Url::kTextBytesMax - head.size(), 'x');
  EXPECT_EQ(read(longest), longest);
  EXPECT_EQ(read(longest + "x"), "refused");
}

TEST(Url, LocationsAreMeantFromTheAddressThatGaveThem) {
  const Url base = Url::parse("https://example.org/a/b?c=d").value();
  EXPECT_EQ(base.resolve("https://other.org/x")->text(), "https://other.org/x");
  EXPECT_EQ(base.resolve("//other.org/x")->text(), "https://other.org/x");
  EXPECT_EQ(base.resolve("/x?y=https://z")->text(), "https://example.org/x?y=https://z");
  EXPECT_EQ(base.resolve("x")->text(), "https://example.org/a/x");
  EXPECT_EQ(base.resolve("?y")->text(), "https://example.org/a/b?y");
  EXPECT_FALSE(base.resolve("ftp://other.org/").has_value());
}

TEST(Url, ThisMachineIsKnownByItsNamesAlone) {
  for (const char* host : {"localhost", "127.0.0.1", "127.9.9.9", "[::1]"}) {
    EXPECT_TRUE(is_loopback(host)) << host;
  }
  for (const char* host : {"localhost.example.org", "127.example.org", "127.0.0.example",
                           "127.0.0.1.example.org", "10.0.0.1", "0.0.0.0", "[::2]", "127..1.1"}) {
    EXPECT_FALSE(is_loopback(host)) << host;
  }
}

TEST(Url, BytesThatAddressesDoNotHaveAreEscaped) {
  EXPECT_EQ(percent_encode("a b/ü~", "/"), "a%20b/%C3%BC~");
  EXPECT_EQ(percent_encode("a/b?c"), "a%2Fb%3Fc");
}

}  // namespace
}  // namespace tiles::net
