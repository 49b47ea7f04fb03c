// SPDX-License-Identifier: Apache-2.0
#include "models/split_name.h"

#include <charconv>

#include "base/format.h"

namespace tiles::models {
namespace {

constexpr std::string_view kExtension = ".gguf";
constexpr std::string_view kOf = "-of-";
constexpr std::size_t kDigits = 5;

std::optional<std::uint32_t> number_of(std::string_view digits) {
  std::uint32_t number = 0;
  const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
  if (error != std::errc() || end != digits.data() + digits.size()) return std::nullopt;
  return number;
}

}  // namespace

std::string SplitName::text() const {
  return format("{}-{:05}{}{:05}{}", stem, part + 1, kOf, parts, kExtension);
}

std::optional<SplitName> parse_split_name(std::string_view file_name) {
  constexpr std::size_t kTail = 1 + kDigits + kOf.size() + kDigits;
  if (!file_name.ends_with(kExtension)) return std::nullopt;
  file_name.remove_suffix(kExtension.size());
  if (file_name.size() <= kTail) return std::nullopt;
  const std::string_view tail = file_name.substr(file_name.size() - kTail);
  const auto part = number_of(tail.substr(1, kDigits));
  const auto parts = number_of(tail.substr(tail.size() - kDigits));
  if (tail.front() != '-' || tail.substr(1 + kDigits, kOf.size()) != kOf || !part || !parts ||
      *part == 0 || *part > *parts || *parts > SplitName::kPartsMax) {
    return std::nullopt;
  }
  return SplitName{.stem = std::string(file_name.substr(0, file_name.size() - kTail)),
                   .part = *part - 1,
                   .parts = *parts};
}

}  // namespace tiles::models
