// SPDX-License-Identifier: Apache-2.0
#include "models/remote_head.h"

#include <algorithm>
#include <cstring>
#include <utility>

#include "base/format.h"
#include "base/text.h"

namespace tiles::models {
namespace {

constexpr int kWhole = 200;
constexpr int kPartial = 206;

// Takes the beginning of a file until `wanted_bytes` are there.
class HeadSink final : public net::BodySink {
 public:
  HeadSink(std::string& bytes, std::uint64_t wanted_bytes)
      : bytes_(bytes), wanted_bytes_(wanted_bytes) {}

  Result<void> begin(int status, const net::Headers& headers) override {
    is_accepted_ = false;
    if (status == kWhole) bytes_.clear();
    if (status != kWhole && status != kPartial) return {};
    if (status == kPartial) {
      const auto value = headers.find("Content-Range");
      const auto range = value ? net::parse_content_range(*value) : std::nullopt;
      if (!range || range->first != bytes_.size()) {
        return fail(ErrorCode::Io, "another range came than was asked for");
      }
    }
    is_accepted_ = true;
    return {};
  }

  Result<void> take(std::string_view more) override {
    if (!is_accepted_) return {};
    bytes_ += more.substr(0, wanted_bytes_ - bytes_.size());
    return is_enough() ? fail(ErrorCode::Cancelled, "enough is read") : Result<void>();
  }

  bool is_enough() const { return is_accepted_ && bytes_.size() == wanted_bytes_; }

 private:
  std::string& bytes_;
  std::uint64_t wanted_bytes_;
  bool is_accepted_ = false;
};

// The beginning of a remote file, fetched in parts that grow.
class RemotePrefix {
 public:
  RemotePrefix(net::Client& client, const RemoteFile& file, const RemoteModel& model)
      : client_(client), file_(file), model_(model) {}

  Result<std::size_t> read_at(std::uint64_t offset, std::span<char> out) {
    const std::uint64_t end = std::min<std::uint64_t>(offset + out.size(), size_bytes());
    while (bytes_.size() < end) {
      part_bytes_ = std::max(part_bytes_, end - bytes_.size());
      TILES_CHECK(fetch(std::min(size_bytes(), bytes_.size() + part_bytes_)));
      part_bytes_ *= 2;
    }
    if (offset >= end) return std::size_t{0};
    const auto count = static_cast<std::size_t>(end - offset);
    std::memcpy(out.data(), bytes_.data() + offset, count);
    return count;
  }

  std::uint64_t size_bytes() const { return file_.blob.size_bytes; }

 private:
  static constexpr std::uint64_t kFirstPartBytes = std::uint64_t{1} << 20;

  Result<void> fetch(std::uint64_t wanted_bytes);

  net::Client& client_;
  const RemoteFile& file_;
  const RemoteModel& model_;
  std::string bytes_;
  std::uint64_t part_bytes_ = kFirstPartBytes;
};

Result<void> RemotePrefix::fetch(std::uint64_t wanted_bytes) {
  const std::string why = "the head of " + (file_.path.empty() ? model_.reference : file_.path);
  bool is_renewed = false;
  for (int attempt = 0;; ++attempt) {
    HeadSink sink(bytes_, wanted_bytes);
    const net::Request request{.url = file_.url,
                               .range = net::ByteRange{bytes_.size(), wanted_bytes - bytes_.size()},
                               .body_bytes_max = PulledBlob::kSizeBytesMax};
    auto answer = client_.send(request, why, sink);
    if (sink.is_enough()) return {};
    if (!answer) return fail(std::move(answer).error());
    constexpr int kUnauthorized = 401;
    if (answer->status == kUnauthorized && model_.renew && !std::exchange(is_renewed, true)) {
      TILES_CHECK(model_.renew());
      continue;
    }
    const bool is_over = attempt + 1 == net::Client::kTriesMax;
    if (is_over && answer->broken) return fail(*std::move(answer->broken));
    const bool is_short = answer->status == kWhole || answer->status == kPartial;
    if (is_over && is_short) return fail(ErrorCode::Corrupt, "it ends before its announced size");
    if (is_over || (!is_short && !net::Client::is_worth_a_try(*answer))) {
      return fail(refused_answer({.answer = *std::move(answer), .body = {}}, "it"));
    }
    TILES_CHECK(client_.wait_before_retry(*answer, attempt));
  }
}

// Nothing for a layer that is no GGUF file. A file of a hub says itself what it is.
std::optional<LayerKind> kind_of(const RemoteFile& file) {
  if (file.layer.media_type.empty()) return LayerKind::Weights;
  const LayerKind kind = layer_kind(file.layer.media_type);
  constexpr std::array kGguf = {LayerKind::Weights, LayerKind::Draft, LayerKind::Adapter,
                                LayerKind::MemoryAdapter, LayerKind::Projector};
  return std::ranges::find(kGguf, kind) == kGguf.end() ? std::nullopt : std::optional(kind);
}

}  // namespace

Result<std::vector<RemoteHead>> read_remote_heads(net::Client& client, const RemoteModel& model) {
  std::vector<RemoteHead> heads;
  for (const RemoteFile& file : model.files) {
    const auto kind = kind_of(file);
    if (!kind) continue;
    RemotePrefix prefix(client, file, model);
    const engine::GgufSource source{
        .read_at = [&prefix](std::uint64_t offset,
                             std::span<char> out) { return prefix.read_at(offset, out); },
        .size_bytes = prefix.size_bytes()};
    auto metadata = engine::read_gguf_metadata(source);
    if (!metadata) {
      const std::string name = file.path.empty() ? file.layer.digest.text() : file.path;
      return fail(
          std::move(metadata).error().within("reading the head of " + shown_in_quotes(name)));
    }
    heads.push_back({.path = file.path,
                     .kind = *kind,
                     .size_bytes = file.blob.size_bytes,
                     .metadata = *std::move(metadata)});
    const auto architecture = heads.back().metadata.text("general.architecture");
    if (architecture == "clip") heads.back().kind = LayerKind::Projector;
  }
  return heads;
}

}  // namespace tiles::models
