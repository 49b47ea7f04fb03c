// SPDX-License-Identifier: Apache-2.0
#include "terminal/line_history.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <fstream>
#include <sstream>

namespace tiles::program {
namespace {

constexpr std::uintmax_t kHistoryBytesMax =
    std::uintmax_t{16} * 1024 * 1024;  // A larger file is not read.

// One line of the file: '\' and line breaks of the text are written "\\" and "\n".
std::string escaped(std::string_view line) {
  std::string out;
  for (const char character : line) {
    if (character == '\\') {
      out.append("\\\\");
    } else if (character == '\n') {
      out.append("\\n");
    } else {
      out.push_back(character);
    }
  }
  return out;
}

std::string unescaped(std::string_view line) {
  std::string out;
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line[i] != '\\' || i + 1 == line.size()) {
      out.push_back(line[i]);
    } else {
      ++i;
      out.push_back(line[i] == 'n' ? '\n' : line[i]);
    }
  }
  return out;
}

enum class Mode { Append, Replace };

bool write_lines(const std::filesystem::path& file, const std::string& lines, Mode mode) {
  const int flags = O_WRONLY | O_CREAT | O_CLOEXEC | (mode == Mode::Append ? O_APPEND : O_TRUNC);
  const int fd = ::open(file.c_str(), flags, 0600);
  if (fd < 0) return false;
  const bool written =
      ::write(fd, lines.data(), lines.size()) == static_cast<ssize_t>(lines.size());
  return ::close(fd) == 0 && written;
}

void rewrite(const std::filesystem::path& file, const std::vector<std::string>& lines) {
  std::string text;
  for (const std::string& line : lines) text.append(escaped(line)).append("\n");
  const std::filesystem::path beside = file.string() + ".new";
  if (write_lines(beside, text, Mode::Replace)) {
    ::rename(beside.c_str(), file.c_str());
  }
}

}  // namespace

std::vector<std::string> load_history(const std::filesystem::path& file) {
  std::error_code failed;
  const std::uintmax_t size = std::filesystem::file_size(file, failed);
  if (failed || size > kHistoryBytesMax) return {};
  std::ifstream stream(file);
  std::vector<std::string> lines;
  for (std::string line; std::getline(stream, line);) lines.push_back(unescaped(line));
  const std::size_t read = lines.size();
  if (read > kHistoryLinesMax) {
    lines.erase(lines.begin(), lines.end() - static_cast<std::ptrdiff_t>(kHistoryLinesMax));
  }
  if (read > 2 * kHistoryLinesMax) rewrite(file, lines);
  return lines;
}

void append_history(const std::filesystem::path& file, std::string_view line) {
  if (line.empty() || line.size() > kHistoryLineBytesMax) return;
  const std::string text = escaped(line) + "\n";
  if (write_lines(file, text, Mode::Append)) return;
  const mode_t before = ::umask(0077);
  std::error_code failed;
  std::filesystem::create_directories(file.parent_path(), failed);
  ::umask(before);
  if (!failed) write_lines(file, text, Mode::Append);
}

}  // namespace tiles::program
