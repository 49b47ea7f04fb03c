// SPDX-License-Identifier: Apache-2.0
#include "attest/attachment.h"

#include <algorithm>
#include <utility>

#include "attest/session_record.h"
#include "store/media_types.h"

namespace tiles::attest {
namespace {

constexpr std::string_view kEmptyConfig = "{}";
// As cosign and oras know them.
constexpr std::string_view kContentKey = "dev.sigstore.bundle.content";
constexpr std::string_view kContent = "dsse-envelope";
constexpr std::string_view kPredicateKey = "dev.sigstore.bundle.predicateType";

Resource resource_of(const store::Descriptor& blob) {
  return {.name = "blobs/sha256/" + blob.digest.hex(), .digest = blob.digest};
}

Result<store::Descriptor> put_layer(store::Store& opened, std::string_view media_type,
                                    std::string_view bytes) {
  const store::Stored stored = TILES_TRY(opened.blobs().put(bytes));
  return store::Descriptor{.media_type = std::string(media_type),
                           .digest = stored.digest,
                           .size_bytes = stored.size_bytes,
                           .artifact_type = {},
                           .annotations = {}};
}

Result<Attachment> read_attachment(const store::Store& opened, const store::Descriptor& referrer) {
  const store::Manifest manifest = TILES_TRY(opened.manifest(referrer.digest));
  const store::Descriptor* layer = manifest.layer(kBundleMediaType);
  if (layer == nullptr) {
    return fail(ErrorCode::Invalid, "'" + referrer.digest.text() + "' has no bundle");
  }
  Attachment attachment{.referrer = referrer, .predicate_type = {}, .text = {}};
  attachment.text = TILES_TRY(opened.blobs().read(layer->digest));
  if (const store::Descriptor* session = manifest.layer(kSessionMediaType)) {
    attachment.session = TILES_TRY(opened.blobs().read(session->digest));
  }
  const auto predicate = manifest.annotations.find(std::string(kPredicateKey));
  if (predicate != manifest.annotations.end()) attachment.predicate_type = predicate->second;
  return attachment;
}

}  // namespace

ModelContent content_of(const store::Descriptor& manifest, const store::Manifest& build) {
  // The model is called by its digest: what people call it here is theirs.
  ModelContent content{.name = manifest.digest.text(),
                       .serialization = {.ignored = {".tiles", "index.json", "oci-layout"}},
                       .resources = {resource_of(manifest)}};
  for (const store::Descriptor& blob : build.blobs()) {
    content.resources.push_back(resource_of(blob));
  }
  content.sort();
  // One blob may be two layers.
  content.resources.erase(std::unique(content.resources.begin(), content.resources.end()),
                          content.resources.end());
  return content;
}

Result<Attachment> attach_bundle(store::Store& opened, const store::Descriptor& subject,
                                 const NewAttachment& wanted) {
  const DirectoryLock held = TILES_TRY(opened.blobs().hold());
  Attachment attachment{.referrer = {},
                        .predicate_type = std::string(wanted.predicate_type),
                        .text = wanted.bundle.print(),
                        .session = std::string(wanted.session)};
  const store::Stored config = TILES_TRY(opened.blobs().put(kEmptyConfig));
  store::Manifest manifest{
      .media_type = std::string(store::media_type::kOciManifest),
      .artifact_type = std::string(kBundleMediaType),
      .config = {.media_type = std::string(store::media_type::kOciEmpty),
                 .digest = config.digest,
                 .size_bytes = config.size_bytes,
                 .artifact_type = {},
                 .annotations = {}},
      .layers = {},
      .subject = subject,
      .annotations = {{std::string(kContentKey), std::string(kContent)},
                      {std::string(kPredicateKey), attachment.predicate_type}}};
  manifest.subject->annotations.clear();
  manifest.layers.push_back(TILES_TRY(put_layer(opened, kBundleMediaType, attachment.text)));
  if (!attachment.session.empty()) {
    manifest.layers.push_back(TILES_TRY(put_layer(opened, kSessionMediaType, attachment.session)));
  }
  attachment.referrer = TILES_TRY(opened.attach(manifest));
  return attachment;
}

Result<std::vector<Attachment>> attachments_of(const store::Store& opened,
                                               const crypto::Digest& subject) {
  std::vector<Attachment> attachments;
  for (const store::Descriptor& referrer : TILES_TRY(opened.referrers(subject))) {
    if (referrer.artifact_type != kBundleMediaType) continue;
    auto attachment = read_attachment(opened, referrer);
    if (!attachment && attachment.error().code() == ErrorCode::Io) {
      return fail(std::move(attachment).error());
    }
    if (attachment) {
      attachments.push_back(*std::move(attachment));
    } else {
      attachments.push_back({.referrer = referrer,
                             .predicate_type = {},
                             .text = {},
                             .damage = std::move(attachment).error()});
    }
  }
  return attachments;
}

}  // namespace tiles::attest
