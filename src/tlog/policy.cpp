// SPDX-License-Identifier: Apache-2.0
#include "tlog/policy.h"

#include <algorithm>
#include <optional>

#include "base/text.h"
#include "tlog/decimal.h"

namespace tiles::tlog {
namespace {

constexpr std::string_view kNoQuorum = "none";

using Words = std::span<const std::string_view>;

std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view kSpace = " \t";
  std::vector<std::string_view> words;
  while (true) {
    const std::size_t begin = line.find_first_not_of(kSpace);
    if (begin == std::string_view::npos) return words;
    const std::size_t end = std::min(line.find_first_of(kSpace, begin), line.size());
    words.push_back(line.substr(begin, end - begin));
    line.remove_prefix(end);
  }
}

Result<void> check_octets(std::string_view text) {
  if (text.size() > kPolicyBytesMax) {
    return fail(ErrorCode::Limit,
                "policy of more than " + std::to_string(kPolicyBytesMax) + " bytes");
  }
  const bool has_control = std::ranges::any_of(text, [](char c) {
    return c != '\t' && c != '\n' && (static_cast<unsigned char>(c) < ' ' || c == '\x7f');
  });
  if (has_control) return fail(ErrorCode::Invalid, "policy with a control character");
  if (!text.empty() && !text.ends_with('\n')) {
    return fail(ErrorCode::Invalid, "policy whose last line does not end");
  }
  return {};
}

}  // namespace

// Reads one policy, line by line.
class PolicyReader {
 public:
  Result<void> take(std::string_view line) {
    const std::vector<std::string_view> words = words_of(line);
    if (words.empty() || words[0].starts_with('#')) return {};
    const Words arguments = Words(words).subspan(1);
    if (words[0] == "log") return take_log(arguments);
    if (words[0] == "witness") return take_witness(arguments);
    if (words[0] == "group") return take_group(arguments);
    if (words[0] == "quorum") return take_quorum(arguments);
    return fail(ErrorCode::Invalid, shown_in_quotes(words[0]) + " is no line of a policy");
  }

  Result<Policy> finish() {
    if (!has_quorum_) return fail(ErrorCode::Invalid, "policy without a quorum line");
    return std::move(policy_);
  }

 private:
  Result<void> take_log(Words words) {
    if (words.empty() || words.size() > 2) {
      return fail(ErrorCode::Invalid, "log line that is not 'log KEY [URL]'");
    }
    return add_key(policy_.logs_, words[0], KeyType::Log, kPolicyLogsMax);
  }

  Result<void> take_witness(Words words) {
    if (words.size() < 2 || words.size() > 3) {
      return fail(ErrorCode::Invalid, "witness line that is not 'witness NAME KEY [URL]'");
    }
    TILES_CHECK(add_key(policy_.witnesses_, words[1], KeyType::Witness, kPolicyWitnessesMax));
    return add_member({.name = std::string(words[0]),
                       .witness = policy_.witnesses_.size() - 1,
                       .needed = 0,
                       .members = {}});
  }

  Result<void> take_group(Words words) {
    if (words.size() < 3) {
      return fail(ErrorCode::Invalid, "group line that is not 'group NAME all|any|NUMBER MEMBER…'");
    }
    if (groups_++ == kPolicyGroupsMax) {
      return fail(ErrorCode::Limit,
                  "policy with more than " + std::to_string(kPolicyGroupsMax) + " groups");
    }
    Policy::Member group;
    group.name = words[0];
    const Words names = words.subspan(2);
    for (const std::string_view name : names) {
      const std::size_t member = TILES_TRY(find(name));
      if (is_used_[member]) {
        return fail(ErrorCode::Invalid, shown_in_quotes(name) + " is a member of two groups");
      }
      is_used_[member] = true;
      group.members.push_back(member);
    }
    const std::uint64_t needed = words[1] == "all"   ? names.size()
                                 : words[1] == "any" ? 1
                                                     : TILES_TRY(parse_decimal(words[1], "number"));
    if (needed == 0 || needed > names.size()) {
      return fail(ErrorCode::Invalid, "group " + shown_in_quotes(words[0]) + " of " +
                                          std::to_string(names.size()) + " members that needs " +
                                          std::to_string(needed));
    }
    group.needed = needed;
    return add_member(std::move(group));
  }

  Result<void> take_quorum(Words words) {
    if (words.size() != 1) {
      return fail(ErrorCode::Invalid, "quorum line that is not 'quorum NAME'");
    }
    if (has_quorum_) return fail(ErrorCode::Invalid, "policy with two quorum lines");
    has_quorum_ = true;
    if (words[0] != kNoQuorum) policy_.quorum_ = TILES_TRY(find(words[0]));
    return {};
  }

  Result<void> add_key(std::vector<NoteKey>& keys, std::string_view text, KeyType type,
                       std::size_t count_max) {
    NoteKey key = TILES_TRY(NoteKey::parse(text));
    if (key.type != type) {
      return fail(ErrorCode::Invalid,
                  "key " + shown_in_quotes(key.name) +
                      (type == KeyType::Log ? " is not one of a log" : " is not one of a witness"));
    }
    if (std::ranges::any_of(keys, [&](const NoteKey& other) { return other.key == key.key; })) {
      return fail(ErrorCode::Invalid, "key " + shown_in_quotes(key.name) + " is there twice");
    }
    if (keys.size() == count_max) {
      return fail(ErrorCode::Limit, "policy with more than " + std::to_string(count_max) +
                                        (type == KeyType::Log ? " logs" : " witnesses"));
    }
    keys.push_back(std::move(key));
    return {};
  }

  Result<void> add_member(Policy::Member member) {
    if (member.name == kNoQuorum || find(member.name)) {
      return fail(ErrorCode::Invalid, "name " + shown_in_quotes(member.name) + " is taken");
    }
    policy_.members_.push_back(std::move(member));
    is_used_.push_back(false);
    return {};
  }

  Result<std::size_t> find(std::string_view name) const {
    const auto found = std::ranges::find(policy_.members_, name, &Policy::Member::name);
    if (found == policy_.members_.end()) {
      return fail(ErrorCode::Invalid, "no line before names " + shown_in_quotes(name));
    }
    return static_cast<std::size_t>(found - policy_.members_.begin());
  }

  Policy policy_;
  std::vector<bool> is_used_;  // By member: whether a group has it.
  std::size_t groups_ = 0;
  bool has_quorum_ = false;
};

Result<Policy> Policy::parse(std::string_view text) {
  TILES_CHECK(check_octets(text));
  PolicyReader reader;
  std::size_t number = 0;
  for (const std::string_view line : split(text, '\n')) {
    ++number;
    if (auto taken = reader.take(line); !taken) {
      return fail(std::move(taken).error().within("line " + std::to_string(number)));
    }
  }
  return reader.finish();
}

Policy Policy::of_logs(std::vector<NoteKey> logs) {
  Policy policy;
  policy.logs_ = std::move(logs);
  return policy;
}

Result<Checkpoint> Policy::open(std::string_view note) const {
  Checkpoint checkpoint = TILES_TRY(open_checkpoint(note, logs_));
  if (quorum_ == kNone) return checkpoint;
  const SignedNote signed_note = TILES_TRY(SignedNote::parse(note));
  const auto verified = TILES_TRY(verify_note(signed_note, witnesses_));
  std::vector<bool> has_signed(members_.size(), false);
  for (std::size_t i = 0; i < members_.size(); ++i) {
    const Member& member = members_[i];
    if (member.members.empty()) {
      has_signed[i] =
          std::ranges::any_of(verified, [&](const auto& one) { return one.key == member.witness; });
    } else {
      const auto count =
          std::ranges::count_if(member.members, [&](std::size_t one) { return has_signed[one]; });
      has_signed[i] = static_cast<std::size_t>(count) >= member.needed;
    }
  }
  if (!has_signed[quorum_]) {
    return fail(ErrorCode::Corrupt, "too few witnesses signed this checkpoint for the quorum " +
                                        shown_in_quotes(members_[quorum_].name));
  }
  return checkpoint;
}

Result<Checkpoint> Policy::check(const LogProof& proof, const Hash& leaf) const {
  Checkpoint checkpoint = TILES_TRY(open(proof.checkpoint));
  TILES_CHECK(
      check_inclusion({.index = proof.index, .leaf = leaf, .head = checkpoint.head}, proof.hashes));
  return checkpoint;
}

}  // namespace tiles::tlog
