#pragma once

// A wallet's view on its way through the journal's line, completed at its place there.

#include "actors/journal_heads.hpp"
#include "actors/messages.hpp"
#include "actors/two_sides.hpp"

#include <utility>
#include <variant>
#include <vector>

namespace bursar::actors {

/// A payee has no part in a payment that only waits for approval, or is only authorized.
inline bool concerns(const Transfer& transfer, const WalletView& view) {
  return transfer.from == view.state.address.account || !only_holds(transfer.decided.fact);
}

/// On the writer's thread, at the view's place in the journal. A transfer that has a place by then
/// comes before it, and the wallet did not know: without it the view would be of no point in time.
inline void show_placed(WalletView& view, const std::vector<TransferPtr>& under_way) {
  ledger::Wallet wallet{view.state};
  for (const TransferPtr& transfer : under_way)
    if (!transfer->draft->record.sequence.none() && concerns(*transfer, view))
      wallet.apply(transfer->draft->record);
  view.state = wallet.state();
}

/// What its transfers have come to and its newest record are the writer's to say.
inline void show_at_its_place(const CallPtr& call, WalletView& view,
                              std::vector<TransferPtr> under_way) {
  call->at_its_place = [&view, account = view.state.address.account,
                        under_way = std::move(under_way)](const JournalHeads* heads) {
    if (!under_way.empty()) show_placed(view, under_way);
    view.last = heads->account(account).head.last;
  };
}

}  // namespace bursar::actors
