// SPDX-License-Identifier: Apache-2.0
#include "models/remote_reference.h"

#include <gtest/gtest.h>

namespace tiles::models {
namespace {

constexpr const char* kDigest =
    "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";

std::string read(std::string_view text) {
  const auto reference = parse_remote_reference(text);
  return reference ? reference->text() : "refused: " + reference.error().text();
}

TEST(RemoteReference, WhatIsWrittenShortestIsPrintedAsItStands) {
  for (const std::string& text :
       {std::string("hf.co/some-one/Model-GGUF"), std::string("hf.co/a/b:Q4_K_M"),
        std::string("hf.co/a/b:sub/file-00001-of-00002.gguf@refs/pr/1"),
        std::string("hf.co/a/b@0123456789abcdef0123456789abcdef01234567"),
        std::string("ollama.com/library/qwen3:4b"),
        "ollama.com/some/x:latest@" + std::string(kDigest),
        std::string("oci://registry.example.org/a/b/c:v1"),
        "oci://127.0.0.1:5000/a@" + std::string(kDigest),
        std::string("https://example.org/models/layout#qwen3:4b"),
        std::string("http://localhost:8080/layout"),
        "https://example.org/model.gguf@" + std::string(kDigest),
        std::string("file:///home/me/model.gguf")}) {
    EXPECT_EQ(read(text), text);
    const auto reference = parse_remote_reference(text);
    ASSERT_TRUE(reference.has_value());
    EXPECT_EQ(parse_remote_reference(reference->text()).value(), *reference);
  }
}

TEST(RemoteReference, LongerWaysMeanTheSame) {
  EXPECT_EQ(read("huggingface.co/a/b"), "hf.co/a/b");
  EXPECT_EQ(read("https://huggingface.co/a/b:Q8_0"), "hf.co/a/b:Q8_0");
  EXPECT_EQ(read("https://huggingface.co/a/b/resolve/main/x/y.gguf"), "hf.co/a/b:x/y.gguf@main");
  EXPECT_EQ(read("https://huggingface.co/a/b/tree/v1"), "hf.co/a/b@v1");
  EXPECT_EQ(read("HF.co/a/b"), "hf.co/a/b");
  EXPECT_EQ(read("ollama.com/qwen3"), "ollama.com/library/qwen3:latest");
  EXPECT_EQ(read("registry.ollama.ai/library/qwen3"), "ollama.com/library/qwen3:latest");
  EXPECT_EQ(read("oci://example.org/a"), "oci://example.org/a:latest");
  EXPECT_EQ(read("https://example.org/layout/"), "https://example.org/layout");
}

TEST(RemoteReference, WhatIsNoneIsRefused) {
  for (const char* text : {"",
                           "qwen3",
                           "qwen3:4b",
                           "hf.co/",
                           "hf.co/a",
                           "hf.co/a/",
                           "hf.co//b",
                           "hf.co/a/b/c",
                           "hf.co/a/b/resolve/main",
                           "hf.co/../b",
                           "hf.co/a/b:",
                           "hf.co/a/b:../x",
                           "hf.co/a/b@",
                           "hf.co/a/b@x/../y",
                           "hf.co/a/b c",
                           "ollama.com/a/b/c",
                           "ollama.com/a:b:c",
                           "oci://example.org",
                           "oci://example.org/A",
                           "oci://example.org/a:",
                           "oci://example.org/a@sha256:1",
                           "oci://user@example.org/a",
                           "https://user@example.org/a",
                           "http://example.org/a",
                           "ftp://example.org/a",
                           "file://relative",
                           "https://example.org/a b",
                           "https://example.org/a/../b",
                           "oci://example.org/a\n"}) {
    EXPECT_FALSE(parse_remote_reference(text).has_value()) << text;
  }
}

TEST(RemoteReference, LengthIsBounded) {
  const std::string head = "file:///";
  const std::string longest = head + std::string(RemoteReference::kTextBytesMax - head.size(), 'x');
  EXPECT_TRUE(parse_remote_reference(longest).has_value());
  EXPECT_EQ(parse_remote_reference(longest + "x").error().code(), ErrorCode::Limit);
  const std::string revision(RemoteReference::kRevisionBytesMax, 'r');
  EXPECT_TRUE(parse_remote_reference("hf.co/a/b@" + revision).has_value());
  EXPECT_FALSE(parse_remote_reference("hf.co/a/b@" + revision + "r").has_value());
}

TEST(RemoteReference, OnlyThisMachineIsReachedUnencrypted) {
  EXPECT_FALSE(parse_remote_reference("oci://localhost:5000/a")->is_encrypted);
  EXPECT_TRUE(parse_remote_reference("oci://example.org/a")->is_encrypted);
  EXPECT_TRUE(parse_remote_reference("https://127.0.0.1/a")->is_encrypted);
}

TEST(RemoteReference, LocalNameIsTheReferenceWhereANameCanSayIt) {
  const auto name = [](std::string_view text) {
    return parse_remote_reference(text)->local_name().value_or("none");
  };
  EXPECT_EQ(name("hf.co/a/b:Q4_K_M@main"), "hf.co/a/b:Q4_K_M");
  EXPECT_EQ(name("hf.co/a/b:x/y.gguf"), "hf.co/a/b:x-y.gguf");
  EXPECT_EQ(name("ollama.com/library/qwen3:4b"), "ollama.com/library/qwen3:4b");
  EXPECT_EQ(name("oci://example.org/a/b:v1"), "example.org/a/b:v1");
  EXPECT_EQ(name("oci://example.org/a/b/c:v1"), "none");
  EXPECT_EQ(name("https://example.org/layout#qwen3:4b"), "qwen3:4b");
  EXPECT_EQ(name("file:///home/me/My-Model.gguf"), "My-Model:latest");
}

TEST(RemoteReference, HostsAndSchemesAreToldFromNamesAndPaths) {
  for (const char* text :
       {"hf.co/a/b", "HF.CO/x", "oci://x/y", "https://x", "ollama.com/library/x"}) {
    EXPECT_TRUE(looks_remote(text)) << text;
  }
  for (const char* text : {"qwen3", "a/b/c", "./x.gguf", "/abs/x.gguf", "hf.co", "some/hf.co/x"}) {
    EXPECT_FALSE(looks_remote(text)) << text;
  }
}

}  // namespace
}  // namespace tiles::models
