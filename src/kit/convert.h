// SPDX-License-Identifier: Apache-2.0
// From the modules' types to those of the SDK.
#pragma once

#include <tilekit/memory.h>

#include <vector>

#include "memory/outcome.h"
#include "vault/change.h"
#include "vault/filters.h"
#include "vault/index.h"

namespace tiles::kit {

std::vector<tilekit::Change> sdk_changes(const std::vector<vault::Change>& changes);
tilekit::AskResult ask_result(const memory::Outcome& outcome);
tilekit::TellResult tell_result(const memory::Outcome& outcome);
tilekit::WriterModel sdk_writer(const vault::WriterModel& model);
tilekit::Transaction sdk_transaction(const vault::Record& record);
tilekit::Filter sdk_filter(const vault::Filter& filter);
std::vector<tilekit::Link> sdk_links(const std::vector<vault::IndexedLink>& links);

}  // namespace tiles::kit
