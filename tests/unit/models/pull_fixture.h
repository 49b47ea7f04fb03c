// SPDX-License-Identifier: Apache-2.0
// Another machine that tests make up: documents by address, ranges of them, and faults. What is
// pulled from it goes through the real client.
#pragma once

#include <gtest/gtest.h>

#include <algorithm>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "base/format.h"
#include "models/source_fetcher.h"
#include "net/client.h"
#include "store/media_types.h"
#include "store/store.h"
#include "support/fault_file_system.h"

namespace tiles::models {

class Peer final : public net::Fetcher {
 public:
  struct Reply {
    int status = 200;
    std::vector<std::string> headers = {};
    std::string body = {};
    std::size_t sent_max = std::string::npos;  // The connection is cut after so many bytes.
  };
  // What it answers instead of the document; nothing: the document. On any thread, one at a time.
  using Fault = std::function<std::optional<Reply>(const net::Request&)>;
  static constexpr std::size_t kSliceBytes = std::size_t{1} << 20;

  void serve(const std::string& url, std::string body) { documents_[url] = std::move(body); }
  void set_fault(Fault fault) { fault_ = std::move(fault); }
  const std::vector<net::Request>& asked() const { return asked_; }
  std::uint64_t sent_bytes() const { return sent_bytes_; }

  std::size_t asked_count(std::string_view part) const {
    return static_cast<std::size_t>(std::ranges::count_if(asked_, [&](const auto& request) {
      return request.url.text().find(part) != std::string::npos;
    }));
  }

  Result<net::Answer> fetch(const net::Request& request, net::BodySink& sink,
                            const std::atomic<bool>*) override {
    const Reply reply = answer(request);
    net::Answer answer{.status = reply.status, .headers = {}, .url = request.url, .broken = {}};
    for (const std::string& line : reply.headers) TILES_CHECK(answer.headers.add_line(line));
    TILES_CHECK(sink.begin(reply.status, answer.headers));
    const std::string_view body = std::string_view(reply.body).substr(0, reply.sent_max);
    for (std::size_t at = 0; at < body.size(); at += kSliceBytes) {
      const std::string_view slice = body.substr(at, kSliceBytes);
      count(slice.size());
      TILES_CHECK(sink.take(slice));
    }
    if (reply.sent_max < reply.body.size()) answer.broken = Error(ErrorCode::Io, "cut");
    return answer;
  }

  // The document, or the part of it that was asked for.
  Reply document(const net::Request& request) const {
    const auto found = documents_.find(request.url.text());
    if (found == documents_.end()) return {.status = 404};
    const std::string& whole = found->second;
    if (!request.range)
      return {.headers = {format("Content-Length: {}", whole.size())}, .body = whole};
    const std::uint64_t first = request.range->first;
    if (first >= whole.size()) {
      return {.status = 416, .headers = {format("Content-Range: bytes */{}", whole.size())}};
    }
    std::string part = whole.substr(first, request.range->count);
    std::string range =
        format("Content-Range: bytes {}-{}/{}", first, first + part.size() - 1, whole.size());
    return {.status = 206, .headers = {std::move(range)}, .body = std::move(part)};
  }

 private:
  Reply answer(const net::Request& request) {
    const std::scoped_lock lock(mutex_);
    asked_.push_back(request);
    const auto fault = fault_ ? fault_(request) : std::nullopt;
    return fault ? *fault : document(request);
  }
  void count(std::size_t bytes) {
    const std::scoped_lock lock(mutex_);
    sent_bytes_ += bytes;
  }

  std::mutex mutex_;
  std::map<std::string, std::string> documents_;
  Fault fault_;
  std::vector<net::Request> asked_;
  std::uint64_t sent_bytes_ = 0;
};

// A peer, the client that asks it, and a registry on it.
class PullTest : public ::testing::Test {
 protected:
  static constexpr const char* kReference = "oci://registry.example.org/a/b:v1";
  static constexpr const char* kRegistry = "https://registry.example.org/v2/a/b/";

  static std::string bytes_of(std::size_t size, char seed = 'a') {
    std::string bytes(size, seed);
    for (std::size_t i = 0; i < size; i += 4'099) bytes[i] = static_cast<char>(i / 4'099);
    return bytes;
  }
  static store::Descriptor layer_of(std::string_view media_type, std::string_view body) {
    return {.media_type = std::string(media_type),
            .digest = crypto::sha256(body),
            .size_bytes = body.size(),
            .artifact_type = {},
            .annotations = {}};
  }

  // Serves a model of these weights and a system prompt; its manifest.
  std::string publish(const std::string& weights, const std::string& system = "Be brief.") {
    const store::Manifest manifest{.media_type = std::string(store::media_type::kOciManifest),
                                   .artifact_type = std::string(store::media_type::kModelManifest),
                                   .config = layer_of(store::media_type::kModelConfig, "{}"),
                                   .layers = {layer_of(store::media_type::kWeights, weights),
                                              layer_of(store::media_type::kSystem, system)},
                                   .subject = {},
                                   .annotations = {}};
    std::string text = manifest.print().value();
    for (const std::string& body : {std::string("{}"), weights, system}) {
      peer_.serve(kRegistry + ("blobs/" + crypto::sha256(body).text()), body);
    }
    peer_.serve(std::string(kRegistry) + "manifests/v1", text);
    return text;
  }

  // One connection, so that a fault meets the same request each time.
  Result<FetchedModels> pull(store::Store& store, std::string_view reference = kReference,
                             PullSecrets secrets = {}) {
    const std::vector references = {parse_remote_reference(reference).value()};
    SourceFetcher fetcher(client_, std::move(secrets));
    return fetcher.fetch(references, store, {.connections_max = 1});
  }

  Peer peer_;
  SystemClock clock_;
  testing::FaultFileSystem ledger_files_{std::make_shared<testing::FaultDisk>()};
  net::Ledger ledger_{ledger_files_, "network.jsonl", clock_};
  net::Client client_{peer_, ledger_, clock_, {.network = net::Network::Allowed}};
};

}  // namespace tiles::models
