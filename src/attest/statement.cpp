// SPDX-License-Identifier: Apache-2.0
#include "attest/statement.h"

#include "attest/dsse.h"
#include "attest/members.h"
#include "base/text.h"

namespace tiles::attest {
namespace {

constexpr std::string_view kType = "https://in-toto.io/Statement/v1";

Result<Subject> read_subject(const Json& json) {
  Subject subject;
  subject.name = TILES_TRY(read_optional_text(json, "name"));
  const Json* digests = TILES_TRY(read_object(json, "digest"));
  if (find_member(*digests, "sha256") == nullptr) {
    return fail(ErrorCode::Unsupported, "subject without a SHA-256");
  }
  subject.digest = TILES_TRY(read_hex_digest(*digests, "sha256"));
  return subject;
}

Result<Statement> read_statement(const Json& json) {
  const std::string type = TILES_TRY(read_text(json, "_type"));
  if (type != kType) {
    return fail(ErrorCode::Unsupported, "statement of type " + shown_in_quotes(type) + ", not '" +
                                            std::string(kType) + "'");
  }
  Statement statement;
  const Json* subjects = TILES_TRY(read_list(json, "subject", Statement::kSubjectsMax));
  if (subjects->empty()) return fail(ErrorCode::Invalid, "statement without a subject");
  statement.subjects.reserve(subjects->size());
  for (const Json& subject : *subjects) {
    statement.subjects.push_back(TILES_TRY(read_subject(subject)));
  }
  statement.predicate_type = TILES_TRY(read_text(json, "predicateType"));
  statement.predicate = *TILES_TRY(read_object(json, "predicate"));
  return statement;
}

}  // namespace

Result<Statement> Statement::parse(std::string_view text) {
  if (text.size() > Envelope::kPayloadBytesMax) {
    return over_limit("statement", text.size(), Envelope::kPayloadBytesMax);
  }
  const Json json = TILES_TRY(parse_unambiguous_json(text, kDepthMax));
  if (!json.is_object()) return fail(ErrorCode::Invalid, "statement that is no object");
  return read_statement(json);
}

std::string Statement::print() const {
  Json list = Json::array();
  for (const Subject& subject : subjects) {
    list.push_back({{"name", subject.name}, {"digest", {{"sha256", subject.digest.hex()}}}});
  }
  return print_json({{"_type", kType},
                     {"subject", std::move(list)},
                     {"predicateType", predicate_type},
                     {"predicate", predicate}});
}

}  // namespace tiles::attest
