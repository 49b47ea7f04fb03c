// SPDX-License-Identifier: Apache-2.0
#include "memory/reader_weights.h"

#include <algorithm>
#include <cmath>
#include <string_view>

#include "base/text.h"

namespace tiles::memory {
namespace {

constexpr std::string_view kPrefix = "tiles.memory.reader";
constexpr std::string_view kProtocol = "2";
constexpr std::size_t kKeysMax = 4'096;

Result<std::vector<double>> numbers(const engine::Model& model, std::string_view name,
                                    std::size_t count) {
  const std::string key = std::string(kPrefix) + "." + std::string(name);
  auto found = model.numbers(key).value_or(std::vector<double>());
  const bool are_finite =
      std::ranges::all_of(found, [](double number) { return std::isfinite(number); });
  if (found.size() != count || !are_finite) {
    return fail(ErrorCode::Invalid, "the reader's weights do not fit together: " + key);
  }
  return found;
}

}  // namespace

Result<ReaderWeights> reader_weights(const engine::Model& model, std::size_t width) {
  if (model.metadata(kPrefix) != std::string(kProtocol)) {
    return fail(ErrorCode::Unsupported, "the model is no reader of memories that this Tiles knows");
  }
  ReaderWeights weights;
  weights.width = width;
  const auto names = model.metadata(std::string(kPrefix) + ".key_names").value_or("");
  for (const std::string_view name : split(names, '\n')) weights.key_names.emplace_back(name);
  const std::size_t keys = weights.key_names.size();
  if (keys > kKeysMax) return fail(ErrorCode::Invalid, "the reader has too many keys");
  weights.answer.part = TILES_TRY(numbers(model, "answer", 2 * width));
  weights.answer.none = TILES_TRY(numbers(model, "no_answer", width + 1));
  weights.edit.part = TILES_TRY(numbers(model, "edit", kReaderActions * 2 * width));
  weights.edit.none = TILES_TRY(numbers(model, "no_edit", width + 1));
  weights.beyond = TILES_TRY(numbers(model, "beyond", width + 1));
  weights.value = TILES_TRY(numbers(model, "value", 2 * width + 2));
  weights.about = TILES_TRY(numbers(model, "about", width * width + width));
  weights.other = TILES_TRY(numbers(model, "other", width + 1));
  weights.keys = TILES_TRY(numbers(model, "keys", keys * width));
  return weights;
}

}  // namespace tiles::memory
