// SPDX-License-Identifier: Apache-2.0
#include "memory/edit_watch.h"

namespace tiles::memory {
namespace {

bool is_edit(const std::string& name) {
  return name == "create_file" || name == "update_file" || name == "delete_file" ||
         name == "create_dir";
}

}  // namespace

sandbox::HostAnswer EditWatch::call(const sandbox::HostCall& call) {
  sandbox::HostAnswer answer = inner_.call(call);
  if (is_edit(call.name)) {
    refusal_ = answer.exception_type.empty() ? std::string() : answer.message;
  }
  return answer;
}

}  // namespace tiles::memory
