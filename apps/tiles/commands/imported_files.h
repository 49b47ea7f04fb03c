// SPDX-License-Identifier: Apache-2.0
// One line for each file that came into the store, and how: what it costs, and what to heed.
#pragma once

#include <tilekit/models.h>

#include <vector>

namespace tiles::program {

// On stderr. Files of less than a MiB are not worth a line.
void print_imported(const std::vector<tilekit::ImportedFile>& files);

}  // namespace tiles::program
