// SPDX-License-Identifier: Apache-2.0
// Index and search of generated vaults of 10,000 and 100,000 notes, and the time of one committed
// edit.
#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "base/clock.h"
#include "base/json.h"
#include "base/random.h"
#include "vault/vault.h"

namespace tiles::vault {
namespace {

using Milliseconds = std::chrono::duration<double, std::milli>;

constexpr std::size_t kWordsOfLanguage = 20'000;
constexpr std::size_t kWordsOfNote = 120;
constexpr std::size_t kQueries = 1'000;

// Words drawn as in natural text: the n-th word with a weight of 1 / n (Zipf).
class Language {
 public:
  explicit Language(std::uint64_t seed) : random_(seed) {
    double sum = 0;
    for (std::size_t i = 0; i < kWordsOfLanguage; ++i) {
      words_.push_back(new_word());
      sum += 1.0 / static_cast<double>(i + 1);
      weights_.push_back(sum);
    }
  }

  const std::string& word() {
    const double at = std::uniform_real_distribution<double>(0, weights_.back())(random_);
    return words_[static_cast<std::size_t>(std::ranges::lower_bound(weights_, at) -
                                           weights_.begin())];
  }

  // One of the common words of content: those from rank 50 to 1,000.
  const std::string& common_word() {
    return words_[std::uniform_int_distribution<std::size_t>(50, 1'000)(random_)];
  }

  std::size_t below(std::size_t bound) {
    return std::uniform_int_distribution<std::size_t>(0, bound - 1)(random_);
  }

 private:
  std::string new_word() {
    constexpr std::string_view kConsonants = "bcdfghklmnprstvz";
    constexpr std::string_view kVowels = "aeiou";
    std::string word;
    for (std::size_t i = 0; i < 2 + below(3); ++i) {
      word += kConsonants[below(kConsonants.size())];
      word += kVowels[below(kVowels.size())];
    }
    return word + kConsonants[below(kConsonants.size())];
  }

  std::mt19937_64 random_;
  std::vector<std::string> words_;
  std::vector<double> weights_;
};

std::string path_of(std::size_t note) {
  return "entities/" + std::to_string(note % 100) + "/note_" + std::to_string(note) + ".md";
}

std::string note_text(Language& language, std::size_t note, std::size_t notes) {
  std::string text =
      "# " + language.word() + " " + language.word() + " " + std::to_string(note) + "\n";
  for (int fact = 0; fact < 4; ++fact) {
    text += "- " + language.word() + ": " + language.word() + " " + language.word() + "\n";
  }
  text += "- friend: [[" + path_of(language.below(notes)) + "]]\n\n";
  for (std::size_t word = 0; word < kWordsOfNote; ++word) {
    text += language.word() + (word % 12 == 11 ? ".\n" : " ");
  }
  return text;
}

void generate(const std::filesystem::path& root, Language& language, std::size_t notes) {
  for (std::size_t folder = 0; folder < 100; ++folder) {
    std::filesystem::create_directories(root / "entities" / std::to_string(folder));
  }
  for (std::size_t note = 0; note < notes; ++note) {
    std::ofstream(root / path_of(note), std::ios::binary) << note_text(language, note, notes);
  }
}

template <typename Call>
double time_ms(Call call) {
  const auto begin = std::chrono::steady_clock::now();
  call();
  return Milliseconds(std::chrono::steady_clock::now() - begin).count();
}

// Of this process alone: what a busy machine does not change.
template <typename Call>
double processor_ms(Call call) {
  const std::clock_t begin = std::clock();
  call();
  return 1000.0 * static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC;
}

double rounded(double value) { return std::round(value * 1000) / 1000; }

Json summary(std::vector<double> times) {
  std::ranges::sort(times);
  const auto at = [&](double part) {
    return rounded(times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))]);
  };
  return {{"p50_ms", at(0.5)}, {"p99_ms", at(0.99)}, {"max_ms", at(1)}, {"runs", times.size()}};
}

template <typename T>
T must(Result<T> result) {
  if (!result) {
    std::fprintf(stderr, "vault_bench: %s\n", result.error().text().c_str());
    std::exit(1);
  }
  return *std::move(result);
}

Json measure_search(Index& index, Language& language) {
  std::vector<double> times;
  std::vector<double> processor;
  std::size_t hits = 0;
  for (std::size_t i = 0; i < kQueries; ++i) {
    const std::string query = language.common_word() + " " + language.common_word();
    processor.push_back(processor_ms(
        [&] { times.push_back(time_ms([&] { hits += must(index.search(query, 10)).size(); })); }));
  }
  Json measured = summary(times);
  measured["processor"] = summary(processor);
  measured["hits_per_query"] = rounded(static_cast<double>(hits) / static_cast<double>(kQueries));
  return measured;
}

Json measure_lines(Vault& vault, Language& language) {
  std::vector<double> times;
  Transaction transaction = must(vault.begin(Access::ReadOnly));
  must(transaction.search("warm", 10));
  for (int i = 0; i < 20; ++i) {
    const std::string query = language.common_word() + " " + language.common_word();
    times.push_back(time_ms([&] { must(transaction.search(query, 10)); }));
  }
  return summary(times);
}

Json measure_commits(Vault& vault) {
  std::vector<double> times;
  for (int i = 0; i < 50; ++i) {
    const std::string path = path_of(static_cast<std::size_t>(i));
    times.push_back(time_ms([&] {
      Transaction transaction = must(vault.begin(Access::ReadWrite));
      const std::string text = must(transaction.read_file(path));
      if (!transaction.update_file(path, text, text + "- added: fact\n")) std::exit(1);
      must(transaction.commit({.who = "bench", .why = {}, .turn = {}, .excerpt = {}}));
    }));
  }
  return summary(times);
}

Json measure(const std::filesystem::path& folder, std::size_t notes) {
  const std::filesystem::path root = folder / std::to_string(notes);
  Language language(notes);
  generate(root, language, notes);
  // Younger time stamps than this are not trusted, so that all notes would be read again.
  std::this_thread::sleep_for(std::chrono::milliseconds(2'500));
  const SystemClock clock;
  const VaultOptions options{.cache_directory = folder / "cache"};
  Json result{{"notes", notes}};
  {
    const auto vault = must(Vault::open(root, clock, options));
    result["index_cold_processor_ms"] = rounded(processor_ms([&] {
      result["index_cold_ms"] = rounded(time_ms([&] { must(vault->index().refresh()); }));
    }));
  }
  const auto vault = must(Vault::open(root, clock, options));
  std::vector<double> unchanged;
  std::vector<double> processor;
  for (int i = 0; i < 9; ++i) {
    processor.push_back(processor_ms(
        [&] { unchanged.push_back(time_ms([&] { must(vault->index().refresh()); })); }));
  }
  result["index_unchanged"] = summary(unchanged);
  result["index_unchanged_processor"] = summary(processor);
  result["names_ms"] = rounded(time_ms([&] { must(vault->index().names()); }));
  result["search_two_words"] = measure_search(vault->index(), language);
  result["search_lines"] = measure_lines(*vault, language);
  result["commit"] = measure_commits(*vault);
  return result;
}

}  // namespace
}  // namespace tiles::vault

// Sizes of the vaults may be given: vault_bench 1000.
int main(int count, char** arguments) {
  const std::filesystem::path folder =
      std::filesystem::temp_directory_path() / ("tiles-vault-bench-" + tiles::random_hex(4));
  tiles::Json vaults = tiles::Json::array();
  std::vector<std::string> sizes(arguments + 1, arguments + count);
  if (sizes.empty()) sizes = {"10000", "100000"};
  for (const std::string& notes : sizes) {
    vaults.push_back(tiles::vault::measure(folder, std::stoul(notes)));
  }
  std::filesystem::remove_all(folder);
  std::printf("%s\n", tiles::print_json({{"vaults", vaults}}).c_str());
  return 0;
}
