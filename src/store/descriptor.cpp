// SPDX-License-Identifier: Apache-2.0
#include "store/descriptor.h"

#include <algorithm>

#include "base/text.h"
#include "store/media_types.h"

namespace tiles::store {
namespace {

bool is_restricted_name_character(char c) {
  constexpr std::string_view kMarks = "!#$&-^_.+";
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         kMarks.find(c) != std::string_view::npos;
}

Result<std::uint64_t> read_size(const Json& object) {
  const auto size = object.find("size");
  if (size == object.end() || !size->is_number_unsigned()) {
    return fail(ErrorCode::Invalid, "'size' is not a whole number of bytes");
  }
  return size->get<std::uint64_t>();
}

bool is_control(char c) { return static_cast<unsigned char>(c) < ' ' || c == '\x7f'; }

}  // namespace

Result<std::string> read_text_member(const Json& object, std::string_view key) {
  const auto member = object.find(key);
  if (member == object.end()) return std::string();
  if (!member->is_string()) {
    return fail(ErrorCode::Invalid, "'" + std::string(key) + "' is not a text");
  }
  return member->get<std::string>();
}

Result<Annotations> read_annotations(const Json& object) {
  Annotations annotations;
  const auto member = object.find("annotations");
  if (member == object.end() || member->is_null()) return annotations;
  if (!member->is_object()) {
    return fail(ErrorCode::Invalid, "'annotations' is not an object");
  }
  for (const auto& [key, value] : member->items()) {
    if (!value.is_string()) {
      return fail(ErrorCode::Invalid, "the annotation " + shown_in_quotes(key) + " is not a text");
    }
    annotations[key] = value.get<std::string>();
  }
  return annotations;
}

Result<Descriptor> read_descriptor(const Json& value) {
  if (!value.is_object()) {
    return fail(ErrorCode::Invalid, "a descriptor is not an object");
  }
  Descriptor descriptor;
  descriptor.media_type = TILES_TRY(read_text_member(value, "mediaType"));
  descriptor.artifact_type = TILES_TRY(read_text_member(value, "artifactType"));
  const std::string digest = TILES_TRY(read_text_member(value, "digest"));
  descriptor.digest = TILES_TRY(crypto::Digest::parse(digest));
  descriptor.size_bytes = TILES_TRY(read_size(value));
  descriptor.annotations = TILES_TRY(read_annotations(value));
  TILES_CHECK(check_descriptor(descriptor));
  return descriptor;
}

Result<void> check_media_type(std::string_view text) {
  const auto slash = text.find('/');
  const bool plain = slash != std::string_view::npos && slash > 0 && slash + 1 < text.size() &&
                     std::ranges::all_of(text.substr(0, slash), is_restricted_name_character) &&
                     std::ranges::all_of(text.substr(slash + 1), is_restricted_name_character);
  if (!plain || text.size() > Descriptor::kMediaTypeBytesMax) {
    return fail(ErrorCode::Invalid, shown_in_quotes(text) + " is no media type");
  }
  return {};
}

Result<void> check_file_path(std::string_view path) {
  const auto refuse = [&](std::string_view why) {
    return fail(ErrorCode::Invalid,
                "the file path " + shown_in_quotes(path) + " " + std::string(why));
  };
  if (path.size() > Descriptor::kFilePathBytesMax) return refuse("is too long");
  for (const std::string_view part : split(path, '/')) {
    if (part.empty() || part == "." || part == "..") {
      return refuse("is not a plain relative path");
    }
    if (std::ranges::any_of(part, [](char c) { return c == '\\' || c == ':' || is_control(c); })) {
      return refuse("has a character that is not allowed");
    }
  }
  return {};
}

Result<void> check_annotations(const Annotations& annotations) {
  if (annotations.size() > Descriptor::kAnnotationsMax) {
    return fail(ErrorCode::Limit, std::to_string(annotations.size()) +
                                      " annotations, the limit is " +
                                      std::to_string(Descriptor::kAnnotationsMax));
  }
  for (const auto& [key, value] : annotations) {
    if (key.empty() || !is_utf8(key) || !is_utf8(value)) {
      return fail(ErrorCode::Invalid, "an annotation without a name, or one that is not UTF-8");
    }
    if (key.size() + value.size() > Descriptor::kAnnotationBytesMax) {
      return fail(ErrorCode::Limit,
                  "an annotation has " + std::to_string(key.size() + value.size()) +
                      " bytes, the limit is " + std::to_string(Descriptor::kAnnotationBytesMax));
    }
    if (key == annotation::kFilePath || key == annotation::kTitle) {
      TILES_CHECK(check_file_path(value));
    }
  }
  return {};
}

Result<void> check_descriptor(const Descriptor& descriptor) {
  TILES_CHECK(check_media_type(descriptor.media_type));
  if (!descriptor.artifact_type.empty()) TILES_CHECK(check_media_type(descriptor.artifact_type));
  if (descriptor.size_bytes > Descriptor::kSizeBytesMax) {
    return fail(ErrorCode::Limit, "the size of '" + descriptor.digest.text() + "' is " +
                                      std::to_string(descriptor.size_bytes) +
                                      " bytes, the limit is " +
                                      std::to_string(Descriptor::kSizeBytesMax));
  }
  return check_annotations(descriptor.annotations);
}

Json print_annotations(const Annotations& annotations) {
  Json object = Json::object();
  for (const auto& [key, value] : annotations) object[key] = value;
  return object;
}

Json print_descriptor(const Descriptor& descriptor) {
  Json object = {{"mediaType", descriptor.media_type}};
  if (!descriptor.artifact_type.empty()) object["artifactType"] = descriptor.artifact_type;
  object["digest"] = descriptor.digest.text();
  object["size"] = descriptor.size_bytes;
  if (!descriptor.annotations.empty()) {
    object["annotations"] = print_annotations(descriptor.annotations);
  }
  return object;
}

}  // namespace tiles::store
