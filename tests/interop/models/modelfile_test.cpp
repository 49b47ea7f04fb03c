// SPDX-License-Identifier: Apache-2.0
// Modelfiles drawn at random from a fixed generator, read by Ollama's own parser and by ours. What
// Ollama accepts and we read without a warning means the same, and so does what we print of it.
#include "models/modelfile.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <random>

#include "base/text.h"
#include "oracle.h"

namespace tiles::models {
namespace {

constexpr std::size_t kFiles = 4'000;
constexpr std::size_t kSameMin = 500;

constexpr std::array<std::string_view, 40> kPieces = {
    "FROM x\n",
    "SYSTEM ",
    "PARAMETER ",
    "stop ",
    "MESSAGE user ",
    "MESSAGE ",
    "system ",
    "\"",
    "\"\"\"",
    "\n",
    "\r\n",
    "\r",
    " ",
    "\t",
    "#",
    "#tiles ",
    "MIR mir:a.b.c",
    "FROM ",
    "word",
    "\u00e9",
    "\u00a0",
    "\u200d",
    "\u2028",
    "'",
    "temperature 1",
    "\n\n",
    "TEMPLATE ",
    "{{ .Prompt }}",
    "LICENSE ",
    "ADAPTER ./a",
    "model ",
    "PARAMETER system x\n",
    "x",
    "1",
    "_",
    "RENDERER r\n",
    "REQUIRES 0.14.0\n",
    "DRAFT d\n",
    "\x0b",
    "\U0001f469",
};

std::vector<std::string> drawn_files() {
  std::mt19937 random(2026);  // The same files on every machine.
  const auto below = [&random](std::size_t end) { return random() % end; };
  std::vector<std::string> files;
  while (files.size() < kFiles) {
    std::string text = below(10) < 7 ? "FROM x\n" : "";
    for (std::size_t left = below(15); left > 0; --left) text += kPieces.at(below(kPieces.size()));
    files.push_back(std::move(text));
  }
  return files;
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kLetters =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t at) {
      return at < bytes.size() ? static_cast<unsigned char>(bytes[at]) : 0u;
    };
    const unsigned group = byte(i) << 16 | byte(i + 1) << 8 | byte(i + 2);
    for (unsigned letter = 0; letter < 4; ++letter) {
      const bool is_padding = i + letter > bytes.size();
      text += is_padding ? '=' : kLetters[group >> (18 - 6 * letter) & 63];
    }
  }
  return text;
}

std::vector<Json> read_by_ollama(const std::vector<std::string>& files) {
  std::vector<std::string> questions;
  questions.reserve(files.size());
  for (const std::string& file : files) {
    questions.push_back(print_json({{"modelfile", base64(file)}}));
  }
  return ask_oracle("ollama", questions);
}

// In the words of Ollama's parser.
Json commands_of(const Modelfile& file) {
  Json commands = Json::array();
  for (const Instruction& instruction : file.instructions) {
    if (instruction.form == Form::Comment) continue;
    std::string name = to_lower_ascii(name_of(instruction.keyword));
    std::string value = instruction.value;
    if (instruction.keyword == Keyword::From) name = "model";
    if (instruction.keyword == Keyword::Parameter) name = instruction.argument;
    if (instruction.keyword == Keyword::Message) value = instruction.argument + ": " + value;
    commands.push_back({{"Name", name}, {"Args", value}});
  }
  return commands;
}

TEST(ModelfileInterop, WhatOllamaAcceptsMeansTheSameAndIsPrintedSo) {
  TILES_NEEDS_ORACLES();
  const std::vector<std::string> files = drawn_files();
  const std::vector<Json> answers = read_by_ollama(files);
  std::vector<std::string> printed;
  std::vector<Json> meanings;
  for (std::size_t i = 0; i < files.size(); ++i) {
    if (answers[i].contains("refused")) continue;
    const ModelfileReading reading = read_modelfile(files[i]);
    // Each warning or error names a known difference: docs/formats/modelfile.md.
    if (!reading.diagnostics.empty()) continue;
    EXPECT_EQ(commands_of(reading.file), answers[i].at("commands")) << files[i];
    const auto text = print_modelfile(reading.file);
    ASSERT_TRUE(text.has_value()) << files[i];
    printed.push_back(*text);
    meanings.push_back(answers[i].at("commands"));
  }
  ASSERT_GT(printed.size(), kSameMin);
  const std::vector<Json> again = read_by_ollama(printed);
  for (std::size_t i = 0; i < printed.size(); ++i) {
    ASSERT_TRUE(again[i].contains("commands")) << printed[i] << print_json(again[i]);
    EXPECT_EQ(again[i].at("commands"), meanings[i]) << printed[i];
  }
}

}  // namespace
}  // namespace tiles::models
