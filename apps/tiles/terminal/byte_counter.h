// SPDX-License-Identifier: Apache-2.0
// How many bytes of a long read are done, on one line of a terminal; nothing elsewhere.
#pragma once

#include <cstdint>
#include <string>

namespace tiles::program {

class ByteCounter {
 public:
  // `done` is the word after the size: "hashed".
  explicit ByteCounter(std::string done) : done_(std::move(done)) {}
  // Takes the line away.
  ~ByteCounter();
  ByteCounter(const ByteCounter&) = delete;
  ByteCounter& operator=(const ByteCounter&) = delete;

  void show(std::uint64_t bytes);

 private:
  std::string done_;
  bool is_shown_ = false;
};

}  // namespace tiles::program
