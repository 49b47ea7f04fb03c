// SPDX-License-Identifier: Apache-2.0
// Host functions that take note of edits that were refused.
#pragma once

#include <string>
#include <vector>

#include "sandbox/session.h"

namespace tiles::memory {

class EditWatch final : public sandbox::HostFunctions {
 public:
  // `inner` outlives the object.
  explicit EditWatch(sandbox::HostFunctions& inner) : inner_(inner) {}

  const std::vector<std::string>& names() const override { return inner_.names(); }
  sandbox::HostAnswer call(const sandbox::HostCall& call) override;

  // What the last edit that was tried met, "" when it was carried out: a model that retries with
  // success is not held to its first attempt.
  const std::string& refusal() const { return refusal_; }

 private:
  sandbox::HostFunctions& inner_;
  std::string refusal_;
};

}  // namespace tiles::memory
