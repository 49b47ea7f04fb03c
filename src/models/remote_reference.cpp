// SPDX-License-Identifier: Apache-2.0
#include "models/remote_reference.h"

#include <algorithm>
#include <utility>
#include <vector>

#include "base/format.h"
#include "base/text.h"
#include "net/url.h"
#include "store/model_name.h"

namespace tiles::models {
namespace {

constexpr std::string_view kHub = "hf.co";
constexpr std::string_view kOllama = "ollama.com";
constexpr std::string_view kLibrary = "library";
constexpr std::size_t kHubPartBytesMax = 96;
constexpr std::size_t kRegistryRepositoryBytesMax = 255;
constexpr std::size_t kRegistryTagBytesMax = 128;
constexpr std::size_t kPathBytesMax = 2'048;

bool is_alphanumeric(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
}

bool is_hub(std::string_view host) { return host == kHub || host == "huggingface.co"; }
bool is_ollama(std::string_view host) {
  return host == kOllama || host == "registry.ollama.ai" || host == "www.ollama.com";
}

// What a part of a reference may hold besides letters and digits.
struct PartRule {
  std::string_view what;
  std::string_view also;
  std::size_t bytes_max;
};

constexpr PartRule kHubPart{"repository", "._-", kHubPartBytesMax};
constexpr PartRule kHubTag{"tag", "._-/+ ,()", 1'024};
constexpr PartRule kRevision{"revision", "._-/", RemoteReference::kRevisionBytesMax};
constexpr PartRule kRegistryTag{"tag", "._-", kRegistryTagBytesMax};
constexpr PartRule kRepository{"repository", "._-/", kRegistryRepositoryBytesMax};
constexpr PartRule kPath{"path", "._-/~%+,=!$&'();", kPathBytesMax};
constexpr PartRule kLayoutName{"name", "._-/:", 1'024};

// Neither empty nor "." nor "..", between '/'.
bool has_plain_parts(std::string_view path) {
  return std::ranges::all_of(split(path, '/'), [](std::string_view part) {
    return !part.empty() && part != "." && part != "..";
  });
}

Result<std::string> read_part(std::string_view text, const PartRule& rule) {
  if (text.size() > rule.bytes_max) {
    return fail(ErrorCode::Limit,
                format("the {} has more than {} bytes", rule.what, rule.bytes_max));
  }
  const bool plain = std::ranges::all_of(text, [&](char c) {
    return is_alphanumeric(c) || rule.also.find(c) != std::string_view::npos;
  });
  if (!plain || !has_plain_parts(text)) {
    return fail(ErrorCode::Invalid, format("the {} {} is none", rule.what, shown_in_quotes(text)));
  }
  return std::string(text);
}

// The text up to the last '@', and what is behind it; nothing when there is none.
std::pair<std::string_view, std::optional<std::string_view>> split_at_sign(std::string_view text) {
  const std::size_t at = text.rfind('@');
  if (at == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, at), text.substr(at + 1)};
}

// The text up to the first ':', and what is behind it.
std::pair<std::string_view, std::optional<std::string_view>> split_tag(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return {text, std::nullopt};
  return {text.substr(0, colon), text.substr(colon + 1)};
}

// "user/repo/resolve/main/file.gguf", as a browser shows it.
Result<void> read_hub_page(std::string_view page, RemoteReference& reference) {
  const std::size_t slash = page.find('/');
  const std::string_view kind = page.substr(0, slash);
  const std::string_view rest = slash == std::string_view::npos ? "" : page.substr(slash + 1);
  const std::size_t file = rest.find('/');
  if (kind != "resolve" && kind != "blob" && kind != "tree") {
    return fail(ErrorCode::Invalid, "a repository is 'user/repo'");
  }
  reference.revision = TILES_TRY(read_part(rest.substr(0, file), kRevision));
  if (kind != "tree" && file == std::string_view::npos) {
    return fail(ErrorCode::Invalid, "the file is missing");
  }
  if (kind != "tree") reference.tag = TILES_TRY(read_part(rest.substr(file + 1), kHubTag));
  return {};
}

Result<RemoteReference> read_hub(std::string_view text) {
  RemoteReference reference;
  reference.kind = RemoteKind::HuggingFace;
  reference.host = kHub;
  const auto [named, revision] = split_at_sign(text);
  const auto [path, tag] = split_tag(named);
  const std::size_t user_end = path.find('/');
  if (user_end == std::string_view::npos) {
    return fail(ErrorCode::Invalid, "a repository is 'user/repo'");
  }
  const std::size_t repository_end = path.find('/', user_end + 1);
  const std::string_view repository = path.substr(0, repository_end);
  const std::string user = TILES_TRY(read_part(repository.substr(0, user_end), kHubPart));
  reference.repository =
      user + "/" + TILES_TRY(read_part(repository.substr(user_end + 1), kHubPart));
  if (repository_end != std::string_view::npos) {
    if (tag || revision) return fail(ErrorCode::Invalid, "a repository is 'user/repo'");
    TILES_CHECK(read_hub_page(path.substr(repository_end + 1), reference));
  }
  if (tag) reference.tag = TILES_TRY(read_part(*tag, kHubTag));
  if (revision) reference.revision = TILES_TRY(read_part(*revision, kRevision));
  return reference;
}

Result<void> read_registry_names(std::string_view text, RemoteReference& reference) {
  const auto [named, digest] = split_at_sign(text);
  const auto [repository, tag] = split_tag(named);
  reference.repository = TILES_TRY(read_part(repository, kRepository));
  if (tag) reference.tag = TILES_TRY(read_part(*tag, kRegistryTag));
  if (digest) reference.digest = TILES_TRY(crypto::Digest::parse(*digest));
  return {};
}

Result<RemoteReference> read_ollama(std::string_view text) {
  RemoteReference reference;
  reference.kind = RemoteKind::Ollama;
  reference.host = kOllama;
  TILES_CHECK(read_registry_names(text, reference));
  if (reference.repository.find('/') == std::string::npos) {
    reference.repository = std::string(kLibrary) + "/" + reference.repository;
  }
  if (std::ranges::count(reference.repository, '/') != 1) {
    return fail(ErrorCode::Invalid, "a model of Ollama's registry is 'library/model:tag'");
  }
  if (reference.tag.empty()) reference.tag = store::ModelName::kTagDefault;
  return reference;
}

// "host:port" as a reference has it.
Result<std::string> read_host(std::string_view text) {
  const net::Authority authority = TILES_TRY(net::parse_authority(text));
  return authority.port == 0 ? authority.host : format("{}:{}", authority.host, authority.port);
}

bool is_this_machine(std::string_view authority) {
  const auto read = net::parse_authority(authority);
  return read && net::is_loopback(read->host);
}

Result<RemoteReference> read_registry(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) {
    return fail(ErrorCode::Invalid, "a model of a registry is 'oci://host/repository:tag'");
  }
  RemoteReference reference;
  reference.host = TILES_TRY(read_host(text.substr(0, slash)));
  TILES_CHECK(read_registry_names(text.substr(slash + 1), reference));
  const bool is_upper =
      std::ranges::any_of(reference.repository, [](char c) { return c >= 'A' && c <= 'Z'; });
  if (is_upper) {
    return fail(ErrorCode::Invalid, "the repository " + shown_in_quotes(reference.repository) +
                                        " has capital letters, which registries refuse");
  }
  if (reference.tag.empty() && !reference.digest) reference.tag = store::ModelName::kTagDefault;
  // As other clients do: a registry on this machine speaks plain HTTP.
  reference.is_encrypted = !is_this_machine(reference.host);
  return reference;
}

Result<RemoteReference> read_static(std::string_view text, bool is_encrypted) {
  RemoteReference reference;
  reference.kind = RemoteKind::Static;
  reference.is_encrypted = is_encrypted;
  const std::size_t hash = text.find('#');
  const auto [place, digest] = split_at_sign(text.substr(0, hash));
  const std::size_t slash = place.find('/');
  reference.host = TILES_TRY(read_host(place.substr(0, slash)));
  std::string_view path = slash == std::string_view::npos ? "" : place.substr(slash + 1);
  if (path.ends_with('/')) path.remove_suffix(1);
  if (!path.empty()) reference.repository = TILES_TRY(read_part(path, kPath));
  if (digest) reference.digest = TILES_TRY(crypto::Digest::parse(*digest));
  if (hash != std::string_view::npos) {
    reference.tag = TILES_TRY(read_part(text.substr(hash + 1), kLayoutName));
  }
  if (!is_encrypted && !is_this_machine(reference.host)) {
    return fail(Error(ErrorCode::Invalid, "'http://' is not encrypted")
                    .with_hint("use 'https://'; plain HTTP is for this machine only"));
  }
  return reference;
}

Result<RemoteReference> read_web(std::string_view text, bool is_encrypted) {
  const std::size_t slash = std::min(text.find('/'), text.size());
  const std::string host = to_lower_ascii(text.substr(0, slash));
  const std::string_view path = slash < text.size() ? text.substr(slash + 1) : "";
  if (is_encrypted && is_hub(host)) return read_hub(path);
  if (is_encrypted && is_ollama(host)) return read_ollama(path);
  return read_static(text, is_encrypted);
}

Result<RemoteReference> read_file(std::string_view path) {
  if (!path.starts_with('/') || path.find('\0') != std::string_view::npos) {
    return fail(ErrorCode::Invalid, "a file is 'file:///path/to/model.gguf'");
  }
  RemoteReference reference;
  reference.kind = RemoteKind::File;
  reference.repository = path;
  return reference;
}

Result<RemoteReference> read_reference(std::string_view text) {
  if (text.size() > RemoteReference::kTextBytesMax) {
    return fail(ErrorCode::Limit, format("more than {} bytes", RemoteReference::kTextBytesMax));
  }
  const std::size_t scheme_end = text.find("://");
  if (scheme_end != std::string_view::npos) {
    const std::string scheme = to_lower_ascii(text.substr(0, scheme_end));
    const std::string_view rest = text.substr(scheme_end + 3);
    if (scheme == "oci") return read_registry(rest);
    if (scheme == "https" || scheme == "http") return read_web(rest, scheme == "https");
    if (scheme == "file") return read_file(rest);
    return fail(ErrorCode::Unsupported, "the scheme " + shown_in_quotes(scheme) + " is not known");
  }
  const std::size_t slash = text.find('/');
  const std::string host = to_lower_ascii(text.substr(0, slash));
  if (slash != std::string_view::npos && is_hub(host)) return read_hub(text.substr(slash + 1));
  if (slash != std::string_view::npos && is_ollama(host))
    return read_ollama(text.substr(slash + 1));
  return fail(
      Error(ErrorCode::Invalid, "it does not say where the model is")
          .with_hint(
              "name the place: hf.co/user/repo, ollama.com/library/model, oci://host/repo:tag"));
}

}  // namespace

bool RemoteReference::is_one_file() const {
  return kind == RemoteKind::Static && to_lower_ascii(repository).ends_with(".gguf");
}

std::string RemoteReference::text() const {
  std::string text;
  switch (kind) {
    case RemoteKind::HuggingFace:
    case RemoteKind::Ollama:
      text = host + "/" + repository;
      break;
    case RemoteKind::Oci:
      text = "oci://" + host + "/" + repository;
      break;
    case RemoteKind::Static:
      text = (is_encrypted ? "https://" : "http://") + host + "/" + repository;
      break;
    case RemoteKind::File:
      return "file://" + repository;
  }
  if (!tag.empty() && kind != RemoteKind::Static) text += ":" + tag;
  if (!revision.empty()) text += "@" + revision;
  if (digest) text += "@" + digest->text();
  if (!tag.empty() && kind == RemoteKind::Static) text += "#" + tag;
  return text;
}

std::optional<std::string> RemoteReference::local_name() const {
  std::string text;
  std::string name_tag = tag;
  if (kind == RemoteKind::Static || kind == RemoteKind::File) {
    text = repository.substr(repository.rfind('/') + 1);
    if (text.ends_with(".gguf")) text.resize(text.size() - std::string_view(".gguf").size());
    if (!tag.empty()) text = tag;
    name_tag.clear();
  } else {
    text = host + "/" + repository;
  }
  std::ranges::replace(name_tag, '/', '-');
  if (!name_tag.empty()) text += ":" + name_tag;
  const auto name = store::ModelName::parse(text);
  if (!name) return std::nullopt;
  return name->reference();
}

bool looks_remote(std::string_view text) {
  const std::size_t slash = text.find('/');
  if (slash == std::string_view::npos) return false;
  const std::string host = to_lower_ascii(text.substr(0, slash));
  return text.find("://") != std::string_view::npos || is_hub(host) || is_ollama(host);
}

Result<RemoteReference> parse_remote_reference(std::string_view text) {
  auto reference = read_reference(text);
  if (!reference) {
    return fail(std::move(reference).error().within("reading " + shown_in_quotes(text)));
  }
  return reference;
}

}  // namespace tiles::models
