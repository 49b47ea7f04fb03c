// SPDX-License-Identifier: Apache-2.0
#include "terminal/age.h"

#include <array>
#include <string_view>
#include <utility>

namespace tiles::program {

std::string age_text(std::chrono::system_clock::duration age) {
  using std::chrono::seconds;
  constexpr std::array<std::pair<std::string_view, seconds>, 7> kUnits = {{
      {"years", std::chrono::years(1)},
      {"months", std::chrono::months(1)},
      {"weeks", std::chrono::weeks(1)},
      {"days", std::chrono::days(1)},
      {"hours", std::chrono::hours(1)},
      {"minutes", std::chrono::minutes(1)},
      {"seconds", seconds(1)},
  }};
  for (const auto& [name, unit] : kUnits) {
    const auto count = std::chrono::duration_cast<seconds>(age) / unit;
    if (count >= 2) return std::to_string(count) + " " + std::string(name) + " ago";
  }
  return "just now";
}

}  // namespace tiles::program
