// SPDX-License-Identifier: Apache-2.0
// For the files of this module that call libsodium.
#pragma once

namespace tiles::crypto {

// Starts libsodium; called before any other of its functions. Safe from several threads, cheap
// after the first call.
void ready_sodium();

}  // namespace tiles::crypto
