// SPDX-License-Identifier: Apache-2.0
#include "kit/witnessed.h"

#include <algorithm>
#include <utility>

#include "base/file_system.h"
#include "kit/folders.h"
#include "tlog/checkpoint.h"
#include "tlog/note.h"

namespace tiles::kit {
namespace {

constexpr std::string_view kFile = "log.witnessed";  // In the folder of states.

std::size_t witness_count(const tlog::SignedNote& note, const tlog::NoteKey& log) {
  return static_cast<std::size_t>(std::ranges::count_if(
      note.signatures,
      [&](const tlog::NoteSignature& signature) { return !log.is_named_by(signature); }));
}

// Adds the signatures of `older` that `note` does not have.
void add_signatures(tlog::SignedNote& note, const tlog::SignedNote& older) {
  for (const tlog::NoteSignature& signature : older.signatures) {
    const bool is_there =
        std::ranges::any_of(note.signatures, [&](const tlog::NoteSignature& other) {
          return other.key_name == signature.key_name && other.key_id == signature.key_id;
        });
    if (!is_there) note.signatures.push_back(signature);
  }
}

}  // namespace

Result<std::optional<std::string>> read_witnessed(const tilekit::HomePaths& paths,
                                                  const tlog::NoteKey& log) {
  const auto state = TILES_TRY(make_and_open(paths.state));
  auto note = state->read(kFile, tlog::kNoteBytesMax);
  if (!note && note.error().code() == ErrorCode::NotFound) return std::nullopt;
  if (!note) return fail(std::move(note).error());
  TILES_TRY(tlog::open_checkpoint(*note, {&log, 1}));
  return *std::move(note);
}

Result<std::size_t> keep_witnessed(const tilekit::HomePaths& paths, const tlog::NoteKey& log,
                                   const std::string& note) {
  tlog::SignedNote merged = TILES_TRY(tlog::SignedNote::parse(note));
  // A file that is damaged is no loss: the witnesses can be asked again.
  const auto kept = read_witnessed(paths, log);
  if (kept && *kept) {
    const tlog::SignedNote older = TILES_TRY(tlog::SignedNote::parse(**kept));
    if (older.text == merged.text) add_signatures(merged, older);
  }
  const auto state = TILES_TRY(make_and_open(paths.state));
  TILES_CHECK(replace_file(*state, kFile, merged.print()));
  return witness_count(merged, log);
}

}  // namespace tiles::kit
