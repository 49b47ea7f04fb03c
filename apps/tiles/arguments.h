// SPDX-License-Identifier: Apache-2.0
// How a command names its arguments. The values are written before it runs.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace CLI {  // NOLINT(readability-identifier-naming): the name that CLI11 gave it.
class App;
}

namespace tiles::program {

enum class Need { Required, Optional };
enum class Flag { Off, On };

// Targets are borrowed and must outlive the parse.
class Arguments {
 public:
  explicit Arguments(CLI::App& app) : app_(app) {}

  void word(const std::string& name, std::string& target, Need need);
  // The rest of the line.
  void words(const std::string& name, std::vector<std::string>& target, Need need);
  void flag(const std::string& names, Flag& target);
  void text(const std::string& names, std::string& target);
  // Within [0, 10].
  void number(const std::string& names, std::optional<float>& target);
  void number(const std::string& names, std::optional<std::uint32_t>& target);
  // Within [1, max].
  struct Count {
    std::string names;
    std::size_t max = 0;
  };
  void count(const Count& count, std::size_t& target);

 private:
  CLI::App& app_;
};

}  // namespace tiles::program
