// SPDX-License-Identifier: Apache-2.0
#include "memory/agent.h"

#include <algorithm>
#include <map>
#include <utility>

#include "memory/name_index.h"
#include "memory/task.h"

namespace tiles::memory {
namespace {

bool same(const vault::NoteName& a, const vault::NoteName& b) {
  return a.path == b.path && a.title == b.title && a.aliases == b.aliases;
}

// An index is kept from task to task while the names are the same.
class NamesOfMode {
 public:
  const NameIndex& index_of(std::vector<vault::NoteName> names) {
    if (!index_ || !std::equal(names.begin(), names.end(), names_.begin(), names_.end(), same)) {
      std::vector<NoteNames> copied;
      copied.reserve(names.size());
      for (const vault::NoteName& name : names) {
        copied.push_back({name.path, name.title, name.aliases});
      }
      index_ = std::make_unique<NameIndex>(std::move(copied));
      names_ = std::move(names);
    }
    return *index_;
  }

 private:
  std::vector<vault::NoteName> names_;
  std::unique_ptr<NameIndex> index_;
};

// A note whose path or title is hidden is not even named to the model.
Result<void> remove_hidden(vault::Vault& vault, std::vector<vault::NoteName>& names) {
  const vault::FilterSet hidden = TILES_TRY(vault.hidden());
  if (hidden.empty()) {
    return {};
  }
  std::erase_if(names, [&](vault::NoteName& name) {
    std::erase_if(name.aliases, [&](const std::string& alias) { return hidden.hides_line(alias); });
    return hidden.hides_file(name.path) || hidden.hides_line(name.title);
  });
  return {};
}

}  // namespace

struct MemoryAgent::State {
  engine::Completion& completion;
  vault::Vault& vault;
  const Clock& clock;
  AgentOptions options;
  NamesOfMode recall_names;
  NamesOfMode remember_names;

  Result<Outcome> run(Mode mode, std::string_view message, const TaskOptions& task_options) {
    TILES_TRY(vault.index().refresh());
    std::vector<vault::NoteName> names = TILES_TRY(vault.index().names());
    if (mode == Mode::Recall) {
      TILES_CHECK(remove_hidden(vault, names));
    }
    std::map<std::string, std::string, std::less<>> titles;
    for (const vault::NoteName& name : names) {
      titles.emplace(name.path, name.title);
    }
    const auto title_of_link = [&](std::string_view target, std::string_view from) {
      const auto path = vault.index().resolve(target, from);
      const auto title = path ? titles.find(*path) : titles.end();
      return title == titles.end() ? std::string() : title->second;
    };
    NamesOfMode& kept = mode == Mode::Recall ? recall_names : remember_names;
    const NameIndex& index = kept.index_of(std::move(names));
    const TaskParts parts{completion, vault, clock, options, index, title_of_link};
    return run_task(parts, mode, message, task_options);
  }
};

Result<Protocol> protocol_of_memory_model(const std::optional<std::string>& declared) {
  if (!declared) {
    return Protocol::MemAgent;
  }
  if (*declared == "1") {
    return Protocol::InHouse;
  }
  return fail(Error(ErrorCode::Unsupported,
                    "the model speaks memory protocol '" + *declared + "', this program '1'"));
}

MemoryAgent::MemoryAgent(engine::Completion& completion, vault::Vault& vault, const Clock& clock,
                         AgentOptions options)
    : state_(new State{completion, vault, clock, std::move(options), {}, {}}) {}
MemoryAgent::~MemoryAgent() = default;
MemoryAgent::MemoryAgent(MemoryAgent&&) noexcept = default;
MemoryAgent& MemoryAgent::operator=(MemoryAgent&&) noexcept = default;

Result<Outcome> MemoryAgent::recall(std::string_view message, const TaskOptions& options) {
  return state_->run(Mode::Recall, message, options);
}

Result<Outcome> MemoryAgent::remember(std::string_view message, const TaskOptions& options) {
  return state_->run(Mode::Remember, message, options);
}

}  // namespace tiles::memory
