// SPDX-License-Identifier: Apache-2.0
// The functions that model-written Python may call, carried out on a vault transaction.
// Names, results and messages: docs/protocols/python.md.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "sandbox/session.h"
#include "vault/transaction.h"

namespace tiles::memory {

// Text that a call showed to the code: of a note from line `line` (first is 1) on.
struct ShownText {
  std::string path;
  std::uint32_t line = 1;
  std::string text;
};

const std::vector<std::string>& host_function_names();

class VaultHostFunctions final : public sandbox::HostFunctions {
 public:
  // on_shown: called for each note read, opened through a link or found by a search; may be empty.
  // `transaction` outlives the object.
  explicit VaultHostFunctions(vault::Transaction& transaction,
                              std::function<void(const ShownText&)> on_shown = {});

  const std::vector<std::string>& names() const override { return host_function_names(); }
  // What the vault refuses is a Python exception. Not safe from several threads.
  sandbox::HostAnswer call(const sandbox::HostCall& call) override;

 private:
  vault::Transaction& transaction_;
  std::function<void(const ShownText&)> on_shown_;
};

}  // namespace tiles::memory
