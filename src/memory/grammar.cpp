// SPDX-License-Identifier: Apache-2.0
#include "memory/grammar.h"

#include <string_view>

#include "base/format.h"

namespace tiles::memory {
namespace {

// Rules named `rule`, `rule1` … for: any text up to the first `end`, then `after`. One state for
// each character of `end` that was read; `end` begins with '<' and has no other '<', so that a '<'
// always leads to the second state.
std::string text_up_to(std::string_view rule, std::string_view end, std::string_view after) {
  std::string grammar;
  for (std::size_t state = 0; state < end.size(); ++state) {
    const std::string name = state == 0 ? std::string(rule) : format("{}{}", rule, state);
    const std::string next =
        state + 1 == end.size() ? std::string(after) : format("{}{}", rule, state + 1);
    if (state == 0) {
      grammar += format("{} ::= [^<] {} | \"<\" {}\n", name, rule, next);
    } else {
      grammar +=
          format("{0} ::= \"{1}\" {2} | \"<\" {3}1 | [^<{1}] {3}\n", name, end[state], next, rule);
    }
  }
  return grammar;
}

}  // namespace

std::string in_house_grammar() {
  // `plain` is the engine's: a piece of text that is no control token.
  return format(
      "root ::= ( <think> thought </think> )? ( <python> text </python> | <reply> text </reply> )\n"
      "thought ::= plain{{0,{}}}\n"
      "text ::= plain+\n",
      kThinkCharactersMax);
}

std::string mem_agent_grammar() {
  return "root ::= space ( \"<think>\" )? thought\n" + text_up_to("thought", "</think>", "action") +
         "action ::= space ( \"<python>\" code | \"<reply>\" reply )\n" +
         text_up_to("code", "</python>", "last") + "last ::= space ( \"<reply>\" reply )?\n" +
         text_up_to("reply", "</reply>", "space") + "space ::= [ \\n]{0,4}\n";
}

}  // namespace tiles::memory
