// SPDX-License-Identifier: Apache-2.0
#include "help.h"

#include <unistd.h>

#include <string>

#include "terminal/output.h"

namespace tiles::program {

void print_help(std::string_view markdown) {
  std::string shown;
  while (!markdown.empty()) {
    const std::size_t end = markdown.find('\n');
    std::string_view line = markdown.substr(0, end);
    markdown.remove_prefix(end == std::string_view::npos ? markdown.size() : end + 1);
    if (line.rfind("```", 0) == 0) {
      continue;
    }
    if (line.rfind('#', 0) == 0) {
      line.remove_prefix(line.find_first_not_of("# "));
      shown.append(styled(line, Style::Bold, Stream::Output)).append("\n");
    } else {
      shown.append(line).append("\n");
    }
  }
  write_output(wrapped(shown, terminal_columns(Stream::Output)));
}

}  // namespace tiles::program
