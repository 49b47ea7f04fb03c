// SPDX-License-Identifier: Apache-2.0
#include "memory/edit_watch.h"

#include "memory/python_arguments.h"
#include "memory/repeated_facts.h"

namespace tiles::memory {
namespace {

bool is_edit(const std::string& name) {
  return name == "create_file" || name == "update_file" || name == "delete_file" ||
         name == "create_dir";
}

}  // namespace

bool EditWatch::is_carried_out_otherwise(const sandbox::HostCall& call,
                                         const sandbox::HostAnswer& answer) {
  if (call.name != "create_file" || answer.exception_type != "FileExistsError") return false;
  const auto arguments = bind_arguments(call, {{"path"}, {"content", ""}});
  if (!arguments || !arguments->at(0).is_string() || !arguments->at(1).is_string()) return false;
  return add_to_existing_note(transaction_, arguments->at(0).get_ref<const std::string&>(),
                              arguments->at(1).get_ref<const std::string&>(), message_)
      .value_or(false);
}

sandbox::HostAnswer EditWatch::call(const sandbox::HostCall& call) {
  sandbox::HostAnswer answer = inner_.call(call);
  if (!is_edit(call.name)) return answer;
  if (is_carried_out_otherwise(call, answer)) answer = sandbox::HostAnswer::value(true);
  refusal_ = answer.exception_type.empty() ? std::string() : answer.message;
  return answer;
}

}  // namespace tiles::memory
