// SPDX-License-Identifier: Apache-2.0
// Bytes of a hostile worker into everything that the parent reads them with.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string_view>

#include "base/text.h"
#include "sandbox/answer.h"
#include "sandbox/frame.h"

namespace tiles::sandbox {
namespace {

constexpr std::size_t kPayloadBytesMax = 64ULL << 10;

void read_payload(const Frame& frame) {
  const Limits limits{.output_bytes = 1024};
  if (const auto call = parse_host_call(frame.payload)) {
    if (!is_utf8(call->name) || !call->args.is_array() || !call->kwargs.is_object())
      __builtin_trap();
  }
  if (const auto done = parse_done(frame.payload, limits)) {
    const bool is_short = done->result.stdout_text.size() <= limits.output_bytes;
    if (!is_short || !is_utf8(done->result.stdout_text)) __builtin_trap();
  }
}

}  // namespace
}  // namespace tiles::sandbox

// The first byte says in how large pieces the rest arrives.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (size == 0) return 0;
  const std::size_t piece = data[0] + 1U;
  std::string_view bytes(reinterpret_cast<const char*>(data + 1), size - 1);
  tiles::sandbox::FrameDecoder decoder(tiles::sandbox::kPayloadBytesMax);
  while (!bytes.empty()) {
    decoder.feed(bytes.substr(0, piece));
    bytes.remove_prefix(std::min(piece, bytes.size()));
    while (true) {
      const auto frame = decoder.next();
      if (!frame) return 0;
      if (!*frame) break;
      tiles::sandbox::read_payload(**frame);
    }
  }
  return 0;
}
