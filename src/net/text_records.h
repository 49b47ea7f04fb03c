// SPDX-License-Identifier: Apache-2.0
// TXT records of the domain name system. Whether they may be asked for, and the ledger, are the
// NameClient's business (net/name_client.h). Sources: RFC 1035 §3.3.14;
// docs/decisions/0009-names-by-dns.md.
#pragma once

#include <atomic>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace tiles::net {

// Whoever runs the name chooses how much it says.
inline constexpr std::size_t kTextRecordsMax = 64;
inline constexpr std::size_t kTextRecordBytesMax = 4'096;
inline constexpr std::chrono::seconds kNameServerTime{15};

struct TextRecordsQuestion {
  std::string name;    // "_atproto.ana.example.com"; no search list is applied.
  std::string server;  // "127.0.0.1:5353"; empty: those that the system is set up with.
};

struct TextRecordsAnswer {
  std::vector<std::string> texts;  // Of each record, its parts joined.
  std::uint64_t received_bytes = 0;
};

// `stop` may be null. Errors: NotFound (no such name, or it has none), Invalid (no name), Limit, Io
// (no server answers in kNameServerTime, or it cannot), Cancelled, Unsupported (a build without
// outbound network).
Result<TextRecordsAnswer> ask_text_records(const TextRecordsQuestion& question,
                                           const std::atomic<bool>* stop);

// The TXT records of a server's message. Errors: NotFound (it has none), Invalid, Limit,
// Unsupported.
Result<std::vector<std::string>> read_text_records(std::string_view message);

}  // namespace tiles::net
