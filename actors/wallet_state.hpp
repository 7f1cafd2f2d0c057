#pragma once

// Everything that a wallet's actor knows.

#include "actors/accept_later.hpp"
#include "actors/messages.hpp"
#include "actors/policies_in_force.hpp"
#include "actors/surroundings.hpp"
#include "actors/transfers_under_way.hpp"
#include "actors/wallet_end.hpp"
#include "actors/wallet_keys.hpp"
#include "actors/wallet_topup.hpp"
#include "ledger/wallet.hpp"

#include <algorithm>
#include <cstddef>
#include <variant>
#include <vector>

namespace bursar::actors {

/// What waits for transfers that no record knows yet.
using WaitingForTransfers =
    std::variant<KeyedAsk<PayCall>, KeyedAsk<FundCall>, KeyedAsk<ClearCall>, KeyedAsk<WithdrawCall>,
                 KeyedAsk<FundBatchCall>, KeyedAsk<RefundCall>, KeyedAsk<SealCall>,
                 Ask<DecideApprovalCall>, Expire, BatchAsk, KeyedAsk<AuthorizeCall>,
                 KeyedAsk<TokenActCall>, TokenDue, KeyedAsk<PayOutCall>, Ask<CancelPayoutCall>,
                 PayoutStep, KeyedAsk<DisputeCall>, AcceptLater>;

struct WalletActorState {
  static inline const char* name = "wallet";
  Surroundings* around = nullptr;
  ledger::Wallet wallet;
  FoundPolicy policy;
  WalletKeys keys;
  ledger::Time denied_at = {};
  TransfersUnderWay transfers;
  std::vector<WaitingForTransfers> waiting;
  std::size_t passed_on = 0;  // keys of its own that are with the payers of tokens
  WalletEnd end;
  WalletTopup topup;

  const ledger::WalletAddress& address() const { return wallet.state().address; }
  /// No earlier than anything that it has recorded.
  ledger::Time later(ledger::Time now) const { return std::max(now, wallet.state().last_time); }
};

}  // namespace bursar::actors
