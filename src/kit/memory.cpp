// SPDX-License-Identifier: Apache-2.0
#include <tilekit/memory.h>

#include "base/format.h"
#include "kit/convert.h"
#include "kit/home_state.h"
#include "kit/memory_task.h"
#include "kit/undo.h"
#include "vault/check.h"
#include "vault/export.h"
#include "vault/graph.h"

namespace tilekit {

using tiles::fail;
namespace kit = tiles::kit;
namespace vault = tiles::vault;

namespace {

// The path as the vault spells it. Errors: NotFound with a hint.
Result<vault::NotePath> existing_note(const vault::Vault& vault, std::string_view path) {
  vault::NotePath note = TILES_TRY(vault::NotePath::parse(path));
  if (auto text = vault.read(note); !text) {
    if (text.error().code() != ErrorCode::NotFound) return fail(std::move(text).error());
    return fail(Error(ErrorCode::NotFound, "no note '" + note.text() + "'")
                    .with_hint("run 'tiles memory list'"));
  }
  return note;
}

}  // namespace

Memory::Memory(Home home) : home_(std::move(home)) {}

Result<AskResult> Memory::ask(std::string_view question, const StopFlag* stop) {
  kit::TaskRequest request{.message = question};
  if (stop != nullptr) request.stop = &stop->raised();
  return kit::recall(*home_.state(), request).map(kit::ask_result);
}

Result<TellResult> Memory::tell(std::string_view message, const TellOptions& options) {
  kit::TaskRequest request{.message = message, .consent = options.consent};
  if (options.stop != nullptr) request.stop = &options.stop->raised();
  request.untrusted = options.untrusted;
  return kit::remember(*home_.state(), request).map(kit::tell_result);
}

Result<std::vector<NoteSummary>> Memory::list() {
  using Notes = std::vector<NoteSummary>;
  return home_.state()->with_vault<Notes>([](vault::Vault& vault) -> Result<Notes> {
    TILES_TRY(vault.index().refresh());
    Notes notes;
    for (vault::NoteName& name : TILES_TRY(vault.index().names())) {
      notes.push_back({.path = std::move(name.path),
                       .title = std::move(name.title),
                       .aliases = std::move(name.aliases)});
    }
    return notes;
  });
}

Result<std::string> Memory::show(std::string_view path) {
  return home_.state()->with_vault<std::string>([&](vault::Vault& vault) -> Result<std::string> {
    return vault.read(TILES_TRY(existing_note(vault, path)));
  });
}

Result<std::vector<SearchHit>> Memory::search(std::string_view query, std::size_t limit) {
  using Hits = std::vector<SearchHit>;
  return home_.state()->with_vault<Hits>([&](vault::Vault& vault) -> Result<Hits> {
    TILES_TRY(vault.index().refresh());
    Hits hits;
    for (vault::SearchHit& hit : TILES_TRY(vault.index().search(query, limit))) {
      hits.push_back({.path = std::move(hit.path),
                      .line = hit.line,
                      .title = std::move(hit.title),
                      .text = std::move(hit.snippet),
                      .score = hit.score});
    }
    return hits;
  });
}

Result<std::vector<Link>> Memory::links(std::string_view path) {
  using Links = std::vector<Link>;
  return home_.state()->with_vault<Links>([&](vault::Vault& vault) -> Result<Links> {
    const vault::NotePath note = TILES_TRY(existing_note(vault, path));
    TILES_TRY(vault.index().refresh());
    return kit::sdk_links(TILES_TRY(vault.index().links(note.text())));
  });
}

Result<std::vector<Link>> Memory::backlinks(std::string_view path) {
  using Links = std::vector<Link>;
  return home_.state()->with_vault<Links>([&](vault::Vault& vault) -> Result<Links> {
    const vault::NotePath note = TILES_TRY(existing_note(vault, path));
    TILES_TRY(vault.index().refresh());
    return kit::sdk_links(TILES_TRY(vault.index().backlinks(note.text())));
  });
}

Result<std::string> Memory::graph(GraphFormat format) {
  return home_.state()->with_vault<std::string>([&](vault::Vault& vault) -> Result<std::string> {
    if (format == GraphFormat::Dot) return vault::graph_dot(vault);
    return tiles::print_json(TILES_TRY(vault::graph_json(vault))) + "\n";
  });
}

Result<std::vector<Finding>> Memory::check() {
  using Findings = std::vector<Finding>;
  return home_.state()->with_vault<Findings>([](vault::Vault& vault) -> Result<Findings> {
    Findings findings;
    for (vault::Fault& fault : TILES_TRY(vault::check(vault))) {
      findings.push_back({.kind = std::string(vault::fault_kind_name(fault.kind)),
                          .path = std::move(fault.path),
                          .line = fault.line,
                          .text = std::move(fault.text)});
    }
    return findings;
  });
}

Result<std::vector<Transaction>> Memory::log(std::size_t limit) {
  using Transactions = std::vector<Transaction>;
  return home_.state()->with_vault<Transactions>([&](vault::Vault& vault) -> Result<Transactions> {
    Transactions transactions;
    for (const vault::Record& record : TILES_TRY(vault.log(limit))) {
      transactions.push_back(kit::sdk_transaction(record));
    }
    return transactions;
  });
}

Result<Transaction> Memory::undo(std::string_view id) {
  return id.empty() ? kit::undo_newest(*home_.state(), "") : kit::undo(*home_.state(), id);
}

Result<void> Memory::export_to(ExportFormat format, const ByteSink& sink) {
  return home_.state()->with_vault<void>([&](vault::Vault& vault) -> Result<void> {
    if (format == ExportFormat::Tar) return vault::export_tar(vault, sink);
    TILES_CHECK(vault::export_json(vault, sink));
    return sink("\n");
  });
}

Result<std::vector<Filter>> Memory::filters() {
  using Filters = std::vector<Filter>;
  return home_.state()->with_vault<Filters>([](vault::Vault& vault) -> Result<Filters> {
    Filters filters;
    for (const vault::Filter& filter : TILES_TRY(vault.filters())) {
      filters.push_back(kit::sdk_filter(filter));
    }
    return filters;
  });
}

Result<Filter> Memory::add_filter(std::string_view kind, std::string_view value) {
  return home_.state()->with_vault<Filter>([&](vault::Vault& vault) -> Result<Filter> {
    const auto parsed = vault::parse_filter_kind(kind);
    if (!parsed) {
      return fail(Error(parsed.error()).with_hint("a kind is 'key', 'text', 'file' or 'entity'"));
    }
    return kit::sdk_filter(TILES_TRY(vault.add_filter(*parsed, value)));
  });
}

Result<void> Memory::remove_filter(std::string_view id) {
  return home_.state()->with_vault<void>(
      [&](vault::Vault& vault) { return vault.remove_filter(id); });
}

}  // namespace tilekit
