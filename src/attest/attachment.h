// SPDX-License-Identifier: Apache-2.0
// Bundles in the store: each in a manifest of its own whose subject is the model's, so that it is a
// referrer of it (OCI image specification 1.1).
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "attest/bundle.h"
#include "attest/model_content.h"
#include "base/result.h"
#include "store/store.h"

namespace tiles::attest {

// The files of a model as an OCI image layout has them: its manifest and its blobs.
ModelContent content_of(const store::Descriptor& manifest, const store::Manifest& build);

struct Attachment {
  store::Descriptor referrer;
  std::string predicate_type;        // As its annotation says.
  std::string text;                  // The bundle; empty where it cannot be read.
  std::string session = {};          // The session record; empty where a kept key signed.
  std::optional<Error> damage = {};  // Why it cannot.
};

struct NewAttachment {
  const Bundle& bundle;
  std::string_view predicate_type;
  std::string_view session = {};  // SessionRecord::print(), or nothing.
};

// Errors: those of store::Store::attach().
Result<Attachment> attach_bundle(store::Store& opened, const store::Descriptor& subject,
                                 const NewAttachment& wanted);

// Of bundles alone, the newest first; what else refers to the model is passed over. Errors: those
// of reading the index, Io.
Result<std::vector<Attachment>> attachments_of(const store::Store& opened,
                                               const crypto::Digest& subject);

}  // namespace tiles::attest
