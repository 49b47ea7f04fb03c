// SPDX-License-Identifier: Apache-2.0
// One GGUF file on a plain web server. Its first bytes say whether it is one, and how long it is.
#include <utility>

#include "base/format.h"
#include "base/random.h"
#include "models/pull_sources.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

constexpr std::string_view kMagic = "GGUF";

// Reads the first bytes and gives up the rest, which a server without ranges would send.
class HeadSink final : public net::BodySink {
 public:
  Result<void> begin(int status, const net::Headers& headers) override {
    constexpr int kWhole = 200;
    constexpr int kPartial = 206;
    bytes.clear();
    size_bytes.reset();
    entity_tag = headers.find("ETag").value_or("");
    changed_at = headers.find("Last-Modified").value_or("");
    is_accepted = status == kWhole || status == kPartial;
    if (status == kWhole) {
      const auto length = headers.find("Content-Length");
      if (length) size_bytes = net::parse_number(*length);
    } else if (const auto value = headers.find("Content-Range")) {
      const auto range = net::parse_content_range(*value);
      if (range) size_bytes = range->total;
    }
    return {};
  }
  Result<void> take(std::string_view more) override {
    bytes += more.substr(0, kMagic.size() - bytes.size());
    is_enough = bytes.size() == kMagic.size();
    return is_accepted && is_enough ? fail(ErrorCode::Cancelled, "enough is read") : Result<void>();
  }

  std::string bytes;
  std::optional<std::uint64_t> size_bytes;
  std::string entity_tag;
  std::string changed_at;
  bool is_accepted = false;
  bool is_enough = false;
};

Result<void> ask(net::Client& client, const RemoteReference& reference, const net::Url& url,
                 HeadSink& sink) {
  const net::Request request{.url = url,
                             .range = net::ByteRange{0, kMagic.size()},
                             .body_bytes_max = PulledBlob::kSizeBytesMax};
  for (int attempt = 0;; ++attempt) {
    auto answer = client.send(request, "the head of " + reference.text(), sink);
    if (!answer && sink.is_accepted && sink.is_enough) return {};
    if (!answer) return fail(std::move(answer).error());
    if (!net::Client::is_worth_a_try(*answer)) {
      if (sink.is_accepted) return {};
      return fail(
          refused_answer({.answer = *std::move(answer), .body = {}}, "'" + reference.text() + "'"));
    }
    if (attempt + 1 == net::Client::kTriesMax) {
      if (answer->broken) return fail(*std::move(answer->broken));
      return fail(ErrorCode::Io, format("'{}' answers {}", url.authority(), answer->status));
    }
    TILES_CHECK(client.wait_before_retry(*answer, attempt));
  }
}

// Of a file whose digest nobody announces. Where the server does not say which version it has, a
// later pull cannot go on with this one.
crypto::Digest identity_of(const net::Url& url, const HeadSink& head) {
  constexpr std::size_t kRandomBytes = 16;
  std::string version = head.entity_tag + "\n" + head.changed_at;
  if (version.size() == 1) version = random_hex(kRandomBytes);
  return crypto::sha256(format("{}\n{}\n{}", url.text(), *head.size_bytes, version));
}

Result<void> check_head(const HeadSink& head, const RemoteReference& reference) {
  const std::string shown = "'" + reference.text() + "'";
  if (head.bytes != kMagic) return fail(ErrorCode::Invalid, shown + " is not a GGUF file");
  if (head.size_bytes) return {};
  return fail(ErrorCode::Unsupported, "'" + reference.host + "' does not say how long it is");
}

}  // namespace

Result<RemoteModel> find_web_file(net::Client& client, const RemoteReference& reference,
                                  const store::Store& store) {
  RemoteFile file;
  file.url =
      TILES_TRY(net::Url::parse(format("{}://{}/{}", reference.is_encrypted ? "https" : "http",
                                       reference.host, reference.repository)));
  file.path = reference.repository.substr(reference.repository.rfind('/') + 1);
  file.layer.annotations.emplace(store::annotation::kFilePath, file.path);
  if (reference.digest && store.blobs().contains(*reference.digest)) {
    file.layer.size_bytes = TILES_TRY(store.blobs().size_bytes(*reference.digest));
  } else {
    HeadSink head;
    TILES_CHECK(ask(client, reference, file.url, head));
    TILES_CHECK(check_head(head, reference));
    file.layer.size_bytes = *head.size_bytes;
    file.entity_tag = head.entity_tag;
    file.layer.digest = identity_of(file.url, head);
    file.digest_is = RemoteFile::Digest::Unknown;
  }
  if (reference.digest) {
    file.digest_is = RemoteFile::Digest::Announced;
    file.entity_tag.clear();
    file.layer.digest = *reference.digest;
  }
  file.blob = {file.layer.digest, file.layer.size_bytes};
  RemoteModel model;
  model.reference = reference.text();
  model.files.push_back(std::move(file));
  return model;
}

}  // namespace tiles::models
