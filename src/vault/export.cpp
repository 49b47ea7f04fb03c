// SPDX-License-Identifier: Apache-2.0
#include "vault/export.h"

#include <array>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "vault/vault.h"

namespace tiles::vault {
namespace {

// POSIX.1-2017, pax: a ustar archive whose long names stand in an entry of type 'x' before the
// file.
constexpr std::size_t kBlockBytes = 512;
constexpr std::size_t kNameBytesMax = 100;

struct Entry {
  std::string_view name;
  char type = '0';
  std::uint64_t size_bytes = 0;
};

void put(std::array<char, kBlockBytes>& header, std::size_t at, std::string_view field) {
  std::memcpy(header.data() + at, field.data(), field.size());
}

std::string header_of(const Entry& entry) {
  std::array<char, kBlockBytes> header{};
  put(header, 0, entry.name.substr(0, kNameBytesMax));
  put(header, 100, "0000600");  // Mode, then owner and group.
  put(header, 108, "0000000");
  put(header, 116, "0000000");
  put(header, 124, format("{:011o}", entry.size_bytes));
  put(header, 136, "00000000000");  // Time.
  put(header, 148, "        ");     // The checksum counts as spaces while it is summed.
  header[156] = entry.type;
  put(header, 257,
      std::string_view("ustar\0"
                       "00",
                       8));
  unsigned sum = 0;
  for (const char c : header) sum += static_cast<unsigned char>(c);
  put(header, 148, format("{:06o}", sum) + '\0');
  return {header.data(), header.size()};
}

// "<length> path=<name>\n", where the length counts itself.
std::string long_name(std::string_view name) {
  const std::string rest = " path=" + std::string(name) + "\n";
  std::size_t size = rest.size() + 1;
  while (std::to_string(size).size() + rest.size() != size) ++size;
  return std::to_string(size) + rest;
}

Result<void> put_entry(const Sink& sink, const Entry& entry, std::string_view bytes) {
  TILES_CHECK(sink(header_of(entry)));
  TILES_CHECK(sink(bytes));
  const std::size_t over = bytes.size() % kBlockBytes;
  return over == 0 ? Result<void>() : sink(std::string(kBlockBytes - over, '\0'));
}

Result<NotePath> path_of(const FileInfo& file) { return NotePath::parse(file.name); }

std::span<const std::byte> bytes_of(std::string_view text) {
  return {reinterpret_cast<const std::byte*>(text.data()), text.size()};
}

}  // namespace

Result<void> export_tar(const Vault& vault, const Sink& sink) {
  const NotePath top = TILES_TRY(NotePath::parse_folder(""));
  for (const FileInfo& file : TILES_TRY(vault.list(top))) {
    const NotePath path = TILES_TRY(path_of(file));
    const std::string bytes = TILES_TRY(vault.read(path));
    if (file.name.size() > kNameBytesMax) {
      const std::string name = long_name(file.name);
      TILES_CHECK(put_entry(sink, {"pax", 'x', name.size()}, name));
    }
    TILES_CHECK(put_entry(sink, {file.name, '0', bytes.size()}, bytes));
  }
  return sink(std::string(2 * kBlockBytes, '\0'));
}

Result<void> export_json(const Vault& vault, const Sink& sink) {
  const NotePath top = TILES_TRY(NotePath::parse_folder(""));
  TILES_CHECK(sink(R"({"format":1,"files":[)"));
  std::string_view separator = "\n";
  for (const FileInfo& file : TILES_TRY(vault.list(top))) {
    const NotePath path = TILES_TRY(path_of(file));
    const std::string bytes = TILES_TRY(vault.read(path));
    const Json entry = is_utf8(bytes) ? Json{{"path", file.name}, {"text", bytes}}
                                      : Json{{"path", file.name}, {"hex", to_hex(bytes_of(bytes))}};
    TILES_CHECK(sink(separator));
    TILES_CHECK(sink(print_json(entry)));
    separator = ",\n";
  }
  return sink("\n]}\n");
}

}  // namespace tiles::vault
