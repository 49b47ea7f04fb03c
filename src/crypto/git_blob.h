// SPDX-License-Identifier: Apache-2.0
// The name that git gives a file's content. SHA-1 is broken against who chooses both contents: it
// tells what a publisher announced from what came, never one model from another.
#pragma once

#include <string>
#include <string_view>

namespace tiles::crypto {

// 40 lower-case hexadecimal digits: SHA-1 of "blob <length in decimal>\0" and the content, as
// git-hash-object(1) writes it.
std::string git_blob_id(std::string_view content);

}  // namespace tiles::crypto
