// SPDX-License-Identifier: Apache-2.0
#include "tlog/witness.h"

#include <algorithm>
#include <utility>

#include "base/directory_lock.h"
#include "crypto/digest.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kText = "text/plain; charset=utf-8";
constexpr std::size_t kHexBytes = 2 * crypto::Digest::kSizeBytes;

WitnessAnswer answer(int status, std::string_view text) {
  return {.status = status, .content_type = std::string(kText), .body = std::string(text) + "\n"};
}

std::string folder_of(std::string_view origin) { return crypto::sha256(origin).hex(); }

std::string file_of(std::string_view folder) { return std::string(folder) + "/checkpoint"; }

}  // namespace

Witness::Witness(FileSystem& files, const Clock& clock, NoteSigner signer,
                 std::vector<NoteKey> logs, WitnessOptions options)
    : files_(&files),
      clock_(&clock),
      signer_(std::move(signer)),
      logs_(Policy::of_logs(std::move(logs))),
      options_(std::move(options)) {}

Result<WitnessAnswer> Witness::add_checkpoint(std::string_view body) {
  const auto request = WitnessRequest::parse(body);
  if (!request) return answer(400, request.error().text());
  const auto note = SignedNote::parse(request->checkpoint);
  if (!note) return answer(400, note.error().text());
  const auto checkpoint = Checkpoint::parse(note->text);
  if (!checkpoint) return answer(400, checkpoint.error().text());
  const bool is_known = std::ranges::any_of(
      logs_.logs(), [&](const NoteKey& key) { return key.name == checkpoint->origin; });
  if (!is_known) return answer(404, "unknown log");
  if (const auto opened = logs_.open(request->checkpoint); !opened) {
    return answer(403, opened.error().text());
  }
  if (request->old_size > checkpoint->head.size) {
    return answer(400, "the old size is above that of the checkpoint");
  }
  return add_grown(*request, *checkpoint);
}

Result<WitnessAnswer> Witness::add_grown(const WitnessRequest& request,
                                         const Checkpoint& checkpoint) {
  const std::scoped_lock in_process(mutex_);
  const auto lock =
      TILES_TRY(DirectoryLock::take(options_.lock, LockKind::Exclusive, options_.wait));
  const TreeHead known = TILES_TRY(known_head(checkpoint.origin));
  if (request.old_size != known.size) {
    return WitnessAnswer{409, std::string(kWitnessSizeType), std::to_string(known.size) + "\n"};
  }
  if (known.size == 0 && !request.proof.empty()) {
    return answer(422, "a proof of growth from nothing");
  }
  if (checkpoint.head.size == 0 && checkpoint.head.root != empty_root()) {
    return answer(422, "an empty tree with another root than that of an empty tree");
  }
  if (known.size > 0) {
    if (const auto grown = check_growth(known, checkpoint.head, request.proof); !grown) {
      return answer(422, "consistency proof: " + grown.error().text());
    }
  }
  const auto seconds =
      std::chrono::duration_cast<std::chrono::seconds>(clock_->now().time_since_epoch()).count();
  if (seconds <= 0) return fail(ErrorCode::Io, "the clock is before 1970");
  SignedNote note = TILES_TRY(SignedNote::parse(request.checkpoint));
  const NoteSignature cosignature = signer_.cosign(note.text, static_cast<std::uint64_t>(seconds));
  // Signatures of strangers, which anyone can add, are not kept.
  std::erase_if(note.signatures, [&](const NoteSignature& one) {
    return std::ranges::none_of(logs_.logs(),
                                [&](const NoteKey& key) { return key.is_named_by(one); });
  });
  note.signatures.push_back(cosignature);
  const std::string folder = folder_of(checkpoint.origin);
  TILES_CHECK(make_directories(*files_, folder));
  TILES_CHECK(replace_file(*files_, file_of(folder), note.print()));
  return WitnessAnswer{200, std::string(kText), cosignature.line()};
}

Result<TreeHead> Witness::known_head(const std::string& origin) const {
  const auto note = files_->read(file_of(folder_of(origin)), kWitnessBodyBytesMax);
  if (!note && note.error().code() == ErrorCode::NotFound) return TreeHead{0, empty_root()};
  if (!note) return fail(note.error());
  const auto signed_note = SignedNote::parse(*note);
  auto checkpoint =
      signed_note.and_then([](const SignedNote& one) { return Checkpoint::parse(one.text); });
  // What this witness did not sign is not its state: someone else wrote it.
  const auto own = signed_note.and_then([&](const SignedNote& one) {
    return verify_note(one, {&signer_.key(), 1});
  });
  if (!own || own->empty() || !checkpoint || checkpoint->origin != origin) {
    return fail(ErrorCode::Corrupt, "the state of this witness for a log is not what it wrote");
  }
  return checkpoint->head;
}

Result<WitnessAnswer> Witness::checkpoint(std::string_view name) const {
  const bool is_name = name.size() == kHexBytes && std::ranges::all_of(name, [](char c) {
                         return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
                       });
  if (!is_name) return answer(404, "not found");
  auto note = files_->read(file_of(name), kWitnessBodyBytesMax);
  if (!note && note.error().code() == ErrorCode::NotFound) return answer(404, "not found");
  if (!note) return fail(std::move(note).error());
  return WitnessAnswer{200, std::string(kText), *std::move(note)};
}

}  // namespace tiles::tlog
