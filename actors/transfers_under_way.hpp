#pragma once

// The transfers of one wallet that no record knows yet, of those that it gives and those that it is
// to get, and what the wallet sets aside or counts on for them. One actor's own; no CAF.

#include "actors/messages.hpp"
#include "actors/seldom.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::actors {

/// What a transfer credits a wallet with.
inline ledger::Money credit_to(ledger::AccountNumber wallet, const Transfer& transfer) {
  const auto credit = std::ranges::find(transfer.credits, wallet, &Credit::to);
  CHECK(credit != transfer.credits.end());
  return credit->money;
}

using TransferSet = std::unordered_set<TransferPtr>;

class TransfersUnderWay {
 public:
  /// Decided by this wallet, which holds for it from here on.
  void give(ledger::Wallet& wallet, TransferPtr transfer) {
    wallet.hold(transfer->decided, transfer->decided_at);
    both_.own().giving.push_back(std::move(transfer));
  }
  /// It is recorded or refused, and held for no longer.
  void end_giving(ledger::Wallet& wallet, const TransferPtr& transfer) {
    CHECK(std::erase(both_.own().giving, transfer) == 1);
    wallet.release(transfer->decided, transfer->decided_at);
  }

  void expect(ledger::Wallet& wallet, const TransferPtr& transfer, ledger::Money credit) {
    wallet.expect(credit);
    both_.own().expecting.emplace_back(transfer, credit);
  }
  /// False: it was not expected.
  bool no_longer_expect(ledger::Wallet& wallet, const TransferPtr& transfer) {
    if (both_->expecting.empty()) return false;
    auto& expecting = both_.own().expecting;
    const auto found = std::ranges::find(expecting, transfer, &Expected::first);
    if (found == expecting.end()) return false;
    wallet.no_longer_expect(found->second);
    expecting.erase(found);
    return true;
  }

  /// What it counts on for those, where it does and does not set aside for them.
  ledger::Money counted_on(const TransferSet& those) const {
    ledger::Money sum;
    if (those.empty()) return sum;
    for (const auto& [transfer, credit] : both_->expecting)
      if (!credit.negative() && those.contains(transfer)) sum = sum + credit;
    return sum;
  }

  /// Whether one of those that it gives is the payment that was asked for there.
  bool approves(ledger::Sequence request) const {
    return std::ranges::any_of(both_->giving, [&](const TransferPtr& transfer) {
      const auto decision = ledger::decision_of(transfer->decided.fact);
      return decision && decision->request == request;
    });
  }

  /// Whether one of those that it gives settles that token.
  bool settles(ledger::Sequence token) const {
    return std::ranges::any_of(both_->giving, [&](const TransferPtr& transfer) {
      const auto move = ledger::token_move(transfer->decided.fact);
      return move && move->token == token;
    });
  }
  /// Whether one of them goes on with the payment that was made there: gives back some of it, or
  /// is about its dispute.
  bool go_on_with(ledger::Sequence payment) const {
    return std::ranges::any_of(both_->giving, [&](const TransferPtr& transfer) {
      return ledger::payment_of(transfer->decided.fact) == payment;
    });
  }

  /// Whether more will be owed once one of them is recorded.
  bool covered() const {
    return std::ranges::any_of(both_->giving, [](const TransferPtr& transfer) {
      const auto* resolved = std::get_if<ledger::DisputeRefunded>(&transfer->decided.fact);
      return resolved != nullptr && !resolved->covered.zero();
    });
  }

  bool none() const { return both_->giving.empty() && both_->expecting.empty(); }
  std::vector<TransferPtr> all() const {
    std::vector<TransferPtr> all = both_->giving;
    for (const auto& [transfer, credit] : both_->expecting) all.push_back(transfer);
    return all;
  }

 private:
  using Expected = std::pair<TransferPtr, ledger::Money>;

  struct Both {
    std::vector<TransferPtr> giving;
    std::vector<Expected> expecting;
  };
  Seldom<Both> both_;
};

}  // namespace bursar::actors
