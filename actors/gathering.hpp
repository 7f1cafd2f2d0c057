#pragma once

#include "actors/journal_heads.hpp"
#include "actors/surroundings.hpp"
#include "ledger/check.hpp"

#include <memory>
#include <utility>
#include <vector>

#include <caf/send.hpp>

namespace bursar::actors {

/// Visits the wallet of every view, which must stay where it is inside the call, and lets the call
/// wait in the journal's line for all that it then shows. With no views it only waits.
inline void gather(const Surroundings& around, CallPtr call, std::vector<WalletView*> views) {
  if (views.empty()) return around.line.append(std::move(call));
  auto gathering = std::make_shared<Gathering>();
  gathering->call = std::move(call);
  gathering->missing = views.size();
  gathering->views = std::move(views);
  for (std::size_t i = 0; i < gathering->views.size(); ++i) {
    const ledger::AccountNumber account = gathering->views[i]->profile.opened.address.account;
    around.tell(account, Visit{gathering, i});
  }
}

/// Adds the wallet's state to its view; the last one lets the call take its place in the line.
inline void show(const Visit& visit, const ledger::WalletState& state, ledger::Time denied_at,
                 JournalLine& line) {
  Gathering& gathering = *visit.gathering;
  WalletView& view = *gathering.views[visit.index];
  view.state = state;
  view.denied_at = denied_at;
  if (gathering.missing.fetch_sub(1, std::memory_order_acq_rel) == 1)
    line.append(std::move(gathering.call));
}

/// Each view's newest record is the writer's to say.
inline void show_last_records(const std::vector<WalletView*>& views, const JournalHeads& heads) {
  for (WalletView* view : views)
    view->last = heads.account(view->profile.opened.address.account).head.last;
}

}  // namespace bursar::actors
