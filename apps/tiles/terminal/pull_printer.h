// SPDX-License-Identifier: Apache-2.0
// How far a pull is: a bar for each file on a terminal, else one line for each.
#pragma once

#include <tilekit/fetch.h>
#include <tilekit/result.h>

#include <string>
#include <utility>

#include "terminal/transfer_meter.h"

namespace tiles::program {

class PullPrinter {
 public:
  void show(const tilekit::PullProgress& progress);
  // Leaves the line of a bar that is not full. Before anything else is printed.
  void end_line() const;

  // An error of a call that was stopped says that it can go on.
  template <typename Value>
  static tilekit::Result<Value> with_hint(tilekit::Result<Value> result) {
    if (result || result.error().code() != tilekit::ErrorCode::Cancelled) return result;
    return tl::unexpected<tilekit::Error>(
        std::move(result).error().with_hint("what has come is kept; the same command goes on"));
  }

 private:
  void begin(const tilekit::PullProgress& progress);

  std::string file_;
  TransferMeter meter_;
  bool is_done_ = false;
};

}  // namespace tiles::program
