// SPDX-License-Identifier: Apache-2.0
#include "models/build_file.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "engine/file_type.h"
#include "engine/gguf_metadata.h"
#include "engine/model_file.h"
#include "models/split_name.h"
#include "store/descriptor.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

// Models as others ship them, which are turned into GGUF before.
constexpr std::array<std::string_view, 4> kOtherFormats = {".safetensors", ".bin", ".pth", ".pt"};

std::string in_quotes(const fs::path& path) { return "'" + path.native() + "'"; }

bool is_other_format(const fs::path& path) {
  return std::ranges::find(kOtherFormats, to_lower_ascii(path.extension().native())) !=
         kOtherFormats.end();
}

Error other_format(const fs::path& path) {
  return Error(ErrorCode::Unsupported, format("{} is not a GGUF file", in_quotes(path)))
      .with_hint("convert it first: convert_hf_to_gguf.py of llama.cpp does");
}

Result<LayerKind> kind_of(const engine::GgufMetadata& metadata) {
  const std::string_view type = metadata.text("general.type").value_or("model");
  const std::string_view architecture = metadata.text("general.architecture").value_or("");
  if (type == "adapter") {
    if (metadata.text("adapter.type") != "lora") {
      return fail(ErrorCode::Unsupported, "an adapter that is not a LoRA");
    }
    return LayerKind::Adapter;
  }
  if (type == "mmproj" || architecture == "clip") return LayerKind::Projector;
  if (type != "model") {
    return fail(ErrorCode::Unsupported,
                format("the file holds {}, not a model", shown_in_quotes(type)));
  }
  return LayerKind::Weights;
}

std::string plain_text(std::optional<std::string_view> text) {
  return text && is_utf8(*text) ? std::string(*text) : std::string();
}

Result<GgufHead> head_of(const engine::GgufMetadata& metadata) {
  GgufHead head;
  head.kind = TILES_TRY(kind_of(metadata));
  head.architecture = plain_text(metadata.text("general.architecture"));
  head.name = plain_text(metadata.text("general.name"));
  if (const auto type = metadata.number("general.file_type")) {
    head.file_type = engine::file_type_name(*type).value_or("");
  }
  head.block_type = metadata.block_type;
  head.part = metadata.number("split.no").value_or(0);
  head.parts = std::max<std::uint64_t>(1, metadata.number("split.count").value_or(1));
  if (head.parts > SplitName::kPartsMax || head.part >= head.parts) {
    return fail(ErrorCode::Invalid,
                format("part {} of {}, which cannot be", head.part, head.parts));
  }
  if (head.part == 0 && head.architecture.empty()) {
    return fail(ErrorCode::Invalid, "metadata key 'general.architecture' is missing");
  }
  if (metadata.tensor_count == 0 && head.parts == 1) {
    return fail(ErrorCode::Invalid, "the file holds no weights");
  }
  return head;
}

Result<GgufHead> read_head(const fs::path& path) {
  const auto file = TILES_TRY(engine::open_model_file(path));
  const engine::GgufMetadata metadata = TILES_TRY(engine::read_gguf_metadata(file.get()));
  return head_of(metadata);
}

// The parts beside `path`, by its name.
std::vector<fs::path> parts_beside(const fs::path& path, SplitName name) {
  std::vector<fs::path> paths;
  for (name.part = 0; name.part < name.parts; ++name.part) {
    paths.push_back(path.parent_path() / name.text());
  }
  return paths;
}

Result<std::vector<fs::path>> files_in(const fs::path& folder) {
  std::vector<fs::path> found;
  std::optional<fs::path> other;
  std::error_code failed;
  // By error code: the iterator's ++ would throw.
  for (fs::directory_iterator entry(folder, failed); !failed && entry != fs::directory_iterator();
       entry.increment(failed)) {
    if (to_lower_ascii(entry->path().extension().native()) == ".gguf") {
      found.push_back(entry->path());
    } else if (is_other_format(entry->path())) {
      other = entry->path();
    }
    if (found.size() > kFolderFilesMax) {
      return fail(ErrorCode::Limit,
                  format("more than {} GGUF files in {}", kFolderFilesMax, in_quotes(folder)));
    }
  }
  if (failed) return fail_system(failed.value(), "reading " + in_quotes(folder));
  if (found.empty() && other) return fail(other_format(*other));
  if (found.empty()) {
    return fail(Error(ErrorCode::NotFound, "no GGUF file in " + in_quotes(folder))
                    .with_hint("name one: FROM ./model.gguf"));
  }
  std::ranges::sort(found);
  return found;
}

Result<std::vector<fs::path>> paths_of(const fs::path& path) {
  std::error_code failed;
  if (fs::is_directory(path, failed)) return files_in(path);
  const auto name = parse_split_name(path.filename().native());
  return name ? parts_beside(path, *name) : std::vector<fs::path>{path};
}

// Weights, then adapters and projectors.
int rank(const ModelFile& file) { return file.head.kind == LayerKind::Weights ? 0 : 1; }

Result<void> check_parts(const std::vector<ModelFile>& weights) {
  const std::uint64_t parts = weights.front().head.parts;
  for (std::size_t i = 0; i < weights.size(); ++i) {
    const GgufHead& head = weights[i].head;
    if (parts == 1 || head.parts != parts) {
      return fail(Error(ErrorCode::Invalid,
                        format("{} and {} are two models", in_quotes(weights.front().path),
                               in_quotes(weights[i == 0 ? 1 : i].path)))
                      .with_hint("name the file that is meant: FROM ./model.gguf"));
    }
    if (head.part != i) {
      return head.part < i
                 ? fail(ErrorCode::Invalid,
                        format("part {} of {} stands twice, as {} and {}", head.part + 1, parts,
                               in_quotes(weights[i - 1].path), in_quotes(weights[i].path)))
                 : fail(ErrorCode::Invalid, format("part {} of {} is missing", i + 1, parts));
    }
  }
  if (weights.size() != parts) {
    return fail(ErrorCode::Invalid, format("part {} of {} is missing", weights.size() + 1, parts));
  }
  return {};
}

}  // namespace

Result<ModelFile> read_model_file(const fs::path& path) {
  auto head = read_head(path);
  if (!head && is_other_format(path)) return fail(other_format(path));
  if (!head) {
    return fail(std::move(head).error().within("reading " + in_quotes(path)));
  }
  ModelFile file{.path = path, .name = path.filename().native(), .head = *std::move(head)};
  if (!is_utf8(file.name) || !store::check_file_path(file.name)) file.name.clear();
  return file;
}

Result<void> order_model_files(std::vector<ModelFile>& files) {
  std::ranges::stable_sort(files, [](const ModelFile& a, const ModelFile& b) {
    return std::pair(rank(a), a.head.part) < std::pair(rank(b), b.head.part);
  });
  std::vector<ModelFile> weights;
  std::ranges::copy_if(files, std::back_inserter(weights),
                       [](const ModelFile& file) { return rank(file) == 0; });
  const bool is_plain = weights.empty() || (weights.size() == 1 && weights.front().head.parts == 1);
  return is_plain ? Result<void>() : check_parts(weights);
}

Result<std::vector<ModelFile>> find_model_files(const fs::path& path) {
  std::vector<ModelFile> files;
  for (const fs::path& each : TILES_TRY(paths_of(path))) {
    files.push_back(TILES_TRY(read_model_file(each)));
  }
  TILES_CHECK(order_model_files(files));
  return files;
}

}  // namespace tiles::models
