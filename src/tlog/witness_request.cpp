// SPDX-License-Identifier: Apache-2.0
#include "tlog/witness_request.h"

#include <vector>

#include "base/text.h"
#include "tlog/decimal.h"
#include "tlog/tree.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kOld = "old ";
constexpr int kDone = 200;
constexpr int kConflict = 409;

}  // namespace

Result<WitnessRequest> WitnessRequest::make(LogFiles& log, const Checkpoint& checkpoint,
                                            std::string_view note, std::uint64_t old_size) {
  const std::uint64_t size = checkpoint.head.size;
  Proof proof = TILES_TRY(prove_growth(log.nodes(size), old_size, size));
  return WitnessRequest{old_size, std::move(proof), std::string(note)};
}

Result<WitnessRequest> WitnessRequest::parse(std::string_view body) {
  if (body.size() > kWitnessBodyBytesMax) {
    return fail(ErrorCode::Limit, "request of " + std::to_string(body.size()) +
                                      " bytes; the limit is " +
                                      std::to_string(kWitnessBodyBytesMax));
  }
  const std::size_t blank = body.find("\n\n");
  if (blank == std::string_view::npos || !body.starts_with(kOld)) {
    return fail(ErrorCode::Invalid, "request that is not 'old SIZE', hashes and a checkpoint");
  }
  const std::vector<std::string_view> lines = split(body.substr(0, blank), '\n');
  WitnessRequest request;
  request.old_size = TILES_TRY(parse_decimal(lines[0].substr(kOld.size()), "old size"));
  if (lines.size() - 1 > kWitnessProofHashesMax) {
    return fail(ErrorCode::Limit, "request with a proof of " + std::to_string(lines.size() - 1) +
                                      " hashes; the limit is " +
                                      std::to_string(kWitnessProofHashesMax));
  }
  for (std::size_t i = 1; i < lines.size(); ++i) {
    request.proof.push_back(TILES_TRY(parse_hash(lines[i])));
  }
  request.checkpoint = body.substr(blank + 2);
  return request;
}

std::string WitnessRequest::print() const {
  std::string body = std::string(kOld) + std::to_string(old_size) + "\n";
  for (const Hash& hash : proof) body += to_base64(hash) + "\n";
  return body + "\n" + checkpoint;
}

Result<std::uint64_t> size_of_conflict(const WitnessAnswer& answer) {
  if (answer.status != kConflict || answer.content_type != kWitnessSizeType ||
      !answer.body.ends_with('\n')) {
    return fail(ErrorCode::Invalid, "the witness did not say which size it knows");
  }
  return parse_decimal(std::string_view(answer.body).substr(0, answer.body.size() - 1), "size");
}

Result<std::string> add_cosignature(std::string_view note, const NoteKey& witness,
                                    const WitnessAnswer& answer) {
  if (answer.status == kConflict) {
    const std::uint64_t size = TILES_TRY(size_of_conflict(answer));
    return fail(ErrorCode::Conflict, "the witness " + shown_in_quotes(witness.name) +
                                         " knows the log with " + std::to_string(size) +
                                         " entries");
  }
  if (answer.status != kDone) {
    return fail(ErrorCode::Denied, "the witness " + shown_in_quotes(witness.name) + " answered " +
                                       std::to_string(answer.status) + ": " +
                                       shown_in_quotes(trim(answer.body)));
  }
  SignedNote signed_note = TILES_TRY(SignedNote::parse(note));
  // The answer is read as the signature lines of the same text.
  const SignedNote answered = TILES_TRY(SignedNote::parse(signed_note.text + "\n" + answer.body));
  if (TILES_TRY(verify_note(answered, {&witness, 1})).empty()) {
    return fail(ErrorCode::Denied,
                "the answer has no signature of the witness " + shown_in_quotes(witness.name));
  }
  for (const NoteSignature& signature : answered.signatures) {
    if (witness.is_named_by(signature)) {
      signed_note.signatures.push_back(signature);
      break;
    }
  }
  return signed_note.print();
}

}  // namespace tiles::tlog
