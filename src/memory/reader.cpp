// SPDX-License-Identifier: Apache-2.0
#include "memory/reader.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <optional>
#include <utility>

namespace tiles::memory {
namespace {

constexpr std::string_view kProtocolKey = "tiles.memory.reader";
constexpr std::string_view kProtocol = "1";
constexpr double kSure = 0.9;  // Lines further away are not read then.

using Tokens = std::vector<engine::Token>;

std::vector<double> mean_of(const std::vector<float>& rows, std::size_t width, std::size_t begin,
                            std::size_t end) {
  std::vector<double> mean(width, 0.0);
  for (std::size_t at = begin; at < end; ++at) {
    for (std::size_t i = 0; i < width; ++i) mean[i] += rows[at * width + i];
  }
  const auto count = static_cast<double>(std::max<std::size_t>(end - begin, 1));
  for (double& value : mean) value /= count;
  return mean;
}

// Of each line, beside none of them, whose score is 0.
std::vector<double> softmax_with_none(std::vector<double> margins) {
  const double most = std::max(0.0, *std::ranges::max_element(margins));
  double sum = std::exp(-most);
  for (double& margin : margins) {
    margin = std::exp(margin - most);
    sum += margin;
  }
  for (double& margin : margins) margin /= sum;
  return margins;
}

bool are_finite(const std::vector<double>& numbers) {
  return std::ranges::all_of(numbers, [](double number) { return std::isfinite(number); });
}

void append_cut(const Tokens& part, std::size_t tokens_max, Tokens& tokens) {
  const std::size_t count = std::min(part.size(), tokens_max);
  tokens.insert(tokens.end(), part.begin(), part.begin() + static_cast<std::ptrdiff_t>(count));
}

}  // namespace

// What is read at once: the message, and lines behind it, each ended by the token that ends a part.
struct Reader::Row {
  struct Part {
    std::size_t begin = 0;  // In tokens.
    std::size_t end = 0;
  };
  Tokens tokens;
  Part message;
  std::vector<Part> lines;
  std::size_t first_line = 0;  // Of all lines.
};

Reader::Reader(std::unique_ptr<engine::Encoder> encoder, Heads heads)
    : encoder_(std::move(encoder)), heads_(std::move(heads)) {}

Result<std::unique_ptr<Reader>> Reader::create(const engine::Model& model) {
  if (model.metadata(kProtocolKey) != std::string(kProtocol)) {
    return fail(ErrorCode::Unsupported, "the model is no reader of memories that this Tiles knows");
  }
  auto encoder = TILES_TRY(model.open_encoder());
  Heads heads{model.numbers("tiles.memory.reader.line").value_or(std::vector<double>()),
              model.numbers("tiles.memory.reader.none").value_or(std::vector<double>())};
  const std::size_t width = encoder->width();
  if (heads.line.size() != 2 * width || heads.none.size() != width + 1 || !are_finite(heads.line) ||
      !are_finite(heads.none) || encoder->tokens_max() < kRowTokensMax) {
    return fail(ErrorCode::Invalid, "the reader's weights do not fit together");
  }
  return std::unique_ptr<Reader>(new Reader(std::move(encoder), std::move(heads)));
}

Result<std::vector<Reader::Row>> Reader::rows_of(std::string_view message,
                                                 std::span<const std::string> lines) const {
  Row empty;
  empty.tokens = {encoder_->begin_token()};
  empty.message.begin = 1;
  append_cut(TILES_TRY(encoder_->tokenize(message)), kMessageTokensMax, empty.tokens);
  empty.message.end = empty.tokens.size();
  empty.tokens.push_back(encoder_->end_token());
  std::vector<Row> rows;
  for (std::size_t number = 0; number < lines.size(); ++number) {
    Tokens line;
    append_cut(TILES_TRY(encoder_->tokenize(lines[number])), kLineTokensMax, line);
    const bool is_full =
        rows.empty() || rows.back().tokens.size() + line.size() + 1 > kRowTokensMax;
    if (is_full) {
      rows.push_back(empty);
      rows.back().first_line = number;
    }
    Row& row = rows.back();
    row.lines.push_back({row.tokens.size(), row.tokens.size() + line.size()});
    row.tokens.insert(row.tokens.end(), line.begin(), line.end());
    row.tokens.push_back(encoder_->end_token());
  }
  return rows;
}

// `margins`: the score of a line less that of none of its row's lines.
Result<void> Reader::score(const Row& row, std::vector<double>& margins) {
  const std::size_t width = encoder_->width();
  const std::vector<float> rows = TILES_TRY(encoder_->encode(row.tokens));
  const std::vector<double> message = mean_of(rows, width, row.message.begin, row.message.end);
  double none = heads_.none[width];
  for (std::size_t i = 0; i < width; ++i) none += heads_.none[i] * message[i];
  for (std::size_t at = 0; at < row.lines.size(); ++at) {
    const std::vector<double> line = mean_of(rows, width, row.lines[at].begin, row.lines[at].end);
    double score = 0;
    for (std::size_t i = 0; i < width; ++i) {
      score += (heads_.line[i] + heads_.line[width + i] * message[i]) * line[i];
    }
    margins[row.first_line + at] = score - none;
  }
  return {};
}

Result<std::vector<double>> Reader::read(std::string_view message,
                                         std::span<const std::string> lines) {
  std::vector<double> margins(lines.size(), -std::numeric_limits<double>::infinity());
  std::vector<double> probabilities(lines.size(), 0.0);
  for (const Row& row : TILES_TRY(rows_of(message, lines))) {
    TILES_CHECK(score(row, margins));
    probabilities = softmax_with_none(margins);
    if (*std::ranges::max_element(probabilities) >= kSure) break;
  }
  return probabilities;
}

}  // namespace tiles::memory
