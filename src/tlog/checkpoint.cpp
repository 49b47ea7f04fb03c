// SPDX-License-Identifier: Apache-2.0
#include "tlog/checkpoint.h"

#include <algorithm>

#include "base/text.h"
#include "tlog/decimal.h"

namespace tiles::tlog {
namespace {

constexpr std::size_t kLinesMin = 3;

}  // namespace

Result<Checkpoint> Checkpoint::parse(std::string_view text) {
  if (!text.ends_with('\n')) {
    return fail(ErrorCode::Invalid, "checkpoint without a line feed at its end");
  }
  const std::vector<std::string_view> lines = split(text.substr(0, text.size() - 1), '\n');
  if (lines.size() < kLinesMin) {
    return fail(ErrorCode::Invalid,
                "checkpoint of " + std::to_string(lines.size()) + " lines; it needs three");
  }
  if (lines.size() > kLinesMin + kExtensionLinesMax) {
    return fail(ErrorCode::Limit, "checkpoint with more than " +
                                      std::to_string(kExtensionLinesMax) + " further lines");
  }
  if (std::ranges::any_of(lines, [](std::string_view line) { return line.empty(); })) {
    return fail(ErrorCode::Invalid, "checkpoint with an empty line");
  }
  if (lines[0].size() > kOriginBytesMax) {
    return fail(ErrorCode::Limit, "checkpoint with an origin of more than " +
                                      std::to_string(kOriginBytesMax) + " bytes");
  }
  Checkpoint checkpoint;
  checkpoint.origin = lines[0];
  checkpoint.head.size = TILES_TRY(parse_decimal(lines[1], "tree size"));
  checkpoint.head.root = TILES_TRY(parse_hash(lines[2]));
  checkpoint.extensions.assign(lines.begin() + kLinesMin, lines.end());
  return checkpoint;
}

std::string Checkpoint::text() const {
  std::string text = origin + "\n" + std::to_string(head.size) + "\n" + to_base64(head.root) + "\n";
  for (const std::string& line : extensions) text += line + "\n";
  return text;
}

Result<Checkpoint> open_checkpoint(std::string_view note, std::span<const NoteKey> keys) {
  const SignedNote parsed = TILES_TRY(SignedNote::parse(note));
  Checkpoint checkpoint = TILES_TRY(Checkpoint::parse(parsed.text));
  std::vector<NoteKey> logs;
  std::ranges::copy_if(keys, std::back_inserter(logs), [&](const NoteKey& key) {
    return key.type == KeyType::Log && key.name == checkpoint.origin;
  });
  if (logs.empty()) {
    return fail(ErrorCode::Corrupt, "checkpoint of the log " + shown_in_quotes(checkpoint.origin) +
                                        ", which is not known");
  }
  if (TILES_TRY(verify_note(parsed, logs)).empty()) {
    return fail(ErrorCode::Corrupt, "checkpoint without a signature of a known key");
  }
  return checkpoint;
}

std::string sign_checkpoint(const Checkpoint& checkpoint, const NoteSigner& log) {
  SignedNote note{.text = checkpoint.text(), .signatures = {}};
  note.signatures.push_back(log.sign(note.text));
  return note.print();
}

}  // namespace tiles::tlog
