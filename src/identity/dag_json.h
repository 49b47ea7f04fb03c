// SPDX-License-Identifier: Apache-2.0
// Values of the IPLD data model as JSON. Source: the DAG-JSON specification of IPLD.
#pragma once

#include <string>

#include "base/json.h"
#include "base/result.h"
#include "identity/dag_value.h"

namespace tiles::identity {

// {"/": {"bytes": base64 without '='}} is bytes and {"/": text} a link; another key "/" is refused.
// `json`: nested at most kDagDepthMax deep, as parse_json() sees to. Errors: Invalid, Limit.
Result<DagValue> dag_value_of_json(const Json& json);

Json json_of_dag_value(const DagValue& value);

// What people write and read: a policy or arguments on a line.
Result<DagValue> parse_dag_json(std::string_view text);
std::string print_dag_json(const DagValue& value);

}  // namespace tiles::identity
