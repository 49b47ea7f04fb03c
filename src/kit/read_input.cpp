// SPDX-License-Identifier: Apache-2.0
#include "kit/read_input.h"

#include "base/file_system.h"

namespace tiles::kit {

Result<std::string> read_input(const std::filesystem::path& file, std::uint64_t size_bytes_max) {
  const std::filesystem::path whole = std::filesystem::absolute(file);
  auto text = open_directory(whole.parent_path()).and_then([&](const auto& folder) {
    return folder->read(whole.filename().string(), size_bytes_max);
  });
  if (!text) return fail(std::move(text).error().within("reading '" + file.string() + "'"));
  return text;
}

}  // namespace tiles::kit
