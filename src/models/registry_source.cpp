// SPDX-License-Identifier: Apache-2.0
// OCI registries, Ollama's among them, and OCI image layouts on plain web servers.
#include <algorithm>
#include <array>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "models/pull_sources.h"
#include "store/index.h"
#include "store/media_types.h"

namespace tiles::models {
namespace {

constexpr int kOk = 200;
constexpr int kUnauthorized = 401;
constexpr std::string_view kOllamaRegistry = "registry.ollama.ai";
constexpr std::size_t kTokenBytesMax = 65'536;

// Registries whose tokens another host gives; all others give their own.
constexpr std::array<std::pair<std::string_view, std::string_view>, 3> kTokenHosts = {{
    {"registry-1.docker.io", "auth.docker.io"},
    {"docker.io", "auth.docker.io"},
    {"registry.gitlab.com", "gitlab.com"},
}};

bool gives_tokens_for(const net::Url& realm, const net::Url& registry) {
  if (realm.origin() == registry.origin()) return true;
  return realm.is_encrypted && std::ranges::any_of(kTokenHosts, [&](const auto& pair) {
           return pair.first == registry.host && pair.second == realm.host;
         });
}

// Asks the realm of a challenge for a token, with the user's password where it is the registry's.
Result<std::string> fetch_token(net::Client& client, const net::Challenge& challenge,
                                const net::Url& registry,
                                const std::optional<std::string>& password) {
  const auto parameter = [&](const char* name) {
    const auto found = challenge.parameters.find(name);
    return found == challenge.parameters.end() ? std::string() : found->second;
  };
  std::string address = parameter("realm");
  address += address.find('?') == std::string::npos ? "?" : "&";
  address += "service=" + net::percent_encode(parameter("service")) +
             "&scope=" + net::percent_encode(parameter("scope"));
  net::Request request{.url = {}, .body_bytes_max = kTokenBytesMax};
  request.url = TILES_TRY(net::Url::parse(address));
  if (password && gives_tokens_for(request.url, registry)) {
    request.headers.push_back({"Authorization", *password});
  }
  const net::Document document =
      TILES_TRY(client.get(request, "a token for '" + registry.authority() + "'"));
  if (document.answer.status != kOk) {
    return fail(refused_answer(document, "the token for '" + registry.authority() + "'"));
  }
  const Json json = TILES_TRY(parse_json(document.body));
  for (const char* name : {"token", "access_token"}) {
    if (!json.is_object() || !json.contains(name) || !json[name].is_string()) continue;
    if (auto token = net::usable_token(json[name].get<std::string>())) return *std::move(token);
  }
  return fail(ErrorCode::Invalid, "'" + request.url.authority() + "' gave no token");
}

// Answers a 401: afterwards the credentials of the registry are set.
Result<void> authorise(net::Client& client, const net::Document& document, const net::Url& registry,
                       const std::optional<std::string>& password) {
  const auto header = document.answer.headers.find("WWW-Authenticate");
  const auto challenge = header ? net::parse_challenge(*header) : std::nullopt;
  if (challenge && challenge->scheme == "bearer") {
    client.credentials().set(
        registry.origin(),
        "Bearer " + TILES_TRY(fetch_token(client, *challenge, registry, password)));
    return {};
  }
  if (challenge && challenge->scheme == "basic" && password) {
    client.credentials().set(registry.origin(), *password);
    return {};
  }
  return fail(Error(ErrorCode::Denied, "'" + registry.authority() + "' asks for a password")
                  .with_hint("run 'docker login " + registry.authority() + "' first"));
}

net::Request manifest_request(const net::Url& url) {
  return {.url = url,
          .headers = {{"Accept", format("{}, {}", store::media_type::kOciManifest,
                                        store::media_type::kDockerManifest)}},
          .body_bytes_max = store::Manifest::kTextBytesMax};
}

Result<RemoteModel> read_model(std::string text, const RemoteReference& reference,
                               const std::string& blobs) {
  const crypto::Digest digest = crypto::sha256(text);
  if (reference.digest && *reference.digest != digest) {
    return fail(ErrorCode::Corrupt, format("the manifest's digest is {}, asked for was {}",
                                           digest.text(), reference.digest->text()));
  }
  auto manifest = store::Manifest::parse(text);
  if (!manifest) {
    return fail(
        std::move(manifest).error().within("reading the manifest of '" + reference.text() + "'"));
  }
  RemoteModel model{.reference = reference.text(),
                    .revision = digest.text(),
                    .manifest = std::move(text),
                    .files = {},
                    .local_files = {}};
  for (const store::Descriptor& blob : manifest->blobs()) {
    RemoteFile file;
    file.layer = blob;
    file.blob = {blob.digest, blob.size_bytes};
    const auto path = blob.annotations.find(std::string(store::annotation::kFilePath));
    if (path != blob.annotations.end()) file.path = path->second;
    file.url = TILES_TRY(net::Url::parse(
        blobs + (reference.kind == RemoteKind::Static ? blob.digest.hex() : blob.digest.text())));
    model.files.push_back(std::move(file));
  }
  return model;
}

}  // namespace

Error refused_answer(const net::Document& document, std::string_view what) {
  const std::string host = document.answer.url.authority();
  switch (document.answer.status) {
    case 401:
    case 403:
      return {ErrorCode::Denied, format("'{}' refuses {}", host, what)};
    case 404:
      return {ErrorCode::NotFound, format("'{}' does not have {}", host, what)};
    default:
      return {ErrorCode::Io, format("'{}' answers {} for {}", host, document.answer.status, what)};
  }
}

Result<RemoteModel> find_in_registry(net::Client& client, const RemoteReference& reference,
                                     const PullSecrets& secrets) {
  const std::string host = reference.kind == RemoteKind::Ollama ? std::string(kOllamaRegistry)
                           : reference.host == "docker.io"      ? "registry-1.docker.io"
                                                                : reference.host;
  const std::string base = format("{}://{}/v2/{}/", reference.is_encrypted ? "https" : "http", host,
                                  reference.repository);
  const net::Url registry = TILES_TRY(net::Url::parse(base));
  std::optional<std::string> password;
  if (!secrets.docker_config.empty() && reference.kind == RemoteKind::Oci) {
    password = TILES_TRY(net::docker_authorization(secrets.docker_config, reference.host));
  }
  const std::string wanted = reference.digest ? reference.digest->text() : reference.tag;
  const net::Request request =
      manifest_request(TILES_TRY(net::Url::parse(base + "manifests/" + wanted)));
  const std::string why = "the manifest of " + reference.text();
  net::Document document = TILES_TRY(client.get(request, why));
  const auto renew = [&client, request, registry, password, why]() -> Result<void> {
    const net::Document asked = TILES_TRY(client.get(request, why));
    if (asked.answer.status != kUnauthorized) return {};
    return authorise(client, asked, registry, password);
  };
  if (document.answer.status == kUnauthorized) {
    TILES_CHECK(authorise(client, document, registry, password));
    document = TILES_TRY(client.get(request, why));
  }
  if (document.answer.status != kOk) {
    return fail(refused_answer(document, "'" + reference.text() + "'"));
  }
  RemoteModel model = TILES_TRY(read_model(std::move(document.body), reference, base + "blobs/"));
  model.renew = renew;
  return model;
}

namespace {

// The digest of the manifest that the index of a layout has for a name.
Result<crypto::Digest> find_in_index(net::Client& client, const RemoteReference& reference,
                                     const std::string& base) {
  const net::Url index_url = TILES_TRY(net::Url::parse(base + "/index.json"));
  const net::Request request{.url = index_url, .body_bytes_max = store::Index::kTextBytesMax};
  const net::Document document = TILES_TRY(client.get(request, "the index of " + reference.text()));
  if (document.answer.status != kOk) {
    return fail(refused_answer(document, "an OCI layout at '" + reference.text() + "'"));
  }
  auto index = store::Index::parse(document.body);
  if (!index) {
    return fail(std::move(index).error().within("reading the index of '" + reference.text() + "'"));
  }
  const auto& entries = index->entries();
  if (reference.tag.empty() && entries.size() == 1) return entries.front().manifest.digest;
  if (const store::Descriptor* found = index->find(reference.tag)) return found->digest;
  std::string names;
  for (const auto& entry : entries) names += " " + shown_in_quotes(entry.name);
  return fail(Error(ErrorCode::NotFound,
                    format("the layout has no {}; it has{}", shown_in_quotes(reference.tag), names))
                  .with_hint("name one: " + reference.text() + "#NAME"));
}

}  // namespace

Result<RemoteModel> find_in_layout(net::Client& client, const RemoteReference& reference) {
  const std::string base = format("{}://{}/{}", reference.is_encrypted ? "https" : "http",
                                  reference.host, reference.repository);
  RemoteReference exact = reference;
  if (!exact.digest) exact.digest = TILES_TRY(find_in_index(client, reference, base));
  const std::string blobs = base + "/blobs/sha256/";
  const net::Url url = TILES_TRY(net::Url::parse(blobs + exact.digest->hex()));
  const net::Document manifest =
      TILES_TRY(client.get(manifest_request(url), "the manifest of " + reference.text()));
  if (manifest.answer.status != kOk) {
    return fail(refused_answer(manifest, "the manifest of '" + reference.text() + "'"));
  }
  RemoteModel model = TILES_TRY(read_model(manifest.body, exact, blobs));
  model.reference = reference.text();
  return model;
}

}  // namespace tiles::models
