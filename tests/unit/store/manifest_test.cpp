// SPDX-License-Identifier: Apache-2.0
#include "store/manifest.h"

#include <gtest/gtest.h>

#include <rapidcheck/gtest.h>

#include "store_fixture.h"

namespace tiles::store {
namespace {

// The golden form: what docs/formats/manifest.md shows, on one line.
constexpr std::string_view kGolden =
    R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
    R"("artifactType":"application/vnd.cncf.model.manifest.v1+json",)"
    R"("config":{"mediaType":"application/vnd.cncf.model.config.v1+json",)"
    R"("digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},)"
    R"("layers":[{"mediaType":"application/vnd.cncf.model.weight.v1.raw",)"
    R"("digest":"sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08","size":4,)"
    R"("annotations":{"org.cncf.model.filepath":"model.gguf"}},)"
    R"({"mediaType":"application/vnd.tiles.model.system.v1.txt",)"
    R"("digest":"sha256:2c26b46b68ffc68ff99b453c1d30413413422d706483bfa0f98a5e886266e7ae","size":3}]})";
constexpr std::string_view kGoldenDigest =
    "sha256:ef6727bee87a2dabb2373cc612a78c4455d0c24d4c2a92abffe458bb5faa8900";

// kGolden with the first `from` replaced.
std::string changed(std::string_view from, std::string_view to) {
  std::string text(kGolden);
  const auto at = text.find(from);
  EXPECT_NE(at, std::string::npos) << from;
  return text.replace(at, from.size(), to);
}

std::string layer_text(int number) {
  const std::string digits = std::to_string(number);
  return R"({"mediaType":"a/b","digest":"sha256:)" + std::string(64 - digits.size(), '0') + digits +
         R"(","size":1})";
}

std::string with_layers(std::size_t count) {
  std::string layers = layer_text(0);
  for (std::size_t i = 1; i < count; ++i) layers += "," + layer_text(static_cast<int>(i));
  return R"({"schemaVersion":2,"config":)" + layer_text(0) + R"(,"layers":[)" + layers + "]}";
}

TEST(Manifest, GoldenTextIsReadAndPrintedByteForByte) {
  const auto manifest = Manifest::parse(kGolden);
  ASSERT_TRUE(manifest.has_value()) << phrase(manifest);
  EXPECT_EQ(manifest->print().value(), kGolden);
  EXPECT_EQ(crypto::sha256(kGolden).text(), kGoldenDigest);
  EXPECT_EQ(manifest->layers[0].annotations.at("org.cncf.model.filepath"), "model.gguf");
  EXPECT_EQ(manifest->layer(media_type::kSystem)->size_bytes, 3U);
  EXPECT_EQ(manifest->layer(media_type::kMir), nullptr);
}

TEST(Manifest, OrderSpacesAndUnknownMembersDoNotCount) {
  const auto manifest = Manifest::parse(
      R"({ "layers": [], "extra": [1, {"a": 2}], "annotations": {"z": "1", "a": "2"},
           "config": {"size": 2, "digest":
             "sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a",
             "urls": [], "mediaType": "application/vnd.oci.empty.v1+json"}, "schemaVersion": 2 })");
  ASSERT_TRUE(manifest.has_value()) << phrase(manifest);
  EXPECT_EQ(
      manifest->print().value(),
      R"({"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json",)"
      R"("config":{"mediaType":"application/vnd.oci.empty.v1+json",)"
      R"("digest":"sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a","size":2},)"
      R"("layers":[],"annotations":{"a":"2","z":"1"}})");
}

TEST(Manifest, ManifestOfOllamaIsRead) {
  const auto manifest =
      Manifest::parse(changed("vnd.oci.image.manifest.v1", "vnd.docker.distribution.manifest.v2"));
  ASSERT_TRUE(manifest.has_value()) << phrase(manifest);
  EXPECT_EQ(manifest->media_type, media_type::kDockerManifest);
}

TEST(Manifest, SubjectIsReadAndPrinted) {
  const std::string text = changed("]}", R"(],"subject":{"mediaType":"a/b","digest":"sha256:)" +
                                             std::string(64, '0') + R"(","size":7}})");
  const auto manifest = Manifest::parse(text);
  ASSERT_TRUE(manifest.has_value()) << phrase(manifest);
  EXPECT_EQ(manifest->subject->size_bytes, 7U);
  EXPECT_EQ(manifest->print().value(), text);
}

TEST(Manifest, WrongMembersAreRefused) {
  const std::string other_size = changed(R"("size":4,)", R"("size":5,)");
  const std::pair<std::string, ErrorCode> cases[] = {
      {"", ErrorCode::Invalid},
      {"[]", ErrorCode::Unsupported},
      {"{}", ErrorCode::Unsupported},
      {"<html></html>", ErrorCode::Invalid},
      {std::string(kGolden.substr(0, kGolden.size() - 1)), ErrorCode::Invalid},
      {changed(R"("schemaVersion":2)", R"("schemaVersion":1)"), ErrorCode::Unsupported},
      {changed("vnd.oci.image.manifest.v1", "vnd.oci.image.index.v1"), ErrorCode::Unsupported},
      {changed("sha256:9f86d0", "sha256:9F86D0"), ErrorCode::Invalid},
      {changed("sha256:9f86d0", "sha256:9f86d"), ErrorCode::Invalid},
      {changed("sha256:9f86d0", "sha512:9f86d0"), ErrorCode::Unsupported},
      {changed(R"("size":4)", R"("size":-4)"), ErrorCode::Invalid},
      {changed(R"("size":4)", R"("size":4.5)"), ErrorCode::Invalid},
      {changed(R"("size":4)", R"("size":"4")"), ErrorCode::Invalid},
      {changed(R"("size":4)", R"("size":17592186044417)"), ErrorCode::Limit},
      {changed("application/vnd.cncf.model.weight.v1.raw", "weights"), ErrorCode::Invalid},
      {changed("application/vnd.cncf.model.weight.v1.raw", "a/b/c"), ErrorCode::Invalid},
      {changed(R"("model.gguf")", "7"), ErrorCode::Invalid},
      {changed(R"("layers":[)", R"("layers":[],"layers":[)"), ErrorCode::Invalid},
      {changed(R"("layers":[)", R"("layer":[)"), ErrorCode::Invalid},
  };
  for (const auto& [text, code] : cases) expect_code(Manifest::parse(text), code);
}

TEST(Manifest, FilePathsThatLeaveTheirFolderAreRefused) {
  for (const char* path : {"../model.gguf", "a/../b", "/etc/passwd", "a//b", "./a", "", "a/",
                           R"(a\\b)", "C:a", R"(a\u0000)", R"(a\nb)"}) {
    expect_code(Manifest::parse(changed("model.gguf", path)), ErrorCode::Invalid);
  }
  EXPECT_TRUE(Manifest::parse(changed("model.gguf", "sub/model..gguf")).has_value());
}

TEST(Manifest, OneLayerTwiceIsRefusedAndOneTextForTwoPurposesIsNot) {
  const std::string weights = "application/vnd.cncf.model.weight.v1.raw";
  const std::string digest = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08";
  const std::string first = R"("layers":[{"mediaType":")";
  const auto with = [&](std::string_view type, int size) {
    return changed(first, first + std::string(type) + R"(","digest":"sha256:)" + digest +
                              R"(","size":)" + std::to_string(size) + R"(},{"mediaType":")");
  };
  expect_code(Manifest::parse(with(weights, 4)), ErrorCode::Invalid);
  expect_code(Manifest::parse(with(media_type::kLicense, 5)), ErrorCode::Invalid);
  const auto both = Manifest::parse(with(media_type::kLicense, 4));
  ASSERT_TRUE(both.has_value()) << phrase(both);
  EXPECT_EQ(both->layers.size(), 3U);
  EXPECT_EQ(both->blobs().size(), 3U);
}

TEST(Manifest, BoundsHoldAtTheirLimitAndNotPastIt) {
  const std::string spaces(Manifest::kTextBytesMax - kGolden.size(), ' ');
  EXPECT_TRUE(Manifest::parse(std::string(kGolden) + spaces).has_value());
  expect_code(Manifest::parse(std::string(kGolden) + spaces + " "), ErrorCode::Limit);
  EXPECT_TRUE(Manifest::parse(with_layers(Manifest::kLayersMax)).has_value());
  expect_code(Manifest::parse(with_layers(Manifest::kLayersMax + 1)), ErrorCode::Limit);

  Manifest manifest = Manifest::parse(kGolden).value();
  manifest.layers[0].size_bytes = Descriptor::kSizeBytesMax;
  EXPECT_TRUE(manifest.print().has_value());
  for (std::size_t i = 0; i < Descriptor::kAnnotationsMax; ++i) {
    manifest.annotations[std::to_string(i)] = "x";
  }
  EXPECT_TRUE(manifest.print().has_value());
  manifest.annotations["more"] = "x";
  expect_code(manifest.print(), ErrorCode::Limit);
  manifest.annotations = {{"k", std::string(Descriptor::kAnnotationBytesMax - 1, 'x')}};
  EXPECT_TRUE(manifest.print().has_value());
  manifest.annotations["k"] += "x";
  expect_code(manifest.print(), ErrorCode::Limit);
  manifest.annotations = {
      {"org.cncf.model.filepath", std::string(Descriptor::kFilePathBytesMax, 'x')}};
  EXPECT_TRUE(manifest.print().has_value());
  manifest.annotations["org.cncf.model.filepath"] += "x";
  expect_code(manifest.print(), ErrorCode::Invalid);
  manifest.annotations.clear();
  manifest.artifact_type = "a/" + std::string(Descriptor::kMediaTypeBytesMax - 2, 'b');
  EXPECT_TRUE(manifest.print().has_value());
  manifest.artifact_type += "b";
  expect_code(manifest.print(), ErrorCode::Invalid);
}

TEST(Manifest, WhatIsNotUtf8IsNotPrinted) {
  Manifest manifest = Manifest::parse(kGolden).value();
  manifest.annotations["k"] = "\xff";
  expect_code(manifest.print(), ErrorCode::Invalid);
}

RC_GTEST_PROP(Manifest, ParseOfPrintIsIdentity,
              (const std::map<std::string, std::string>& annotations,
               const std::vector<std::string>& layers)) {
  Manifest manifest = Manifest::parse(kGolden).value();
  manifest.annotations = annotations;
  for (const std::string& bytes : layers) {
    manifest.layers.push_back({.media_type = "application/x" + std::to_string(bytes.size()),
                               .digest = crypto::sha256(bytes),
                               .size_bytes = bytes.size(),
                               .artifact_type = {},
                               .annotations = annotations});
  }
  const auto text = manifest.print();
  if (!text) return;  // Not UTF-8, or a layer twice.
  const auto again = Manifest::parse(*text);
  RC_ASSERT(again.has_value());
  RC_ASSERT(*again == manifest);
  RC_ASSERT(*again->print() == *text);
}

}  // namespace
}  // namespace tiles::store
