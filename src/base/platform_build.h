// SPDX-License-Identifier: Apache-2.0
// How this program was compiled, where behaviour has to follow it.
#pragma once

namespace tiles::platform {

// A sanitizer's allocator asks the system for memory at any time.
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
inline constexpr bool kSanitized = true;
#elif defined(__has_feature)
#if __has_feature(address_sanitizer) || __has_feature(thread_sanitizer)
inline constexpr bool kSanitized = true;
#else
inline constexpr bool kSanitized = false;
#endif
#else
inline constexpr bool kSanitized = false;
#endif

}  // namespace tiles::platform
