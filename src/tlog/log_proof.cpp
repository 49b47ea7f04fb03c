// SPDX-License-Identifier: Apache-2.0
#include "tlog/log_proof.h"

#include "base/encodings.h"
#include "base/text.h"
#include "tlog/decimal.h"
#include "tlog/proof.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kHeader = "c2sp.org/tlog-proof@v1";
constexpr std::string_view kExtra = "extra ";
constexpr std::string_view kIndex = "index ";

// Takes lines from the front of a text, each with its line feed.
class Lines {
 public:
  explicit Lines(std::string_view text) : rest_(text) {}

  Result<std::string_view> next(std::string_view what) {
    const std::size_t end = rest_.find('\n');
    if (end == std::string_view::npos) {
      return fail(ErrorCode::Invalid, "proof that ends before " + std::string(what));
    }
    const std::string_view line = rest_.substr(0, end);
    rest_.remove_prefix(end + 1);
    return line;
  }
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

}  // namespace

Result<LogProof> LogProof::parse(std::string_view text) {
  if (text.size() > kLogProofBytesMax) {
    return fail(ErrorCode::Limit, "proof of " + std::to_string(text.size()) +
                                      " bytes; the limit is " + std::to_string(kLogProofBytesMax));
  }
  Lines lines(text);
  if (TILES_TRY(lines.next("its first line")) != kHeader) {
    return fail(ErrorCode::Invalid,
                "proof that does not begin with '" + std::string(kHeader) + "'");
  }
  LogProof proof;
  std::string_view line = TILES_TRY(lines.next("the index"));
  if (line.starts_with(kExtra)) {
    proof.extra = TILES_TRY(from_base64(line.substr(kExtra.size()), Base64::Padded));
    line = TILES_TRY(lines.next("the index"));
  }
  if (!line.starts_with(kIndex)) {
    return fail(ErrorCode::Invalid,
                "proof with " + shown_in_quotes(line) + " where 'index' belongs");
  }
  proof.index = TILES_TRY(parse_decimal(line.substr(kIndex.size()), "index"));
  while (!(line = TILES_TRY(lines.next("the empty line"))).empty()) {
    if (proof.hashes.size() == kProofHashesMax) {
      return fail(ErrorCode::Limit,
                  "proof of more than " + std::to_string(kProofHashesMax) + " hashes");
    }
    proof.hashes.push_back(TILES_TRY(parse_hash(line)));
  }
  if (lines.rest().empty()) return fail(ErrorCode::Invalid, "proof without a checkpoint");
  proof.checkpoint = lines.rest();
  return proof;
}

std::string LogProof::print() const {
  std::string text = std::string(kHeader) + "\n";
  if (extra) text += std::string(kExtra) + tiles::to_base64(*extra, Base64::Padded) + "\n";
  text += std::string(kIndex) + std::to_string(index) + "\n";
  for (const Hash& hash : hashes) text += to_base64(hash) + "\n";
  return text + "\n" + checkpoint;
}

}  // namespace tiles::tlog
