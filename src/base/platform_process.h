// SPDX-License-Identifier: Apache-2.0
// What child_process.cpp needs of one operating system; the file that defines it is chosen at link
// time.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <string>
#include <utility>

#include "base/result.h"
#include "base/unique_fd.h"

namespace tiles::platform {

// Flag of send(): EPIPE instead of a signal. 0 where the stream itself is marked so.
extern const int kSendWithoutSignal;

// Two ends of a local byte stream, both close-on-exec; the first does not block.
Result<std::pair<UniqueFd, UniqueFd>> make_stream_pair();

Result<std::chrono::nanoseconds> processor_time(pid_t process);

Result<std::string> own_program_path();

}  // namespace tiles::platform
