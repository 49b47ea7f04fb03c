// SPDX-License-Identifier: Apache-2.0
#include "terminal/output.h"

#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>

namespace tiles::program {
namespace {

void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(fd, text.data(), text.size());
    if (written < 0 && errno == EINTR) {
      continue;
    }
    if (written < 0) {
      std::_Exit(errno == EPIPE ? 0 : 1);  // There is nobody left to tell.
    }
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

int descriptor(Stream stream) { return stream == Stream::Output ? STDOUT_FILENO : STDERR_FILENO; }

std::string_view start_of(Style style) {
  switch (style) {
    case Style::Bold:
      return "\x1b[1m";
    case Style::Dim:
      return "\x1b[2m";
    case Style::Plain:
      return "";
  }
  return "";
}

}  // namespace

bool is_terminal(Stream stream) { return ::isatty(descriptor(stream)) == 1; }

std::string styled(std::string_view text, Style style, Stream stream) {
  if (style == Style::Plain || !is_terminal(stream) || std::getenv("NO_COLOR") != nullptr) {
    return std::string(text);
  }
  return std::string(start_of(style)).append(text).append("\x1b[0m");
}

void write_output(std::string_view text) { write_all(STDOUT_FILENO, text); }

void print_notice(std::string_view text) {
  write_all(STDERR_FILENO, styled(without_controls(text), Style::Dim, Stream::Error) + "\n");
}

void print_reasoning(std::string_view text) {
  write_all(STDERR_FILENO, styled(without_controls(text), Style::Dim, Stream::Error));
}

void print_error(std::string_view text, std::string_view hint) {
  std::string lines = "tiles: error: " + without_controls(text) + "\n";
  if (!hint.empty()) {
    lines.append("tiles: hint: ").append(without_controls(hint)).append("\n");
  }
  write_all(STDERR_FILENO, lines);
}

void print_error(const tilekit::Error& error) { print_error(error.text(), error.hint()); }

std::string without_controls(std::string_view text) {
  constexpr unsigned char kFirstPrintable = 0x20;
  constexpr unsigned char kDelete = 0x7f;
  std::string clean;
  clean.reserve(text.size());
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool is_c1 = byte == 0xc2 && i + 1 < text.size() &&
                       static_cast<unsigned char>(text[i + 1]) < 0xa0;  // U+0080 … U+009F
    if (is_c1) {
      ++i;
    }
    if (is_c1 || byte == kDelete || (byte < kFirstPrintable && byte != '\n' && byte != '\t')) {
      clean.append("\xef\xbf\xbd");
    } else {
      clean.push_back(text[i]);
    }
  }
  return clean;
}

std::string shown(std::string_view text) {
  return is_terminal(Stream::Output) ? without_controls(text) : std::string(text);
}

}  // namespace tiles::program
