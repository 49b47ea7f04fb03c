// SPDX-License-Identifier: Apache-2.0
#include "models/hub_files.h"

#include <algorithm>
#include <map>
#include <utility>

#include "base/format.h"
#include "base/json.h"
#include "base/text.h"
#include "store/descriptor.h"
#include "store/manifest.h"

namespace tiles::models {
namespace {

constexpr std::string_view kEnding = ".gguf";
constexpr std::size_t kShownMax = 20;

bool is_hexadecimal(std::string_view text, std::size_t digits) {
  return text.size() == digits && std::ranges::all_of(text, [](char c) {
           return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f');
         });
}

Result<HubFile> read_file(const Json& entry) {
  HubFile file;
  if (!entry.is_object()) return fail(ErrorCode::Invalid, "a file is not an object");
  file.path = TILES_TRY(store::read_text_member(entry, "rfilename"));
  TILES_CHECK(store::check_file_path(file.path));
  const auto lfs = entry.find("lfs");
  const bool has_lfs = lfs != entry.end() && lfs->is_object();
  const Json& sized = has_lfs ? *lfs : entry;
  const auto size = sized.find("size");
  if (size != sized.end() && size->is_number_unsigned())
    file.size_bytes = size->get<std::uint64_t>();
  if (file.size_bytes > store::Descriptor::kSizeBytesMax) {
    return fail(ErrorCode::Limit,
                format("{} has {} bytes", shown_in_quotes(file.path), file.size_bytes));
  }
  if (has_lfs) {
    const std::string digits = TILES_TRY(store::read_text_member(*lfs, "sha256"));
    file.digest = TILES_TRY(crypto::Digest::parse("sha256:" + digits));
  } else if (entry.contains("blobId")) {
    file.git_blob_id = TILES_TRY(store::read_text_member(entry, "blobId"));
  }
  return file;
}

std::string_view base_name(std::string_view path) { return path.substr(path.rfind('/') + 1); }

bool is_weights(const HubFile& file) {
  const std::string name = to_lower_ascii(base_name(file.path));
  return name.ends_with(kEnding) && !name.starts_with("mmproj") &&
         name.find("imatrix") == std::string::npos;
}

bool is_word(char c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || c == '_'; }

// Whether `tag` stands in the name as a whole word: "q4_k" is not in "q4_k_m".
bool has_tag(std::string_view path, std::string_view tag) {
  const std::string name = to_lower_ascii(base_name(path));
  const std::string wanted = to_lower_ascii(tag);
  for (std::size_t at = name.find(wanted); at != std::string::npos;
       at = name.find(wanted, at + 1)) {
    const bool begins = at == 0 || name[at - 1] == '_' || !is_word(name[at - 1]);
    const std::size_t end = at + wanted.size();
    if (begins && (end == name.size() || !is_word(name[end]))) return true;
  }
  return false;
}

// Of "x-00002-of-00005.gguf": "x-" and 5; the whole name and 1 of others.
std::pair<std::string, std::size_t> split_group(std::string_view path) {
  constexpr std::size_t kTailBytes = std::string_view("00001-of-00005.gguf").size();
  constexpr std::size_t kDigits = 5;
  if (path.size() > kTailBytes) {
    const std::string_view tail = path.substr(path.size() - kTailBytes);
    const auto is_number = [&](std::size_t at) {
      return std::ranges::all_of(tail.substr(at, kDigits),
                                 [](char c) { return c >= '0' && c <= '9'; });
    };
    if (is_number(0) && tail.substr(kDigits, 4) == "-of-" && is_number(9)) {
      std::size_t count = 0;
      for (const char c : tail.substr(9, kDigits)) {
        count = count * 10 + static_cast<std::size_t>(c - '0');
      }
      return {std::string(path.substr(0, path.size() - kTailBytes)), count};
    }
  }
  return {std::string(path), 1};
}

using Groups = std::map<std::string, std::vector<HubFile>>;  // By what parts have in common.

Groups group_weights(const HubListing& listing) {
  Groups groups;
  for (const HubFile& file : listing.files) {
    if (is_weights(file)) groups[split_group(file.path).first].push_back(file);
  }
  for (auto& [name, files] : groups) std::ranges::sort(files, {}, &HubFile::path);
  return groups;
}

std::string names_of(const std::vector<const Groups::value_type*>& groups) {
  std::string names;
  for (std::size_t i = 0; i < groups.size() && i < kShownMax; ++i) {
    names += (i == 0 ? "" : ", ") + shown_in_quotes(groups[i]->second.front().path);
  }
  return groups.size() > kShownMax ? names + ", …" : names;
}

std::vector<const Groups::value_type*> matching(const Groups& groups, std::string_view tag) {
  std::vector<const Groups::value_type*> found;
  const bool is_file = to_lower_ascii(tag).ends_with(kEnding);
  for (const auto& group : groups) {
    const bool fits = std::ranges::any_of(group.second, [&](const HubFile& file) {
      return is_file ? file.path == tag || base_name(file.path) == tag : has_tag(file.path, tag);
    });
    if (fits) found.push_back(&group);
  }
  return found;
}

// Q4_K_M, else what begins with Q4, else all.
std::vector<const Groups::value_type*> matching_by_default(const Groups& groups) {
  auto found = matching(groups, "Q4_K_M");
  if (!found.empty()) return found;
  for (const auto& group : groups) {
    const std::string name = to_lower_ascii(base_name(group.second.front().path));
    if (name.find("q4") != std::string::npos) return {&group};
  }
  return {&*groups.begin()};
}

std::optional<HubFile> choose_projector(const HubListing& listing) {
  std::optional<HubFile> chosen;
  for (const HubFile& file : listing.files) {
    const std::string name = to_lower_ascii(base_name(file.path));
    if (!name.starts_with("mmproj") || !name.ends_with(kEnding)) continue;
    if (!chosen || (has_tag(file.path, "f16") && !has_tag(chosen->path, "f16"))) chosen = file;
  }
  return chosen;
}

std::vector<HubFile> choose_texts(const HubListing& listing) {
  std::vector<HubFile> texts;
  for (const HubFile& file : listing.files) {
    if (std::ranges::find(kHubTextFiles, file.path, &HubTextFile::path) != kHubTextFiles.end()) {
      texts.push_back(file);
    }
  }
  return texts;
}

}  // namespace

Result<HubListing> HubListing::parse(std::string_view text) {
  if (text.size() > kTextBytesMax) {
    return fail(ErrorCode::Limit, format("the hub's list has more than {} bytes", kTextBytesMax));
  }
  const Json json = TILES_TRY(parse_unambiguous_json(text));
  HubListing listing;
  if (!json.is_object()) return fail(ErrorCode::Invalid, "the hub's answer is not an object");
  listing.commit = TILES_TRY(store::read_text_member(json, "sha"));
  constexpr std::size_t kCommitDigits = 40;
  if (!is_hexadecimal(listing.commit, kCommitDigits)) {
    return fail(ErrorCode::Invalid, "the hub names no commit");
  }
  const auto files = json.find("siblings");
  if (files == json.end() || !files->is_array()) {
    return fail(ErrorCode::Invalid, "the hub lists no files");
  }
  if (files->size() > kFilesMax) {
    return fail(ErrorCode::Limit, format("the repository has more than {} files", kFilesMax));
  }
  for (const Json& entry : *files) listing.files.push_back(TILES_TRY(read_file(entry)));
  return listing;
}

Result<HubChoice> choose_hub_files(const HubListing& listing, std::string_view tag) {
  const Groups groups = group_weights(listing);
  if (groups.empty()) {
    return fail(Error(ErrorCode::NotFound, "the repository has no GGUF file")
                    .with_hint("look for one whose name ends in '-GGUF'"));
  }
  const auto found = tag.empty() ? matching_by_default(groups) : matching(groups, tag);
  if (found.empty()) {
    std::vector<const Groups::value_type*> all;
    for (const auto& group : groups) all.push_back(&group);
    return fail(ErrorCode::NotFound,
                format("nothing fits {}; there are {}", shown_in_quotes(tag), names_of(all)));
  }
  if (found.size() > 1) {
    return fail(Error(ErrorCode::Invalid,
                      format("{} is ambiguous; it could be {}",
                             shown_in_quotes(tag.empty() ? "Q4_K_M" : tag), names_of(found)))
                    .with_hint("name the file behind a colon: hf.co/user/repo:file.gguf"));
  }
  HubChoice choice{.weights = found.front()->second,
                   .projector = choose_projector(listing),
                   .texts = choose_texts(listing)};
  const std::size_t parts = split_group(choice.weights.front().path).second;
  if (choice.weights.size() != parts) {
    return fail(ErrorCode::Corrupt,
                format("the model has {} of {} parts", choice.weights.size(), parts));
  }
  return choice;
}

}  // namespace tiles::models
