// SPDX-License-Identifier: Apache-2.0
// A value of the IPLD data model: what DAG-CBOR writes. Integers are those of 64 bits with a sign.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

#include "identity/cid.h"

namespace tiles::identity {

// Deeper values are neither read nor written, so that they may be walked by recursion.
inline constexpr std::size_t kDagDepthMax = 64;

class DagValue {
 public:
  // Keys of a map in DAG-CBOR: the shorter first, then byte by byte.
  struct KeyOrder {
    using is_transparent = void;
    bool operator()(std::string_view left, std::string_view right) const {
      return left.size() != right.size() ? left.size() < right.size() : left < right;
    }
  };
  struct Bytes {
    std::string bytes;
    bool operator==(const Bytes&) const = default;
  };
  using List = std::vector<DagValue>;
  using Map = std::map<std::string, DagValue, KeyOrder>;

  DagValue() = default;  // null
  DagValue(std::nullptr_t) {}
  DagValue(bool value) : value_(value) {}
  DagValue(std::int64_t value) : value_(value) {}
  DagValue(int value) : value_(std::int64_t{value}) {}
  DagValue(double value) : value_(value) {}
  DagValue(std::string text) : value_(std::move(text)) {}
  DagValue(std::string_view text) : value_(std::string(text)) {}
  DagValue(const char* text) : value_(std::string(text)) {}
  DagValue(Bytes bytes) : value_(std::move(bytes)) {}
  DagValue(List list) : value_(std::move(list)) {}
  DagValue(Map map) : value_(std::move(map)) {}
  DagValue(Cid link) : value_(link) {}

  bool is_null() const { return std::holds_alternative<std::monostate>(value_); }
  // Null when the value is of another kind.
  template <typename T>
  const T* as() const {
    return std::get_if<T>(&value_);
  }
  // The member `key` of a map; null when this is no map or has no such key.
  const DagValue* find(std::string_view key) const;
  // "null", "a number", "a text" …, for messages.
  std::string_view kind_name() const;

  bool operator==(const DagValue&) const = default;

 private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, Bytes, List, Map, Cid>
      value_;
};

}  // namespace tiles::identity
