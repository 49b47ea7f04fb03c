// SPDX-License-Identifier: Apache-2.0
// Any bytes as a signed note, a checkpoint, a key and a policy: what is accepted is printed as it
// was, and nothing of it is believed without the key.
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

#include "base/assert.h"
#include "tlog/checkpoint.h"
#include "tlog/policy.h"

namespace {

using tiles::tlog::Checkpoint;
using tiles::tlog::NoteKey;
using tiles::tlog::Policy;
using tiles::tlog::SignedNote;

const NoteKey& known_key() {
  static const NoteKey kKey =
      NoteKey::parse("example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
          .value();
  return kKey;
}

void check_note(std::string_view bytes) {
  const auto note = SignedNote::parse(bytes);
  if (!note) return;
  TILES_ASSERT(note->print() == bytes);
  TILES_ASSERT(!note->signatures.empty());
  TILES_ASSERT(note->signatures.size() <= tiles::tlog::kNoteSignaturesMax);
  // The one text that the published example signs.
  const auto verified = verify_note(*note, {&known_key(), 1});
  if (verified && !verified->empty()) TILES_ASSERT(note->text == "This is an example message.\n");
  TILES_ASSERT(!tiles::tlog::open_checkpoint(bytes, {&known_key(), 1}));
}

void check_checkpoint(std::string_view bytes) {
  if (const auto checkpoint = Checkpoint::parse(bytes)) {
    TILES_ASSERT(checkpoint->text() == bytes);
  }
}

void check_key(std::string_view bytes) {
  if (const auto key = NoteKey::parse(bytes)) TILES_ASSERT(key->print() == bytes);
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view bytes(reinterpret_cast<const char*>(data), size);
  check_note(bytes);
  check_checkpoint(bytes);
  check_key(bytes);
  if (const auto policy = Policy::parse(bytes)) {
    TILES_ASSERT(policy->logs().size() <= tiles::tlog::kPolicyLogsMax);
    TILES_ASSERT(policy->witnesses().size() <= tiles::tlog::kPolicyWitnessesMax);
  }
  return 0;
}
