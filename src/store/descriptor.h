// SPDX-License-Identifier: Apache-2.0
// Descriptors as JSON, for manifests and the index.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "base/json.h"
#include "base/result.h"
#include "store/manifest.h"

namespace tiles::store {

// The member `key` of an object, which must be a string; "" when it is missing.
Result<std::string> read_text_member(const Json& object, std::string_view key);

Result<Annotations> read_annotations(const Json& object);
Result<Descriptor> read_descriptor(const Json& value);

// Refuses what cannot be printed or read again.
Result<void> check_annotations(const Annotations& annotations);
Result<void> check_descriptor(const Descriptor& descriptor);

Json print_annotations(const Annotations& annotations);
// Members in the order mediaType, artifactType, digest, size, annotations; without the empty ones.
Json print_descriptor(const Descriptor& descriptor);

// "type/subtype" of RFC 6838.
Result<void> check_media_type(std::string_view text);

// Where a file of a layer goes: relative, '/' between parts, no part empty, "." or "..", no
// backslash, colon or control character.
Result<void> check_file_path(std::string_view path);

}  // namespace tiles::store
