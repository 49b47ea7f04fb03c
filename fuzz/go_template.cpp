// SPDX-License-Identifier: Apache-2.0
// Any bytes as a Go template, run on data of every kind: an answer or an error, within its bounds.
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/assert.h"
#include "base/json.h"
#include "models/go_template.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using tiles::models::GoTemplate;
  static const tiles::Json values = tiles::Json::parse(
      R"({"s": "text<", "n": 42, "f": 1.5, "t": true, "nul": null, "l": [1, "two", [3]],
          "m": {"a": {"b": "c"}}, "Messages": [{"Role": "user", "Content": "hi"}]})");
  const std::string_view text(reinterpret_cast<const char*>(data), size);
  const auto parsed = GoTemplate::parse(text);
  if (!parsed) return 0;
  const auto rendered = parsed->render(values, [] { return 0L; });
  TILES_ASSERT(!rendered || rendered->size() <= GoTemplate::kOutputBytesMax);
  return 0;
}
