// SPDX-License-Identifier: Apache-2.0
#include "engine/speculation.h"

#include <llama.h>

#include <algorithm>

#include "base/assert.h"
#include "base/format.h"

namespace tiles::engine {

namespace {

// The likeliest token after the last one that was computed.
Token likeliest(const Sequence& sequence, std::uint32_t vocabulary_tokens) {
  const float* logits = llama_get_logits_ith(sequence.context(), -1);
  TILES_ASSERT(logits != nullptr);
  return static_cast<Token>(std::max_element(logits, logits + vocabulary_tokens) - logits);
}

}  // namespace

Result<void> check_same_tokens(const Vocabulary& model, const Vocabulary& draft) {
  if (model.size() != draft.size()) {
    return fail(ErrorCode::Invalid,
                format("the draft model has {} tokens, the model {}", draft.size(), model.size()));
  }
  for (std::uint32_t i = 0; i < model.size(); ++i) {
    const auto token = static_cast<Token>(i);
    if (model.piece(token) == draft.piece(token)) continue;
    return fail(ErrorCode::Invalid,
                format("the draft model has other tokens than the model: {} differs", token));
  }
  return {};
}

std::uint32_t Decoder::size() const {
  const std::size_t standing = row_ < 0 ? 0 : static_cast<std::size_t>(row_);
  return static_cast<std::uint32_t>(target_.size() - guesses_.size() + standing);
}

Result<void> Decoder::advance(Token token) {
  const std::size_t next = row_ < 0 ? 0 : static_cast<std::size_t>(row_);
  if (next < guesses_.size() && guesses_[next] == token) {
    ++row_;
    return {};
  }
  const std::uint32_t standing = size();
  guesses_.clear();
  row_ = -1;
  TILES_CHECK(target_.truncate(standing));
  return draft_ == nullptr ? target_.append(token) : compute(token);
}

Result<void> Decoder::compute(Token token) {
  std::vector<Token> known(target_.tokens().begin(), target_.tokens().end());
  known.push_back(token);
  std::vector<Token> batch = {token};
  std::vector<Token> guesses = TILES_TRY(guess(std::move(known)));
  batch.insert(batch.end(), guesses.begin(), guesses.end());
  TILES_CHECK(target_.append_with_all_rows(batch));
  guesses_ = std::move(guesses);
  row_ = 0;
  return {};
}

Result<std::vector<Token>> Decoder::guess(std::vector<Token> known) {
  const std::size_t room =
      target_.capacity() - std::min<std::size_t>(target_.capacity(), known.size());
  const std::size_t wanted = std::min<std::size_t>(draft_tokens_, room);
  std::vector<Token> guesses;
  if (wanted == 0) return guesses;
  TILES_CHECK(draft_->set(known));
  const Vocabulary& vocabulary = draft_->vocabulary();
  while (guesses.size() < wanted) {
    const Token token = likeliest(*draft_, vocabulary.size());
    if (vocabulary.ends_generation(token)) break;
    guesses.push_back(token);
    if (guesses.size() < wanted) TILES_CHECK(draft_->append(token));
  }
  return guesses;
}

}  // namespace tiles::engine
