// SPDX-License-Identifier: Apache-2.0
#include "memory/reader.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace tiles::memory {
namespace {

constexpr double kSure = 0.9;  // Lines further away are not read then.
constexpr std::size_t kValueTokensMax = 40;
constexpr double kKeyScale = 20;  // Of a cosine, as in training.

using Vector = std::vector<double>;

double dot(const double* weights, const Vector& vector) {
  double sum = 0;
  for (std::size_t i = 0; i < vector.size(); ++i) sum += weights[i] * vector[i];
  return sum;
}

// The last weight is a constant.
double linear(const Vector& weights, const Vector& vector) {
  return dot(weights.data(), vector) + weights[vector.size()];
}

// Of each, beside none of them, whose score is 0.
Vector softmax_with_none(Vector margins) {
  double most = 0;
  for (const double margin : margins) most = std::max(most, margin);
  double sum = std::exp(-most);
  for (double& margin : margins) {
    margin = std::exp(margin - most);
    sum += margin;
  }
  for (double& margin : margins) margin /= sum;
  return margins;
}

Vector softmax(Vector scores) {
  if (scores.empty()) return scores;
  const double first = scores.front();
  for (double& score : scores) score -= first;
  Vector rest(scores.begin() + 1, scores.end());
  rest = softmax_with_none(std::move(rest));
  scores.front() = 1;
  for (std::size_t i = 0; i < rest.size(); ++i) {
    scores[i + 1] = rest[i];
    scores.front() -= rest[i];
  }
  return scores;
}

std::size_t greatest(const Vector& values) {
  return static_cast<std::size_t>(std::ranges::max_element(values) - values.begin());
}

}  // namespace

struct Reader::Vectors {
  std::vector<float> rows;  // Of each token.
  std::size_t width = 0;
  Vector message;  // Means.
  std::vector<Vector> parts;

  Vector of_token(std::size_t token) const { return mean({token, token + 1}); }

  Vector mean(TokenRange range) const {
    Vector mean(width, 0.0);
    for (std::size_t at = range.begin; at < range.end; ++at) {
      for (std::size_t i = 0; i < width; ++i) mean[i] += rows[at * width + i];
    }
    const auto count = static_cast<double>(std::max<std::size_t>(range.end - range.begin, 1));
    for (double& value : mean) value /= count;
    return mean;
  }

  double margin_of_message(const Vector& one, const Vector& none) const {
    return linear(one, message) - linear(none, message);
  }

  // The score of an action on a part, less that of none.
  double margin(const ChoiceWeights& weights, std::size_t action, std::size_t part) const {
    const double* own = weights.part.data() + action * 2 * width;
    double score = -linear(weights.none, message);
    for (std::size_t i = 0; i < width; ++i) {
      score += (own[i] + own[width + i] * message[i]) * parts[part][i];
    }
    return score;
  }
};

Reader::Reader(std::unique_ptr<engine::Encoder> encoder, ReaderWeights weights)
    : encoder_(std::move(encoder)), weights_(std::move(weights)) {}

Result<std::unique_ptr<Reader>> Reader::create(const engine::Model& model) {
  if (!model.metadata("tiles.memory.reader")) {
    return fail(ErrorCode::Unsupported, "the model is no reader of memories");
  }
  auto encoder = TILES_TRY(model.open_encoder());
  ReaderWeights weights = TILES_TRY(reader_weights(model, encoder->width()));
  if (encoder->tokens_max() < ReaderLimits::kRowTokens) {
    return fail(ErrorCode::Invalid, "the reader reads too few tokens at once");
  }
  return std::unique_ptr<Reader>(new Reader(std::move(encoder), std::move(weights)));
}

Result<Reader::Vectors> Reader::encode(const ReaderRow& row) {
  Vectors vectors;
  vectors.rows = TILES_TRY(encoder_->encode(row.tokens));
  vectors.width = weights_.width;
  vectors.message = vectors.mean(row.message);
  for (const TokenRange part : row.parts) vectors.parts.push_back(vectors.mean(part));
  return vectors;
}

Result<std::vector<double>> Reader::read(std::string_view message,
                                         std::span<const std::string> lines) {
  Vector margins(lines.size(), -std::numeric_limits<double>::infinity());
  Vector probabilities(lines.size(), 0.0);
  const MessageTokens tokens = TILES_TRY(message_tokens(*encoder_, message));
  for (const ReaderRow& row : TILES_TRY(reader_rows(*encoder_, tokens, lines))) {
    const Vectors vectors = TILES_TRY(encode(row));
    for (std::size_t at = 0; at < row.parts.size(); ++at) {
      margins[row.first_part + at] = vectors.margin(weights_.answer, 0, at);
    }
    probabilities = softmax_with_none(margins);
    if (*std::ranges::max_element(probabilities) >= kSure) break;
  }
  return probabilities;
}

Result<FoundEdit> Reader::find_edit(std::string_view message,
                                    const std::vector<std::string>& owners,
                                    const std::vector<std::string>& lines) {
  using Action = FoundEdit::Action;
  std::vector<std::string> parts = owners;
  parts.insert(parts.end(), lines.begin(), lines.end());
  FoundEdit found;
  // What is beyond one edit, then the actions on each part.
  Vector margins(1 + parts.size() * kReaderActions, -std::numeric_limits<double>::infinity());
  const MessageTokens tokens = TILES_TRY(message_tokens(*encoder_, message));
  for (const ReaderRow& row : TILES_TRY(reader_rows(*encoder_, tokens, parts))) {
    const Vectors vectors = TILES_TRY(encode(row));
    if (row.first_part == 0) {
      find_value(vectors, tokens, message, found);
      find_key(vectors, found);
      margins[0] = vectors.margin_of_message(weights_.beyond, weights_.edit.none);
    }
    for (std::size_t at = 0; at < row.parts.size(); ++at) {
      const std::size_t part = row.first_part + at;
      for (const Action action : {Action::Add, Action::Replace, Action::Drop}) {
        if ((part < owners.size()) != (action == Action::Add)) continue;
        const auto number = static_cast<std::size_t>(action);
        margins[1 + part * kReaderActions + number] = vectors.margin(weights_.edit, number, at);
      }
    }
  }
  const Vector probabilities = softmax_with_none(std::move(margins));
  found.beyond = probabilities.front();
  found.nothing = 1;
  for (const double probability : probabilities) found.nothing -= probability;
  const Vector edits(probabilities.begin() + 1, probabilities.end());
  if (edits.empty()) return found;
  const std::size_t best = greatest(edits);
  found.part = best / kReaderActions;
  found.action = static_cast<Action>(best % kReaderActions);
  found.probability = edits[best];
  return found;
}

// The likeliest run of tokens.
void Reader::find_value(const Vectors& vectors, const MessageTokens& tokens,
                        std::string_view message, FoundEdit& found) const {
  const std::size_t width = weights_.width;
  const std::size_t count = tokens.tokens.size();
  Vector begins(count);
  Vector ends(count);
  for (std::size_t at = 0; at < count; ++at) {
    const Vector token = vectors.of_token(1 + at);
    begins[at] = dot(weights_.value.data(), token) + weights_.value[2 * width];
    ends[at] = dot(weights_.value.data() + width, token) + weights_.value[2 * width + 1];
  }
  begins = softmax(std::move(begins));
  ends = softmax(std::move(ends));
  for (std::size_t begin = 0; begin < count; ++begin) {
    for (std::size_t end = begin; end < std::min(begin + kValueTokensMax, count); ++end) {
      const double probability = begins[begin] * ends[end];
      if (probability <= found.value_probability) continue;
      const std::size_t first = tokens.bytes[begin].begin;
      found.value = message.substr(first, tokens.bytes[end].end - first);
      found.value_probability = probability;
    }
  }
}

void Reader::find_key(const Vectors& vectors, FoundEdit& found) const {
  const std::size_t width = weights_.width;
  Vector about(width);
  for (std::size_t i = 0; i < width; ++i) {
    about[i] =
        dot(weights_.about.data() + i * width, vectors.message) + weights_.about[width * width + i];
  }
  const double length = std::max(std::sqrt(dot(about.data(), about)), 1e-12);
  Vector scores = {linear(weights_.other, vectors.message)};
  for (std::size_t key = 0; key < weights_.key_names.size(); ++key) {
    scores.push_back(kKeyScale * dot(weights_.keys.data() + key * width, about) / length);
  }
  const Vector probabilities = softmax(std::move(scores));
  const std::size_t best = greatest(probabilities);
  found.key_probability = probabilities[best];
  if (best > 0) found.key = weights_.key_names[best - 1];
}

}  // namespace tiles::memory
