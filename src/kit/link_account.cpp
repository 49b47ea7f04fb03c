// SPDX-License-Identifier: Apache-2.0
#include "kit/link_account.h"

#include "kit/event_log.h"
#include "kit/identity_place.h"
#include "kit/seal_keys.h"

namespace tiles::kit {

Result<void> check_may_link(const identity::Account& account) {
  if (account.record().certificate_of(account.store().device_key()) != nullptr) return {};
  return fail(Error(ErrorCode::Denied, "this device is revoked and links nothing")
                  .with_hint("'tiles id rotate' certifies new keys"));
}

Result<tilekit::IdentitySummary> link_account(const tilekit::HomePaths& paths,
                                              identity::Account& account,
                                              const identity::LinkTerms& terms) {
  TILES_CHECK(seal_home_keys(paths, account));
  TILES_CHECK(account.link(terms));
  TILES_CHECK(log_event(paths, {.kind = "identity.link",
                                .digest = account.record().links.back().cid().digest(),
                                .name = terms.did}));
  return summary_of(paths, account.record());
}

}  // namespace tiles::kit
