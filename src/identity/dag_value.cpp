// SPDX-License-Identifier: Apache-2.0
#include "identity/dag_value.h"

#include <array>

namespace tiles::identity {

const DagValue* DagValue::find(std::string_view key) const {
  const Map* map = as<Map>();
  if (map == nullptr) return nullptr;
  const auto found = map->find(key);
  return found == map->end() ? nullptr : &found->second;
}

std::string_view DagValue::kind_name() const {
  constexpr std::array<std::string_view, 9> kNames = {"null",     "a truth value", "a number",
                                                      "a number", "a text",        "bytes",
                                                      "a list",   "a map",         "a link"};
  return kNames.at(value_.index());
}

}  // namespace tiles::identity
