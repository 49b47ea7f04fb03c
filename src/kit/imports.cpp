// SPDX-License-Identifier: Apache-2.0
#include "kit/imports.h"

#include <string>
#include <string_view>

namespace tiles::kit {
namespace {

std::string_view name_of(store::Way way) {
  switch (way) {
    case store::Way::Present:
      return "present";
    case store::Way::Cloned:
      return "cloned";
    case store::Way::HardLinked:
      return "hard_linked";
    case store::Way::Copied:
      return "copied";
    case store::Way::Moved:
      return "moved";
    case store::Way::Referenced:
      return "referenced";
  }
  return "copied";
}

}  // namespace

store::ImportKind import_kind(tilekit::FileUse use) {
  return use == tilekit::FileUse::InPlace ? store::ImportKind::InPlace : store::ImportKind::Share;
}

store::Progress store_progress(const tilekit::BytesRead& progress, const tilekit::StopFlag* stop) {
  return [&progress, stop](std::uint64_t bytes_done) {
    if (progress) progress(bytes_done);
    return stop != nullptr && stop->is_raised() ? store::Step::Cancel : store::Step::Continue;
  };
}

std::vector<tilekit::ImportedFile> described(const std::vector<models::Import>& imports) {
  std::vector<tilekit::ImportedFile> files;
  files.reserve(imports.size());
  for (const models::Import& import : imports) {
    files.push_back({.file = import.file,
                     .way = std::string(name_of(import.way)),
                     .size_bytes = import.size_bytes});
  }
  return files;
}

Json json_of(const std::vector<tilekit::ImportedFile>& files) {
  Json list = Json::array();
  for (const tilekit::ImportedFile& each : files) {
    list.push_back({{"file", each.file.string()}, {"way", each.way}, {"size", each.size_bytes}});
  }
  return list;
}

}  // namespace tiles::kit
