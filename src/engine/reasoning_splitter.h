// SPDX-License-Identifier: Apache-2.0
// Takes reasoning out of an answer that begins with it between two tags, "<think>" and "</think>".
#pragma once

#include <string>
#include <string_view>

namespace tiles::engine {

inline constexpr std::string_view kReasoningBegin = "<think>";
inline constexpr std::string_view kReasoningEnd = "</think>";

class ReasoningSplitter {
 public:
  enum class Start {
    Outside,  // The answer may open reasoning itself.
    Inside,   // The prompt has opened it.
  };
  struct Parts {
    std::string reasoning;
    std::string content;
  };

  explicit ReasoningSplitter(Start start)
      : stage_(start == Start::Inside ? Stage::Reasoning : Stage::Begin) {}

  // What can be told apart so far; the rest is held back.
  Parts push(std::string_view text);
  // What was held back, when nothing more comes.
  Parts flush();

 private:
  enum class Stage { Begin, Reasoning, Gap, Content };

  void look_for_begin(Parts& parts);
  void look_for_end(Parts& parts);

  Stage stage_;
  std::string held_;
};

}  // namespace tiles::engine
