// SPDX-License-Identifier: Apache-2.0
// Host functions that take note of edits that were refused, and that carry out the making of a note
// that exists where it is exact.
#pragma once

#include <string>
#include <vector>

#include "sandbox/session.h"
#include "vault/transaction.h"

namespace tiles::memory {

class EditWatch final : public sandbox::HostFunctions {
 public:
  // All outlive the object; `message` may change until the first call.
  EditWatch(sandbox::HostFunctions& inner, vault::Transaction& transaction,
            const std::string& message)
      : inner_(inner), transaction_(transaction), message_(message) {}

  const std::vector<std::string>& names() const override { return inner_.names(); }
  sandbox::HostAnswer call(const sandbox::HostCall& call) override;

  // What the last edit that was tried met, "" when it was carried out: a model that retries with
  // success is not held to its first attempt.
  const std::string& refusal() const { return refusal_; }

 private:
  bool is_carried_out_otherwise(const sandbox::HostCall& call, const sandbox::HostAnswer& answer);

  sandbox::HostFunctions& inner_;
  vault::Transaction& transaction_;
  const std::string& message_;
  std::string refusal_;
};

}  // namespace tiles::memory
