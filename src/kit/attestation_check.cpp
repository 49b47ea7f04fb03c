// SPDX-License-Identifier: Apache-2.0
#include "kit/attestation_check.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "attest/provenance.h"
#include "attest/signed_statement.h"
#include "base/clock.h"
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
  bool is_of_session = false;  // What follows is of a session key only.
  CheckResult delegation = CheckResult::Absent;
  std::string delegation_text;
  CheckResult identity = CheckResult::Absent;
  std::string identity_text;
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
    // Who names a key wants its signature, whoever else vouches for the bundle.
    if (!attachment.session.empty() && !trusted_.is_key_given) {
      run_session(*bundle, attachment, finding);
      return finding;
    }
    if (!trusted_.key ||
        (!bundle->key_hint.empty() && bundle->key_hint != attest::key_hint(*trusted_.key))) {
      finding.statement = CheckResult::Unknown;
      finding.statement_text = "by the key " + without_key(*bundle) + ", which is not known here";
      return finding;
    }
    check_signature({*bundle, *trusted_.key, nullptr}, attachment, finding);
    if (finding.statement == CheckResult::Holds) {
      check_inclusion({*bundle, *trusted_.key, nullptr}, finding);
    }
    return finding;
  }

 private:
  // Whose signature a bundle has to be.
  struct Signed {
    const attest::Bundle& bundle;
    const crypto::EcPublicKey& key;
    const attest::SessionRecord* session;  // Null where the key is one that is kept.
  };

  static std::string without_key(const attest::Bundle& bundle) {
    return bundle.key_hint.empty() ? "of a certificate"
                                   : shown_in_quotes(short_key(bundle.key_hint));
  }

  // The order of the checks is that of docs/formats/attestation.md; none is made behind one that
  // does not hold.
  void run_session(const attest::Bundle& bundle, const attest::Attachment& attachment,
                   Finding& finding) const {
    finding.is_of_session = true;
    const auto session = attest::SessionRecord::parse(attachment.session);
    const auto key = session.and_then([](const auto& record) { return record.key(); });
    if (!key) {
      finding.statement = CheckResult::Fails;
      finding.statement_text = key.error().text();
      return;
    }
    const Signed made{bundle, *key, &*session};
    const std::string account = session->link.account().did();
    if (!trusted_.account || trusted_.account->key != session->link.account()) {
      finding.statement = CheckResult::Unknown;
      finding.statement_text = "by the account " + account + ", which is not known here";
      return;
    }
    check_signature(made, attachment, finding);
    if (finding.statement != CheckResult::Holds) return;
    const auto delegated = attest::check_delegation(*session, bundle);
    finding.delegation = delegated ? CheckResult::Holds : CheckResult::Fails;
    finding.delegation_text = delegated ? delegation_text(*session) : delegated.error().text();
    if (!delegated) return;
    const auto vouched = attest::check_device(*session, *trusted_.account);
    finding.identity = vouched ? CheckResult::Holds : CheckResult::Fails;
    finding.identity_text = vouched ? identity_text(*session) : vouched.error().text();
    if (vouched) check_inclusion(made, finding);
  }

  static std::string delegation_text(const attest::SessionRecord& session) {
    const auto ended =
        TimePoint(std::chrono::seconds(session.delegation.time().expires.value_or(0)));
    return format("by the device {}, until {}", session.certificate.audience().did(),
                  format_time(ended));
  }

  static std::string identity_text(const attest::SessionRecord& session) {
    const identity::LinkTerms& link = session.link.terms();
    return format("the device was linked to {}{} at {}", link.did,
                  link.handle.empty() ? "" : " (" + link.handle + ")", format_time(link.verified));
  }

  void check_signature(const Signed& made, const attest::Attachment& attachment,
                       Finding& finding) const {
    // Ours have a low s; a bundle is named by its digest, so that it has no twin.
    const auto statement =
        attest::open_bundle(made.bundle, made.key, crypto::HighS::Refused)
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
        statement
            ? *statement + (made.session == nullptr ? ", by the key " : ", by the session key ") +
                  short_key(attest::key_hint(made.key))
            : statement.error().text();
  }

  // That `policy` takes the entries of the signature and of its session.
  static Result<attest::Inclusion> check_logged(const Signed& made, const tlog::Policy& policy) {
    auto logged = TILES_TRY(attest::check_logged(made.bundle, made.key, policy));
    if (made.session != nullptr) TILES_CHECK(attest::check_session_logged(*made.session, policy));
    return logged;
  }

  void check_inclusion(const Signed& made, Finding& finding) const {
    if (made.bundle.entries.empty()) return;
    if (!trusted_.policy) {
      finding.inclusion = CheckResult::Unknown;
      finding.inclusion_text = "no log is known here";
      return;
    }
    const auto logs = tlog::Policy::of_logs(trusted_.policy->logs());
    const auto logged = check_logged(made, logs);
    if (!logged) {
      finding.inclusion = CheckResult::Fails;
      finding.inclusion_text = logged.error().text();
      return;
    }
    finding.inclusion = CheckResult::Holds;
    finding.inclusion_text =
        format("entry {} of {} in '{}'", logged->index, logged->size, logged->log);
    if (!trusted_.policy->asks_witnesses()) return;
    const auto witnessed = check_logged(made, *trusted_.policy);
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

bool is_of_session(const Finding& finding) { return finding.is_of_session; }

// Whose signatures there are, for the line of the policy.
std::string signer_of(const std::vector<Finding>& findings, const TrustedKeys& trusted) {
  if (trusted.is_key_given) return "the key that was given";
  if (trusted.is_account_given) return "the account that was given";
  if (std::ranges::none_of(findings, is_of_session)) return "the key of this home";
  return std::ranges::all_of(findings, is_of_session) ? "the account of this home"
                                                      : "the key and the account of this home";
}

// Why the policy is not met; empty when it is.
std::string lack_of(const std::vector<Finding>& findings, const std::vector<ModelCheck>& checks,
                    const TrustedKeys& trusted) {
  for (const ModelCheck& check : checks) {
    if (check.result == CheckResult::Fails) {
      return "the " + check.what + (check.what == "witnesses" ? " do" : " does") + " not hold";
    }
    if (check.result == CheckResult::Unknown) return "the " + check.what + " is not known here";
    const bool is_key_wanted =
        check.what == "signature" && (trusted.is_key_given || trusted.is_account_given);
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
      signer_of(findings, trusted) +
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
              attest::kProvenanceType)};
  if (std::ranges::any_of(findings, is_of_session)) {
    checks.push_back(summary(
        findings, {"delegation", &Finding::delegation, &Finding::delegation_text, "none"}, ""));
    checks.push_back(
        summary(findings, {"identity", &Finding::identity, &Finding::identity_text, "none"}, ""));
  }
  checks.push_back(
      summary(findings, {"inclusion", &Finding::inclusion, &Finding::inclusion_text, "none"}, ""));
  tell_all_entries(findings, checks.back());
  checks.push_back(summary(findings,
                           {"witnesses", &Finding::quorum, &Finding::quorum_text,
                            asks_witnesses ? "none" : "none asked for"},
                           ""));
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
    const auto results = {findings[i].statement, findings[i].delegation, findings[i].identity,
                          findings[i].inclusion};
    const bool fails = std::ranges::find(results, CheckResult::Fails) != results.end();
    if (fails) digests.push_back(model.attachments[i].referrer.digest);
  }
  return digests;
}

}  // namespace tiles::kit
