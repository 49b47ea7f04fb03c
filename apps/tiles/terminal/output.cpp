// SPDX-License-Identifier: Apache-2.0
#include "terminal/output.h"

#include <sys/ioctl.h>
#include <unistd.h>

#include <algorithm>
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

bool continues_character(char byte) { return (static_cast<unsigned char>(byte) & 0xc0U) == 0x80U; }

// One line, without its line break.
void append_wrapped(std::string_view line, std::size_t columns, std::string& out) {
  const std::size_t indent = std::min(line.find_first_not_of(' '), line.size());
  out.append(line.substr(0, indent));
  line.remove_prefix(indent);
  std::size_t column = indent;
  while (!line.empty()) {
    const std::size_t gap = std::min(line.find_first_not_of(' '), line.size());
    const std::size_t end = std::min(line.find(' ', gap), line.size());
    const std::size_t width = columns_of(line.substr(0, end));
    if (column > indent && column + width > columns) {
      out.append("\n").append(indent, ' ');
      column = indent;
      line.remove_prefix(gap);
      continue;
    }
    out.append(line.substr(0, end));
    column += width;
    line.remove_prefix(end);
  }
}

}  // namespace

bool is_terminal(Stream stream) { return ::isatty(descriptor(stream)) == 1; }

std::string styled(std::string_view text, Style style, Stream stream) {
  if (style == Style::Plain || !is_terminal(stream) || std::getenv("NO_COLOR") != nullptr) {
    return std::string(text);
  }
  return std::string(start_of(style)).append(text).append("\x1b[0m");
}

std::size_t columns_of(std::string_view text) {
  const auto continuing = std::ranges::count_if(text, continues_character);
  return text.size() - static_cast<std::size_t>(continuing);
}

std::string_view first_columns(std::string_view text, std::size_t columns) {
  std::size_t end = 0;
  while (end < text.size() && (columns > 0 || continues_character(text[end]))) {
    if (!continues_character(text[end])) --columns;
    ++end;
  }
  return text.substr(0, end);
}

std::size_t terminal_columns(Stream stream) {
  struct winsize size {};
  return ::ioctl(descriptor(stream), TIOCGWINSZ, &size) == 0 ? size.ws_col : 0;
}

std::string wrapped(std::string_view text, std::size_t columns) {
  if (columns == 0) return std::string(text);
  std::string lines;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    append_wrapped(text.substr(0, end), columns, lines);
    text.remove_prefix(end);
    if (!text.empty()) lines.push_back('\n');
    text.remove_prefix(std::min<std::size_t>(1, text.size()));
  }
  return lines;
}

void write_output(std::string_view text) { write_all(STDOUT_FILENO, text); }

void print_notice(std::string_view text) {
  const std::string lines = wrapped(without_controls(text), terminal_columns(Stream::Error));
  write_all(STDERR_FILENO, styled(lines, Style::Dim, Stream::Error) + "\n");
}

void print_reasoning(std::string_view text) {
  write_all(STDERR_FILENO, styled(without_controls(text), Style::Dim, Stream::Error));
}

void print_error(std::string_view text, std::string_view hint) {
  std::string lines = "tiles: error: " + without_controls(text) + "\n";
  if (!hint.empty()) {
    lines.append("tiles: hint: ").append(without_controls(hint)).append("\n");
  }
  write_all(STDERR_FILENO, wrapped(lines, terminal_columns(Stream::Error)));
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
