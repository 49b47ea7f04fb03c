// SPDX-License-Identifier: Apache-2.0
// Numbers of the machine that Linux names by architecture.
#pragma once

#include <linux/audit.h>

#include <cstdint>

namespace tiles::platform {

#if defined(__x86_64__)
inline constexpr std::uint32_t kAuditArchitecture = AUDIT_ARCH_X86_64;
#elif defined(__aarch64__)
inline constexpr std::uint32_t kAuditArchitecture = AUDIT_ARCH_AARCH64;
#else
#error "the worker's jail knows x86-64 and aarch64"
#endif

}  // namespace tiles::platform
