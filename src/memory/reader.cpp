// SPDX-License-Identifier: Apache-2.0
#include "memory/reader.h"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <numeric>
#include <utility>

namespace tiles::memory {
namespace {

constexpr double kSure = 0.9;                  // Lines further away are not read then.
constexpr std::size_t kLinesAgain = 10;        // That a question reads a second time,
constexpr std::size_t kChangedLinesAgain = 8;  // and what is told, behind the owners.
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

// The numbers of the `most` greatest, the last one first.
std::vector<std::size_t> likeliest(const Vector& values, std::size_t most) {
  std::vector<std::size_t> numbers(values.size());
  std::iota(numbers.begin(), numbers.end(), std::size_t{0});
  std::ranges::stable_sort(numbers, std::greater(),
                           [&](std::size_t number) { return values[number]; });
  numbers.resize(std::min(numbers.size(), most));
  std::ranges::sort(numbers, std::greater());
  return numbers;
}

std::vector<std::string> chosen(std::span<const std::string> texts,
                                const std::vector<std::size_t>& numbers) {
  std::vector<std::string> some;
  some.reserve(numbers.size());
  for (const std::size_t number : numbers) some.push_back(texts[number]);
  return some;
}

// Of two readings.
double agreed(double one, double other) { return std::sqrt(one * other); }

Vector agreed(const Vector& one, const Vector& other) {
  Vector both(std::min(one.size(), other.size()));
  for (std::size_t i = 0; i < both.size(); ++i) both[i] = agreed(one[i], other[i]);
  return both;
}

// Where the value is, by each token of the message.
struct ValueBounds {
  Vector begins;
  Vector ends;
};

// The likeliest run of tokens.
void find_value(const ValueBounds& bounds, const MessageTokens& tokens, std::string_view message,
                FoundEdit& found) {
  const std::size_t count = bounds.ends.size();
  for (std::size_t begin = 0; begin < count; ++begin) {
    for (std::size_t end = begin; end < std::min(begin + kValueTokensMax, count); ++end) {
      const double probability = bounds.begins[begin] * bounds.ends[end];
      if (probability <= found.value_probability) continue;
      const std::size_t first = tokens.bytes[begin].begin;
      found.value = message.substr(first, tokens.bytes[end].end - first);
      found.value_probability = probability;
    }
  }
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

Result<std::vector<double>> Reader::read_lines(const MessageTokens& tokens,
                                               std::span<const std::string> lines) {
  Vector margins(lines.size(), -std::numeric_limits<double>::infinity());
  Vector probabilities(lines.size(), 0.0);
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

Result<std::vector<double>> Reader::read(std::string_view message,
                                         std::span<const std::string> lines) {
  const MessageTokens tokens = TILES_TRY(message_tokens(*encoder_, message));
  const Vector first = TILES_TRY(read_lines(tokens, lines));
  if (lines.size() < 2) return first;  // There is no other order.
  const std::vector<std::size_t> again = likeliest(first, kLinesAgain);
  const Vector second = TILES_TRY(read_lines(tokens, chosen(lines, again)));
  Vector found(lines.size(), 0.0);
  for (std::size_t at = 0; at < again.size(); ++at) {
    found[again[at]] = agreed(first[again[at]], second[at]);
  }
  return found;
}

struct Reader::Edits {
  double nothing = 1;
  Vector choices;  // What is beyond one edit, then the actions on each part.
  ValueBounds value;
  Vector keys;  // None of them, then each.

  static std::size_t choice(std::size_t part, std::size_t action) {
    return 1 + part * kReaderActions + action;
  }

  double likeliest_of(std::size_t part) const {
    const auto first = choices.begin() + static_cast<std::ptrdiff_t>(choice(part, 0));
    return *std::max_element(first, first + kReaderActions);
  }
};

Result<Reader::Edits> Reader::read_edits(const MessageTokens& tokens,
                                         std::span<const std::string> parts, std::size_t owners) {
  using Action = FoundEdit::Action;
  Edits edits;
  Vector margins(1 + parts.size() * kReaderActions, -std::numeric_limits<double>::infinity());
  for (const ReaderRow& row : TILES_TRY(reader_rows(*encoder_, tokens, parts))) {
    const Vectors vectors = TILES_TRY(encode(row));
    if (row.first_part == 0) {
      read_value(vectors, tokens.tokens.size(), edits);
      read_key(vectors, edits);
      margins[0] = vectors.margin_of_message(weights_.beyond, weights_.edit.none);
    }
    for (std::size_t at = 0; at < row.parts.size(); ++at) {
      const std::size_t part = row.first_part + at;
      for (const Action action : {Action::Add, Action::Replace, Action::Drop}) {
        if ((part < owners) != (action == Action::Add)) continue;
        const auto number = static_cast<std::size_t>(action);
        margins[Edits::choice(part, number)] = vectors.margin(weights_.edit, number, at);
      }
    }
  }
  edits.choices = softmax_with_none(std::move(margins));
  for (const double probability : edits.choices) edits.nothing -= probability;
  edits.nothing = std::max(edits.nothing, 0.0);
  return edits;
}

Result<FoundEdit> Reader::find_edit(std::string_view message,
                                    const std::vector<std::string>& owners,
                                    const std::vector<std::string>& lines) {
  std::vector<std::string> parts = owners;
  parts.insert(parts.end(), lines.begin(), lines.end());
  if (parts.empty()) return FoundEdit();
  const MessageTokens tokens = TILES_TRY(message_tokens(*encoder_, message));
  const Edits first = TILES_TRY(read_edits(tokens, parts, owners.size()));

  Vector of_lines(lines.size());
  for (std::size_t at = 0; at < lines.size(); ++at) {
    of_lines[at] = first.likeliest_of(owners.size() + at);
  }
  std::vector<std::size_t> again(owners.size());
  std::iota(again.begin(), again.end(), std::size_t{0});
  for (const std::size_t at : likeliest(of_lines, kChangedLinesAgain)) {
    again.push_back(owners.size() + at);
  }
  const Edits second =
      lines.size() < 2 ? first : TILES_TRY(read_edits(tokens, chosen(parts, again), owners.size()));

  FoundEdit found;
  found.nothing = agreed(first.nothing, second.nothing);
  found.told = agreed(1 - first.nothing, 1 - second.nothing);
  found.beyond = std::max(first.choices.front(), second.choices.front());
  for (std::size_t at = 0; at < again.size(); ++at) {
    for (std::size_t action = 0; action < kReaderActions; ++action) {
      const double probability = agreed(first.choices[Edits::choice(again[at], action)],
                                        second.choices[Edits::choice(at, action)]);
      if (probability <= found.probability) continue;
      found.probability = probability;
      found.part = again[at];
      found.action = static_cast<FoundEdit::Action>(action);
    }
  }
  const ValueBounds value = {agreed(first.value.begins, second.value.begins),
                             agreed(first.value.ends, second.value.ends)};
  find_value(value, tokens, message, found);
  const Vector keys = agreed(first.keys, second.keys);
  const std::size_t key = greatest(keys);
  found.key_probability = keys[key];
  if (key > 0) found.key = weights_.key_names[key - 1];
  return found;
}

void Reader::read_value(const Vectors& vectors, std::size_t tokens, Edits& edits) const {
  const std::size_t width = weights_.width;
  Vector begins(tokens);
  Vector ends(tokens);
  for (std::size_t at = 0; at < tokens; ++at) {
    const Vector token = vectors.of_token(1 + at);
    begins[at] = dot(weights_.value.data(), token) + weights_.value[2 * width];
    ends[at] = dot(weights_.value.data() + width, token) + weights_.value[2 * width + 1];
  }
  edits.value.begins = softmax(std::move(begins));
  edits.value.ends = softmax(std::move(ends));
}

void Reader::read_key(const Vectors& vectors, Edits& edits) const {
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
  edits.keys = softmax(std::move(scores));
}

}  // namespace tiles::memory
