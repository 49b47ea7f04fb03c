// SPDX-License-Identifier: Apache-2.0
#include "memory/embedded.h"

// Laid down by tiles_embed() of cmake/tiles_embed.cmake.
extern "C" {
extern const unsigned char tiles_memory_model_begin[];
extern const unsigned char tiles_memory_model_end[];
extern const unsigned char tiles_memory_reader_begin[];
extern const unsigned char tiles_memory_reader_end[];
extern const unsigned char tiles_reader_record_begin[];
extern const unsigned char tiles_reader_record_end[];
extern const unsigned char tiles_memory_record_begin[];
extern const unsigned char tiles_memory_record_end[];
extern const unsigned char tiles_question_words_begin[];
extern const unsigned char tiles_question_words_end[];
extern const unsigned char tiles_key_words_begin[];
extern const unsigned char tiles_key_words_end[];
extern const unsigned char tiles_known_nouns_begin[];
extern const unsigned char tiles_known_nouns_end[];
extern const unsigned char tiles_known_relations_begin[];
extern const unsigned char tiles_known_relations_end[];
extern const unsigned char tiles_told_clauses_begin[];
extern const unsigned char tiles_told_clauses_end[];
extern const unsigned char tiles_told_words_begin[];
extern const unsigned char tiles_told_words_end[];
extern const unsigned char tiles_relation_words_begin[];
extern const unsigned char tiles_relation_words_end[];
extern const unsigned char tiles_stop_words_begin[];
extern const unsigned char tiles_stop_words_end[];
}

namespace tiles::memory {
namespace {

std::span<const std::byte> between(const unsigned char* begin, const unsigned char* end) {
  return {reinterpret_cast<const std::byte*>(begin), reinterpret_cast<const std::byte*>(end)};
}

std::string_view text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

std::span<const std::byte> embedded_model() {
  return between(tiles_memory_model_begin, tiles_memory_model_end);
}

std::span<const std::byte> embedded_reader() {
  return between(tiles_memory_reader_begin, tiles_memory_reader_end);
}

std::string_view embedded_reader_release() { return TILES_MEMORY_READER; }

std::string_view embedded_reader_record() {
  return text_of(between(tiles_reader_record_begin, tiles_reader_record_end));
}

std::string_view embedded_release() { return TILES_MEMORY_RELEASE; }

std::string_view embedded_record() {
  return text_of(between(tiles_memory_record_begin, tiles_memory_record_end));
}

std::string_view embedded_key_words() {
  return text_of(between(tiles_key_words_begin, tiles_key_words_end));
}

std::string_view embedded_relation_words() {
  return text_of(between(tiles_relation_words_begin, tiles_relation_words_end));
}

std::string_view embedded_question_words() {
  return text_of(between(tiles_question_words_begin, tiles_question_words_end));
}

std::string_view embedded_known_nouns() {
  return text_of(between(tiles_known_nouns_begin, tiles_known_nouns_end));
}

std::string_view embedded_known_relations() {
  return text_of(between(tiles_known_relations_begin, tiles_known_relations_end));
}

std::string_view embedded_told_clauses() {
  return text_of(between(tiles_told_clauses_begin, tiles_told_clauses_end));
}

std::string_view embedded_told_words() {
  return text_of(between(tiles_told_words_begin, tiles_told_words_end));
}

std::string_view embedded_stop_words() {
  return text_of(between(tiles_stop_words_begin, tiles_stop_words_end));
}

}  // namespace tiles::memory
