// SPDX-License-Identifier: Apache-2.0
// Keys, entries and files that several tests of the log use.
#pragma once

#include <cstddef>
#include <filesystem>
#include <fstream>
#include <memory>
#include <sstream>
#include <string>
#include <vector>

#include "base/json.h"
#include "support/fault_file_system.h"
#include "tlog/audit.h"
#include "tlog/log.h"
#include "tlog/policy.h"

namespace tiles::tlog {

// Published keys of tests (transparency-dev/tessera, golang.org/x/mod, C2SP signed-note).
inline constexpr std::string_view kTesseraSigner =
    "PRIVATE+KEY+example.com/log/testdata+33d7b496+"
    "AeymY/SZAX0jZcJ8enZ5FY1Dz+wTML2yWSkK+9DSF3eg";
inline constexpr std::string_view kTesseraKey =
    "example.com/log/testdata+33d7b496+AeHTu4Q3hEIMHNqc6fASMsq3rKNx280NI+oO5xCFkkSx";

inline NoteSigner tessera_signer() { return NoteSigner::parse(kTesseraSigner).value(); }
inline NoteKey tessera_key() { return NoteKey::parse(kTesseraKey).value(); }
inline Policy tessera_policy() { return Policy::of_logs({tessera_key()}); }

inline std::string read_all(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

inline std::filesystem::path trust_data() { return TILES_SOURCE "/tests/data/trust"; }

// All entries of a log that is as it should be.
inline Result<std::vector<std::string>> entries_of(const FileSystem& files) {
  std::vector<std::string> entries;
  AuditOptions options;
  options.each_entry = [&](std::uint64_t, std::string_view entry) -> Result<void> {
    entries.emplace_back(entry);
    return {};
  };
  TILES_CHECK(audit_log(files, tessera_policy(), options));
  return entries;
}

// "entry 0", "entry 1"….
inline std::vector<std::string> numbered_entries(std::size_t first, std::size_t count) {
  std::vector<std::string> entries;
  for (std::size_t i = first; i < first + count; ++i) {
    entries.push_back("entry " + std::to_string(i));
  }
  return entries;
}

}  // namespace tiles::tlog
