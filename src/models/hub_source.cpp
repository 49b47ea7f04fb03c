// SPDX-License-Identifier: Apache-2.0
// Hugging Face: the branch becomes a commit once, and every file is fetched at that commit.
#include <algorithm>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "crypto/git_blob.h"
#include "models/hub_files.h"
#include "models/pull_sources.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

constexpr std::string_view kHubOrigin = "https://huggingface.co";
constexpr std::string_view kDefaultRevision = "main";

Error hub_refusal(const net::Document& document, const RemoteReference& reference, bool has_token) {
  const int status = document.answer.status;
  const std::string code(document.answer.headers.find("X-Error-Code").value_or(""));
  const std::string name = shown_in_quotes(reference.repository);
  if (code == "RevisionNotFound") {
    return {ErrorCode::NotFound,
            format("{} has no revision {}", name, shown_in_quotes(reference.revision))};
  }
  if (code == "GatedRepo") {
    return Error(ErrorCode::Denied, name + " is given only to those who asked for it")
        .with_hint(has_token ? "ask for access on https://huggingface.co/" + reference.repository
                             : "set HF_TOKEN to a token of an account that has access");
  }
  if (status == 401 || status == 403) {
    return Error(ErrorCode::Denied, name + " is private, gated or not there")
        .with_hint(has_token ? "HF_TOKEN may not read it: check the name and the token"
                             : "check the name, or set HF_TOKEN to a token that may read it");
  }
  return refused_answer(document, "the repository " + name);
}

Result<RemoteFile> remote_file(const HubFile& file, const std::string& base) {
  if (!file.digest) {
    return fail(ErrorCode::Unsupported,
                "the hub announces no SHA-256 of " + shown_in_quotes(file.path));
  }
  RemoteFile remote;
  remote.layer.digest = *file.digest;
  remote.layer.size_bytes = file.size_bytes;
  remote.layer.annotations.emplace(store::annotation::kFilePath, file.path);
  remote.blob = {*file.digest, file.size_bytes};
  remote.path = file.path;
  remote.url = TILES_TRY(net::Url::parse(base + net::percent_encode(file.path, "/")));
  return remote;
}

Result<void> check_text(const HubFile& file, std::string_view text) {
  const std::string name = shown_in_quotes(file.path);
  if (!file.digest && file.git_blob_id.empty()) {
    return fail(ErrorCode::Unsupported, "the hub announces no digest of " + name);
  }
  const std::string announced = file.digest ? file.digest->hex() : file.git_blob_id;
  const std::string came = file.digest ? crypto::sha256(text).hex() : crypto::git_blob_id(text);
  if (announced != came) {
    return fail(ErrorCode::Corrupt,
                format("{} is {}, announced was {}", name, came, shown_in_quotes(announced)));
  }
  if (is_utf8(text)) return {};
  return fail(ErrorCode::Invalid, name + " is not a text in UTF-8");
}

Result<std::vector<RemoteText>> read_texts(net::Client& client, const std::vector<HubFile>& files,
                                           const std::string& base) {
  constexpr std::uint64_t kTextBytesMax = std::uint64_t{1} << 20;
  constexpr int kOk = 200;
  std::vector<RemoteText> texts;
  for (const HubFile& file : files) {
    const net::Url url = TILES_TRY(net::Url::parse(base + file.path));
    const net::Request request{.url = url, .body_bytes_max = kTextBytesMax};
    net::Document document = TILES_TRY(client.get(request, "fetch " + file.path));
    if (document.answer.status != kOk) {
      return fail(refused_answer(document, shown_in_quotes(file.path)));
    }
    TILES_CHECK(check_text(file, document.body));
    const auto known = std::ranges::find(kHubTextFiles, file.path, &HubTextFile::path);
    texts.push_back({.path = file.path, .kind = known->kind, .text = std::move(document.body)});
  }
  return texts;
}

}  // namespace

Result<RemoteModel> find_on_hub(net::Client& client, const RemoteReference& reference,
                                const PullSecrets& secrets) {
  const bool has_token = !secrets.hub_token.empty();
  if (has_token) client.credentials().set(kHubOrigin, "Bearer " + secrets.hub_token);
  const std::string revision =
      reference.revision.empty() ? std::string(kDefaultRevision) : reference.revision;
  const net::Url url =
      TILES_TRY(net::Url::parse(format("{}/api/models/{}/revision/{}?blobs=true", kHubOrigin,
                                       reference.repository, net::percent_encode(revision))));
  const net::Request request{.url = url,
                             .headers = {{"Accept", "application/json"}},
                             .body_bytes_max = HubListing::kTextBytesMax};
  const net::Document document =
      TILES_TRY(client.get(request, "list the files of " + reference.text()));
  constexpr int kOk = 200;
  if (document.answer.status != kOk) return fail(hub_refusal(document, reference, has_token));
  auto listing = HubListing::parse(document.body);
  if (!listing) {
    return fail(std::move(listing).error().within("reading what '" + request.url.authority() +
                                                  "' says of '" + reference.text() + "'"));
  }
  const HubChoice choice = TILES_TRY(choose_hub_files(*listing, reference.tag));
  const std::string base =
      format("{}/{}/resolve/{}/", kHubOrigin, reference.repository, listing->commit);
  RemoteModel model;
  model.reference = reference.text();
  model.revision = listing->commit;
  for (const HubFile& file : choice.weights) {
    model.files.push_back(TILES_TRY(remote_file(file, base)));
  }
  if (choice.projector) model.files.push_back(TILES_TRY(remote_file(*choice.projector, base)));
  model.texts = TILES_TRY(read_texts(client, choice.texts, base));
  return model;
}

}  // namespace tiles::models
