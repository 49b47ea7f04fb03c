// SPDX-License-Identifier: Apache-2.0
#include "kit/attestation_check.h"

#include <algorithm>
#include <utility>

#include "attest/provenance.h"
#include "attest/signed_statement.h"
#include "base/format.h"
#include "base/text.h"

namespace tiles::kit {
namespace {

using tilekit::CheckResult;
using tilekit::ModelCheck;

// What one bundle shows.
struct Finding {
  std::string kind;  // The type of its predicate.
  CheckResult statement = CheckResult::Absent;
  std::string statement_text;
  CheckResult inclusion = CheckResult::Absent;
  std::string inclusion_text;
  CheckResult quorum = CheckResult::Absent;
  std::string quorum_text;
};

std::string short_key(std::string_view hint) { return std::string(hint.substr(0, 16)); }

Result<std::string> check_statement(const attest::Statement& statement, const ModelToCheck& model) {
  if (statement.predicate_type == attest::kProvenanceType) {
    TILES_CHECK(attest::check_provenance(statement, {model.manifest, model.build}));
    return format("a build by Tiles of {} layers", model.build.layers.size());
  }
  if (statement.predicate_type != attest::kModelSignatureType)
    return std::string("of another kind");
  const auto signed_content = TILES_TRY(attest::ModelContent::read(statement));
  const auto content = attest::content_of(model.manifest, model.build);
  if (signed_content.root() != content.root() || signed_content.resources != content.resources) {
    return fail(ErrorCode::Corrupt, format("it is of files with the digest {}, these have {}",
                                           signed_content.root().text(), content.root().text()));
  }
  return format("of {} files", content.resources.size());
}

class BundleCheck {
 public:
  BundleCheck(const ModelToCheck& model, const TrustedKeys& trusted)
      : model_(model), trusted_(trusted) {}

  Finding run(const attest::Attachment& attachment) const {
    Finding finding;
    finding.kind = attachment.predicate_type;
    if (attachment.damage) {
      finding.kind = attest::kModelSignatureType;  // What it was cannot be told.
      finding.statement = CheckResult::Fails;
      finding.statement_text = "'" + attachment.referrer.digest.text() +
                               "' cannot be read: " + attachment.damage->text();
      return finding;
    }
    const auto bundle = attest::Bundle::parse(attachment.text);
    if (!bundle) {
      finding.statement = CheckResult::Fails;
      finding.statement_text = bundle.error().text();
      return finding;
    }
    if (!trusted_.key ||
        (!bundle->key_hint.empty() && bundle->key_hint != attest::key_hint(*trusted_.key))) {
      finding.statement = CheckResult::Unknown;
      finding.statement_text = "by the key " + without_key(*bundle) + ", which is not known here";
      return finding;
    }
    check_signature(*bundle, attachment, finding);
    if (finding.statement == CheckResult::Holds) check_inclusion(*bundle, finding);
    return finding;
  }

 private:
  static std::string without_key(const attest::Bundle& bundle) {
    return bundle.key_hint.empty() ? "of a certificate"
                                   : shown_in_quotes(short_key(bundle.key_hint));
  }

  void check_signature(const attest::Bundle& bundle, const attest::Attachment& attachment,
                       Finding& finding) const {
    // Ours have a low s; a bundle is named by its digest, so that it has no twin.
    const auto statement =
        attest::open_bundle(bundle, *trusted_.key, crypto::HighS::Refused)
            .and_then([&](const attest::Statement& opened) -> Result<std::string> {
              if (opened.predicate_type != attachment.predicate_type) {
                return fail(ErrorCode::Corrupt,
                            format("the statement is of kind {}, its manifest says {}",
                                   shown_in_quotes(opened.predicate_type),
                                   shown_in_quotes(attachment.predicate_type)));
              }
              return check_statement(opened, model_);
            });
    finding.statement = statement ? CheckResult::Holds : CheckResult::Fails;
    finding.statement_text =
        statement ? *statement + ", by the key " + short_key(attest::key_hint(*trusted_.key))
                  : statement.error().text();
  }

  void check_inclusion(const attest::Bundle& bundle, Finding& finding) const {
    if (bundle.entries.empty()) return;
    if (!trusted_.policy) {
      finding.inclusion = CheckResult::Unknown;
      finding.inclusion_text = "no log is known here";
      return;
    }
    const auto logs = tlog::Policy::of_logs(trusted_.policy->logs());
    const auto logged = attest::check_logged(bundle, *trusted_.key, logs);
    if (!logged) {
      finding.inclusion = CheckResult::Fails;
      finding.inclusion_text = logged.error().text();
      return;
    }
    finding.inclusion = CheckResult::Holds;
    finding.inclusion_text =
        format("entry {} of {} in '{}'", logged->index, logged->size, logged->log);
    if (!trusted_.policy->asks_witnesses()) return;
    const auto witnessed = attest::check_logged(bundle, *trusted_.key, *trusted_.policy);
    finding.quorum = witnessed ? CheckResult::Holds : CheckResult::Fails;
    if (!witnessed) {
      finding.quorum_text = witnessed.error().text();
      return;
    }
    for (const std::string& name : witnessed->witnesses) {
      finding.quorum_text.append(finding.quorum_text.empty() ? "" : ", ").append(name);
    }
  }

  const ModelToCheck& model_;
  const TrustedKeys& trusted_;
};

std::vector<Finding> findings_of(const ModelToCheck& model, const TrustedKeys& trusted) {
  const BundleCheck check(model, trusted);
  std::vector<Finding> findings;
  findings.reserve(model.attachments.size());
  for (const attest::Attachment& attachment : model.attachments) {
    findings.push_back(check.run(attachment));
  }
  return findings;
}

// What fails comes first, then what holds: one that holds makes up for one that is not known.
int rank_of(CheckResult result) {
  switch (result) {
    case CheckResult::Fails:
      return 0;
    case CheckResult::Holds:
      return 1;
    case CheckResult::Unknown:
      return 2;
    case CheckResult::Absent:
      return 3;
  }
  return 3;
}

struct Column {
  std::string_view what;
  CheckResult Finding::*result;
  std::string Finding::*text;
  std::string_view absent;  // What is said when no bundle has it.
};

ModelCheck summary(const std::vector<Finding>& findings, const Column& column,
                   std::string_view kind) {
  ModelCheck check{.what = std::string(column.what),
                   .result = CheckResult::Absent,
                   .text = std::string(column.absent)};
  for (const Finding& finding : findings) {
    const CheckResult result = finding.*column.result;
    if ((!kind.empty() && finding.kind != kind) || rank_of(result) >= rank_of(check.result)) {
      continue;
    }
    check.result = result;
    check.text = finding.*column.text;
  }
  return check;
}

// Entries of several bundles in one text.
void tell_all_entries(const std::vector<Finding>& findings, ModelCheck& check) {
  if (check.result != CheckResult::Holds) return;
  check.text.clear();
  for (const Finding& finding : findings) {
    if (finding.inclusion != CheckResult::Holds) continue;
    check.text.append(check.text.empty() ? "" : "; ").append(finding.inclusion_text);
  }
}

// Why the policy is not met; empty when it is.
std::string lack_of(const std::vector<Finding>& findings, const std::vector<ModelCheck>& checks,
                    const TrustedKeys& trusted) {
  for (const ModelCheck& check : checks) {
    if (check.result == CheckResult::Fails) {
      return "the " + check.what + (check.what == "witnesses" ? " do" : " does") + " not hold";
    }
    if (check.result == CheckResult::Unknown) return "the " + check.what + " is not known here";
    const bool is_key_wanted = check.what == "signature" && trusted.is_key_given;
    const bool is_log_wanted = check.what == "inclusion" && trusted.is_policy_given;
    if (check.result == CheckResult::Absent && (is_key_wanted || is_log_wanted)) {
      return "there is no " + check.what;
    }
  }
  const bool is_logged = std::ranges::none_of(findings, [](const Finding& finding) {
    return finding.statement == CheckResult::Holds && finding.inclusion == CheckResult::Absent;
  });
  return is_logged ? "" : "a signature is in no log";
}

ModelCheck check_policy(const std::vector<Finding>& findings, const std::vector<ModelCheck>& checks,
                        const TrustedKeys& trusted) {
  ModelCheck check{.what = "policy", .result = CheckResult::Absent, .text = {}};
  const std::string lack = lack_of(findings, checks, trusted);
  const std::string policy =
      std::string(trusted.is_key_given ? "the key that was given" : "the key of this home") +
      (trusted.is_policy_given ? " and the logs and witnesses of the file" : " and its log");
  if (!lack.empty()) {
    check.result = CheckResult::Fails;
    check.text = policy + ": not met, " + lack;
  } else if (checks.front().result == CheckResult::Holds) {
    check.result = CheckResult::Holds;
    check.text = policy + ": met";
  } else {
    check.text = "nothing is asked of a model that is not signed";
  }
  return check;
}

}  // namespace

std::vector<ModelCheck> check_model(const ModelToCheck& model, const TrustedKeys& trusted) {
  const std::vector<Finding> findings = findings_of(model, trusted);
  const bool asks_witnesses = trusted.policy && trusted.policy->asks_witnesses();
  std::vector<ModelCheck> checks = {
      summary(findings, {"signature", &Finding::statement, &Finding::statement_text, "none"},
              attest::kModelSignatureType),
      summary(findings, {"provenance", &Finding::statement, &Finding::statement_text, "none"},
              attest::kProvenanceType),
      summary(findings, {"inclusion", &Finding::inclusion, &Finding::inclusion_text, "none"}, ""),
      summary(findings,
              {"witnesses", &Finding::quorum, &Finding::quorum_text,
               asks_witnesses ? "none" : "none asked for"},
              "")};
  tell_all_entries(findings, checks[2]);
  checks.push_back(check_policy(findings, checks, trusted));
  return checks;
}

bool has_sound(const ModelToCheck& model, std::string_view predicate_type,
               const TrustedKeys& trusted) {
  const std::vector<Finding> findings = findings_of(model, trusted);
  return std::ranges::any_of(findings, [&](const Finding& finding) {
    return finding.kind == predicate_type && finding.statement == CheckResult::Holds &&
           finding.inclusion == CheckResult::Holds;
  });
}

std::vector<crypto::Digest> failing(const ModelToCheck& model, const TrustedKeys& trusted) {
  const std::vector<Finding> findings = findings_of(model, trusted);
  std::vector<crypto::Digest> digests;
  for (std::size_t i = 0; i < findings.size(); ++i) {
    const bool fails =
        findings[i].statement == CheckResult::Fails || findings[i].inclusion == CheckResult::Fails;
    if (fails) digests.push_back(model.attachments[i].referrer.digest);
  }
  return digests;
}

}  // namespace tiles::kit
