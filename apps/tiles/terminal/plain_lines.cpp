// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <algorithm>
#include <cerrno>

#include "terminal/line_reader.h"

namespace tiles::program {
namespace {

class PlainLines final : public LineReader {
 public:
  Line read() override {
    for (;;) {
      const std::size_t line_end = buffer_.find('\n');
      if (line_end != std::string::npos || buffer_.size() >= kLineBytesMax) {
        return take(line_end);
      }
      std::string chunk(kChunkBytes, '\0');
      const ssize_t count = ::read(STDIN_FILENO, chunk.data(), chunk.size());
      if (count < 0 && errno == EINTR) {
        return {LineEnd::Interrupted, "", {}};
      }
      if (count <= 0) {
        return buffer_.empty() ? Line{LineEnd::EndOfInput, "", {}} : take(std::string::npos);
      }
      buffer_.append(chunk, 0, static_cast<std::size_t>(count));
    }
  }

 private:
  static constexpr std::size_t kChunkBytes = 1 << 16;

  Line take(std::size_t line_end) {
    const std::size_t length = std::min(line_end, std::min(buffer_.size(), kLineBytesMax));
    Line line{LineEnd::Entered, buffer_.substr(0, length), {}};
    buffer_.erase(0, length + (line_end == length ? 1 : 0));
    if (!line.text.empty() && line.text.back() == '\r') line.text.pop_back();
    return line;
  }

  std::string buffer_;
};

}  // namespace

std::unique_ptr<LineReader> plain_lines() { return std::make_unique<PlainLines>(); }

}  // namespace tiles::program
