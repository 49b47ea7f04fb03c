// SPDX-License-Identifier: Apache-2.0
// How long ago something was, for people.
#pragma once

#include <chrono>
#include <string>

namespace tiles::program {

// "3 hours ago", in the largest unit of which there are two or more; "just now" below two seconds.
std::string age_text(std::chrono::system_clock::duration age);

}  // namespace tiles::program
