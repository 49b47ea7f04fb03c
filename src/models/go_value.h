// SPDX-License-Identifier: Apache-2.0
// Values of Go's text/template as it sees decoded JSON: what Go would hold in an interface{}.
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "base/json.h"

namespace tiles::models {

class GoValue;
using GoList = std::vector<GoValue>;
using GoMap = std::map<std::string, GoValue, std::less<>>;  // Go prints and ranges in key order.

class GoValue {
 public:
  struct Missing {};  // No value at all: a key that is not there.
  struct Nil {};      // JSON's null.
  struct Byte {
    std::uint8_t value = 0;  // What indexing a string gives.
  };

  GoValue() = default;  // Missing.
  explicit GoValue(bool value) : value_(value) {}
  explicit GoValue(std::int64_t value) : value_(value) {}
  explicit GoValue(double value) : value_(value) {}
  explicit GoValue(std::string value) : value_(std::move(value)) {}
  explicit GoValue(Byte value) : value_(value) {}
  explicit GoValue(GoList value) : value_(std::make_shared<const GoList>(std::move(value))) {}
  explicit GoValue(GoMap value) : value_(std::make_shared<const GoMap>(std::move(value))) {}
  static GoValue nil();
  // Whole numbers are int, others float64. The depth is bounded by the reader of the JSON.
  static GoValue from_json(const Json& json);

  // The same value, printed as `text` wherever it is printed whole: what the value's own String
  // method gives in Go.
  GoValue spelled(std::string text) &&;
  // Null when the value is printed as its kind is.
  const std::string* spelling() const { return spelling_.get(); }

  bool is_missing() const { return std::holds_alternative<Missing>(value_); }
  bool is_nil() const { return std::holds_alternative<Nil>(value_); }
  bool is_nothing() const { return is_missing() || is_nil(); }

  // Null when the value is of another kind; lives as long as the value.
  const bool* as_bool() const { return std::get_if<bool>(&value_); }
  const std::int64_t* as_int() const { return std::get_if<std::int64_t>(&value_); }
  const double* as_float() const { return std::get_if<double>(&value_); }
  const std::string* as_string() const { return std::get_if<std::string>(&value_); }
  const Byte* as_byte() const { return std::get_if<Byte>(&value_); }
  const GoList* as_list() const;
  const GoMap* as_map() const;

  // Go's truth: not zero, not empty.
  bool truth() const;
  // "string", "[]interface {}"; "nil" when there is none.
  std::string_view type_name() const;
  Json to_json() const;

 private:
  std::variant<Missing, Nil, bool, std::int64_t, double, std::string, Byte,
               std::shared_ptr<const GoList>, std::shared_ptr<const GoMap>>
      value_;
  std::shared_ptr<const std::string> spelling_;
};

}  // namespace tiles::models
