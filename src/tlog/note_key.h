// SPDX-License-Identifier: Apache-2.0
// The keys of signed notes: of logs (Ed25519, type 0x01) and of witnesses (Ed25519 with a time,
// type 0x04, C2SP tlog-cosignature v1.0.1).
#pragma once

#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"
#include "crypto/ed25519.h"
#include "tlog/note.h"

namespace tiles::tlog {

enum class KeyType : std::uint8_t { Log = 0x01, Witness = 0x04 };

struct NoteKey {
  std::string name;
  std::uint32_t id = 0;
  KeyType type = KeyType::Log;
  crypto::Ed25519PublicKey key{};

  // `name` is a key name; the ID follows from the rest.
  static NoteKey make(std::string_view name, KeyType type, const crypto::Ed25519PublicKey& key);
  // "name+hex ID+base64". Errors: Invalid, Unsupported (another type of key).
  static Result<NoteKey> parse(std::string_view vkey);
  std::string print() const;
  // Whether `signature` says that it is of this key.
  bool is_named_by(const NoteSignature& signature) const;

  bool operator==(const NoteKey&) const = default;
};

// A signature that holds.
struct VerifiedSignature {
  std::size_t key = 0;        // Its place among the keys that were given.
  std::uint64_t seconds = 0;  // Since 1970 UTC; of a witness only.
};

// The signatures of `keys`, at most one of each; those of other keys are passed over. None when
// none of these keys signed: such a note is not to be believed. Errors: Corrupt (a signature that
// says it is of one of these keys does not hold).
Result<std::vector<VerifiedSignature>> verify_note(const SignedNote& note,
                                                   std::span<const NoteKey> keys);

// A key that signs. Moved, not copied. Safe from several threads.
class NoteSigner {
 public:
  NoteSigner(std::string_view name, KeyType type, crypto::Ed25519Key key);
  // "PRIVATE+KEY+name+hex ID+base64", as golang.org/x/mod writes it, for either type. The caller
  // wipes the text. Errors: Invalid, Unsupported.
  static Result<NoteSigner> parse(std::string_view text);
  // The same text; the caller wipes it.
  crypto::SecretBytes print() const;

  const NoteKey& key() const { return key_; }
  // Of a log: the same text has the same signature. `text` ends with a line feed.
  NoteSignature sign(std::string_view text) const;
  // Of a witness. `seconds`: since 1970 UTC, not 0.
  NoteSignature cosign(std::string_view text, std::uint64_t seconds) const;

 private:
  NoteKey key_;
  crypto::Ed25519Key secret_;
};

}  // namespace tiles::tlog
