// SPDX-License-Identifier: Apache-2.0
#include "models/build_plan.h"

#include <algorithm>
#include <array>
#include <system_error>
#include <utility>

#include "base/format.h"
#include "base/text.h"
#include "models/instruction_rules.h"
#include "models/remote_reference.h"

namespace tiles::models {
namespace {

namespace fs = std::filesystem;

constexpr std::array<std::string_view, 6> kModelExtensions = {".gguf", ".bin", ".safetensors",
                                                              ".pth",  ".pt",  ".ggml"};

bool looks_like_path(std::string_view value) {
  const std::string lower = to_lower_ascii(value);
  return value.empty() || value.find_first_of("./~\\") == 0 ||
         value.find_first_of("\\ ") != std::string_view::npos ||
         std::ranges::any_of(kModelExtensions, [&](std::string_view extension) {
           return lower.ends_with(extension);
         });
}

// "~" and "~/x" are meant from the user's home.
fs::path expanded(std::string_view value, const Surroundings& surroundings) {
  if (!surroundings.home.empty() && (value == "~" || value.starts_with("~/"))) {
    return surroundings.home / fs::path(value.substr(std::min<std::size_t>(2, value.size())));
  }
  return surroundings.folder / fs::path(value);  // An absolute path stays as it is.
}

// The FROM lines that count: "#tiles FROM" makes the one before it exact.
std::vector<const Instruction*> from_lines(const Modelfile& file) {
  std::vector<const Instruction*> lines;
  for (const Instruction& instruction : file.instructions) {
    if (instruction.keyword != Keyword::From) continue;
    if (instruction.form == Form::Comment && !lines.empty()) lines.pop_back();
    lines.push_back(&instruction);
  }
  return lines;
}

Result<std::optional<store::Descriptor>> resolve(const store::Store& store,
                                                 const std::string& reference) {
  const bool remote = looks_remote(reference);
  std::string name_text = reference;
  if (remote) {
    const RemoteReference meant = TILES_TRY(parse_remote_reference(reference));
    const auto local = meant.local_name();
    if (!local) return std::nullopt;
    name_text = *local;
  }
  const store::ModelName name = TILES_TRY(store::ModelName::parse(name_text));
  auto found = store.resolve(name);
  if (found) return *std::move(found);
  if (found.error().code() != ErrorCode::NotFound) return fail(std::move(found).error());
  if (remote) return std::nullopt;
  return fail(std::move(found).error().with_hint("'tiles list' shows the models that are there"));
}

class Planner {
 public:
  Planner(const store::Store& store, const Modelfile& file, const Surroundings& surroundings)
      : store_(store), file_(file), surroundings_(surroundings) {}

  Result<BuildPlan> plan() {
    TILES_CHECK(plan_from());
    TILES_CHECK(plan_drafts());
    for (const Instruction& instruction : file_.instructions) {
      if (instruction.keyword == Keyword::Adapter) TILES_CHECK(plan_adapter(instruction.value));
    }
    TILES_CHECK(plan_memory());
    TILES_CHECK(check_weights());
    return std::move(plan_);
  }

 private:
  Result<void> plan_from();
  Result<void> plan_drafts();
  Result<void> plan_adapter(const std::string& value);
  Result<void> plan_memory();
  Result<void> check_weights() const;
  Result<void> add_model(const std::string& reference, std::optional<LayerKind> kind, double scale);
  // The files of one source, as what their heads say they are.
  Result<std::vector<PlannedFile>> files_of(const std::string& reference,
                                            const fs::path& path) const;
  // The same, where all of them must be `expected`, and are to be layers of `kind`.
  struct Role {
    LayerKind expected = LayerKind::Weights;
    LayerKind kind = LayerKind::Weights;
    double scale = 1;
  };
  Result<void> add_files(const std::string& reference, const fs::path& path, const Role& role);
  Result<void> add_source(const std::string& reference, const Role& role);

  const store::Store& store_;
  const Modelfile& file_;
  const Surroundings& surroundings_;
  BuildPlan plan_;
};

Result<void> Planner::add_model(const std::string& reference, std::optional<LayerKind> kind,
                                double scale) {
  PlannedModel model{.reference = reference, .kind = kind, .scale = scale, .manifest = {}};
  model.manifest = TILES_TRY(resolve(store_, reference));
  plan_.models.push_back(std::move(model));
  return {};
}

Result<std::vector<PlannedFile>> Planner::files_of(const std::string& reference,
                                                   const fs::path& path) const {
  std::vector<ModelFile> found = TILES_TRY(find_model_files(path));
  std::vector<PlannedFile> files(found.size());
  for (std::size_t i = 0; i < found.size(); ++i) {
    files[i].reference = reference;
    if (found.size() > 1) files[i].path = found[i].name;
    files[i].kind = found[i].head.kind;
    files[i].file = std::move(found[i]);
  }
  return files;
}

// Puts the parts of a model that several FROM or DRAFT lines name in order.
Result<void> order(std::vector<PlannedFile>& files) {
  std::vector<ModelFile> ordered;
  ordered.reserve(files.size());
  for (const PlannedFile& file : files) ordered.push_back(file.file);
  TILES_CHECK(order_model_files(ordered));
  std::ranges::stable_sort(files, {}, [&](const PlannedFile& file) {
    return std::ranges::find(ordered, file.file.path, &ModelFile::path) - ordered.begin();
  });
  return {};
}

Result<void> Planner::plan_from() {
  const Instruction* name = nullptr;
  std::vector<PlannedFile> files;
  for (const Instruction* line : from_lines(file_)) {
    const FoundSource source = TILES_TRY(find_source(line->value, surroundings_));
    if (source.kind == SourceKind::File) {
      for (PlannedFile& file : TILES_TRY(files_of(line->value, source.path))) {
        files.push_back(std::move(file));
      }
      continue;
    }
    if (name != nullptr) {
      plan_.notices.push_back(format("'FROM {}' has no effect: the last name counts", name->value));
    }
    name = line;
  }
  if (name != nullptr && !files.empty()) {
    return fail(ErrorCode::Invalid, format("'FROM {}' is a model and 'FROM {}' a file: a build "
                                           "starts from one of them",
                                           name->value, files.front().reference));
  }
  if (name != nullptr) return add_model(name->value, std::nullopt, 1);
  TILES_CHECK(order(files));
  plan_.files = std::move(files);
  return {};
}

Result<void> Planner::add_files(const std::string& reference, const fs::path& path,
                                const Role& role) {
  for (PlannedFile& file : TILES_TRY(files_of(reference, path))) {
    if (file.kind != role.expected) {
      return fail(ErrorCode::Invalid,
                  format("'{}' holds the {} of a model, not a {}", file.file.path.native(),
                         name_of(file.kind), name_of(role.kind)));
    }
    file.kind = role.kind;
    file.scale = role.scale;
    plan_.files.push_back(std::move(file));
  }
  return {};
}

Result<void> Planner::add_source(const std::string& reference, const Role& role) {
  const FoundSource source = TILES_TRY(find_source(reference, surroundings_));
  return source.kind == SourceKind::File ? add_files(reference, source.path, role)
                                         : add_model(reference, role.kind, role.scale);
}

Result<void> Planner::plan_drafts() {
  const std::size_t first = plan_.files.size();
  for (const Instruction& instruction : file_.instructions) {
    if (instruction.keyword != Keyword::Draft) continue;
    TILES_CHECK(add_source(instruction.value, {LayerKind::Weights, LayerKind::Draft, 1}));
  }
  std::vector<PlannedFile> drafts(plan_.files.begin() + static_cast<std::ptrdiff_t>(first),
                                  plan_.files.end());
  if (drafts.empty()) return {};
  TILES_CHECK(order(drafts));
  std::ranges::move(drafts, plan_.files.begin() + static_cast<std::ptrdiff_t>(first));
  return {};
}

Result<void> Planner::plan_adapter(const std::string& value) {
  // A path may end in a blank and a number; that path comes first.
  std::error_code failed;
  const AdapterValue adapter = adapter_value(value);
  if (adapter.has_scale && fs::exists(expanded(value, surroundings_), failed)) {
    return add_source(value, {LayerKind::Adapter, LayerKind::Adapter, 1});
  }
  return add_source(std::string(adapter.path),
                    {LayerKind::Adapter, LayerKind::Adapter, adapter.scale});
}

Result<void> Planner::plan_memory() {
  const auto last = std::ranges::find(file_.instructions.rbegin(), file_.instructions.rend(),
                                      Keyword::Memory, &Instruction::keyword);
  if (last == file_.instructions.rend()) return {};
  return add_source(last->value, {LayerKind::Adapter, LayerKind::MemoryAdapter, 1});
}

Result<void> Planner::check_weights() const {
  const auto weights = std::ranges::find(plan_.files, LayerKind::Weights, &PlannedFile::kind);
  const bool has_base = !plan_.models.empty() && !plan_.models.front().kind;
  if (weights == plan_.files.end() && !has_base) {
    return fail(Error(ErrorCode::Invalid, "no FROM names weights")
                    .with_hint("begin with 'FROM name' or 'FROM ./model.gguf'; an adapter is "
                               "added with 'ADAPTER ./style.gguf'"));
  }
  for (const PlannedFile& file : plan_.files) {
    const std::string& architecture = file.file.head.architecture;
    if (file.kind == LayerKind::Adapter && weights != plan_.files.end() &&
        architecture != weights->file.head.architecture) {
      return fail(ErrorCode::Invalid,
                  format("the adapter '{}' is for '{}', the model is '{}'", file.file.path.native(),
                         architecture, weights->file.head.architecture));
    }
  }
  return {};
}

}  // namespace

Result<FoundSource> find_source(std::string_view value, const Surroundings& surroundings) {
  const fs::path path = expanded(value, surroundings);
  std::error_code failed;
  if (!value.empty() && fs::exists(path, failed)) {
    return FoundSource{.kind = SourceKind::File, .path = path};
  }
  if (looks_remote(value)) return FoundSource{.kind = SourceKind::Remote, .path = {}};
  if (looks_like_path(value)) {
    return fail(Error(ErrorCode::NotFound, format("no file or folder {}", shown_in_quotes(value)))
                    .with_hint(format("paths are meant from '{}'", surroundings.folder.native())));
  }
  return FoundSource{.kind = SourceKind::Model, .path = {}};
}

Result<BuildPlan> plan_build(const store::Store& store, const Modelfile& file,
                             const Surroundings& surroundings) {
  return Planner(store, file, surroundings).plan();
}

}  // namespace tiles::models
