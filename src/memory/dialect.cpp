// SPDX-License-Identifier: Apache-2.0
#include "memory/dialect.h"

#include <utility>

#include "base/assert.h"
#include "base/text.h"
#include "memory/escape.h"

namespace tiles::memory {

std::unique_ptr<Dialect> make_dialect(Opening opening, const AgentOptions& options) {
  switch (options.protocol) {
    case Protocol::InHouse:
      return make_in_house_dialect(std::move(opening), options.temperature, options.seed);
    case Protocol::MemAgent:
      return make_mem_agent_dialect(opening, options.seed);
    case Protocol::ChatTools:
      return make_tools_dialect(std::move(opening), options.seed);
  }
  TILES_ASSERT(false);
}

std::string result_text(const sandbox::BlockResult& block, std::size_t size_bytes_max) {
  std::string text = to_valid_utf8(block.stdout_text);
  const auto append_line = [&text](std::string_view line) {
    if (!text.empty() && !text.ends_with('\n')) {
      text += '\n';
    }
    text += to_valid_utf8(line);
  };
  if (block.value) {
    append_line(*block.value);
  }
  if (block.error) {
    append_line(block.error->message.empty() ? block.error->type
                                             : block.error->type + ": " + block.error->message);
  }
  text.resize(text.find_last_not_of('\n') + 1);
  if (text.size() > size_bytes_max) {
    text = std::string(utf8_prefix(text, size_bytes_max)) + "…";
  }
  return escape_tags(text);
}

}  // namespace tiles::memory
