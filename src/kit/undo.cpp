// SPDX-License-Identifier: Apache-2.0
#include "kit/undo.h"

#include <set>
#include <string>

#include "kit/convert.h"
#include "kit/home_state.h"

namespace tiles::kit {
namespace {

Error nothing_to_undo(std::string_view conversation) {
  if (conversation.empty()) {
    return Error(ErrorCode::NotFound, "there is nothing to take back")
        .with_hint("run 'tiles memory log'");
  }
  return Error(ErrorCode::NotFound, "this conversation changed nothing that could be taken back")
      .with_hint("/undo ID takes back any change; 'tiles memory log' lists them");
}

Result<std::string> newest_standing(const vault::Vault& vault, std::string_view conversation) {
  constexpr std::size_t kLookedAtMax = 1000;
  const std::string turns = std::string(conversation) + "#";
  std::set<std::string> undone;
  for (const vault::Record& record : TILES_TRY(vault.log(kLookedAtMax))) {
    const bool is_meant = conversation.empty() || record.provenance.turn.starts_with(turns);
    if (!record.undoes.empty()) {
      undone.insert(record.undoes);
    } else if (is_meant && !undone.contains(record.id)) {
      return record.id;
    }
  }
  return fail(nothing_to_undo(conversation));
}

Result<tilekit::Transaction> undo_in(vault::Vault& vault, std::string_view id) {
  const vault::Provenance provenance{.who = "user", .why = "undo", .turn = "", .excerpt = ""};
  Result<vault::Record> undone = vault.undo(id, provenance);
  if (undone) return sdk_transaction(*undone);
  Error error = std::move(undone).error();
  if (error.code() != ErrorCode::Conflict) return fail(std::move(error));
  return fail(std::move(error).with_hint(
      "nothing was taken back; run 'tiles memory log', or edit the note"));
}

}  // namespace

Result<tilekit::Transaction> undo(tilekit::Home::State& home, std::string_view id) {
  return home.with_vault<tilekit::Transaction>(
      [&](vault::Vault& vault) { return undo_in(vault, id); });
}

Result<tilekit::Transaction> undo_newest(tilekit::Home::State& home,
                                         std::string_view conversation) {
  using Undone = tilekit::Transaction;
  return home.with_vault<Undone>([&](vault::Vault& vault) -> Result<Undone> {
    return undo_in(vault, TILES_TRY(newest_standing(vault, conversation)));
  });
}

}  // namespace tiles::kit
