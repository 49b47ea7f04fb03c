// SPDX-License-Identifier: Apache-2.0
#include "kit/memory_model_event.h"

#include "base/assert.h"
#include "base/file_system.h"
#include "kit/event_log.h"
#include "kit/folders.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kFile = "memory-model";  // In the folder of states.
constexpr std::size_t kFileBytesMax = 65'536;

}  // namespace

Result<void> log_memory_model(const tilekit::HomePaths& paths, ModelOrigin origin,
                              std::span<const std::string> digests) {
  TILES_ASSERT(!digests.empty());
  std::string text;
  for (const std::string& each : digests) text += each + "\n";
  const auto state = TILES_TRY(make_and_open(paths.state));
  const auto known = state->read(kFile, kFileBytesMax);
  if (!known && known.error().code() != ErrorCode::NotFound) return fail(Error(known.error()));
  if (known && *known == text) return {};
  if (known || origin != ModelOrigin::Program) {
    // What makes it another one: the adapter where there is one, else the weights.
    const auto digest = TILES_TRY(crypto::Digest::parse("sha256:" + digests.back()));
    TILES_CHECK(log_event(paths, {.kind = "memory-model.change", .digest = digest, .name = {}}));
  }
  return replace_file(*state, kFile, text);
}

}  // namespace tiles::kit
