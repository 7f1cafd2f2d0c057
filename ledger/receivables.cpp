#include "ledger/receivables.hpp"

#include "ledger/decimal.hpp"

#include <algorithm>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

std::vector<Entry> repaying(const WalletAddress& wallet, Money amount) {
  return {{.account = wallet.account, .amount = -amount},
          {.account = system_account(wallet.system_accounts, SystemAccount::treasury),
           .amount = amount}};
}

}  // namespace

// What it owes may be above what one record may move.
std::optional<Decided> repayment(const WalletState& state, Money free) {
  const Money most = std::min(std::min(state.owed, free), amount_max);
  const auto amount = Amount::of(most);
  if (!amount) return std::nullopt;
  return Decided{.fact = ReceivableRepaid{.wallet = state.address.account,
                                          .wallet_id = state.address.id,
                                          .amount = *amount,
                                          .owed_after = state.owed - most},
                 .entries = repaying(state.address, most)};
}

Money owed_change(const Fact& fact, AccountNumber account) {
  if (const auto* resolved = std::get_if<DisputeRefunded>(&fact);
      resolved && resolved->refund.from == account)
    return resolved->covered;
  if (const auto* repaid = std::get_if<ReceivableRepaid>(&fact);
      repaid && repaid->wallet == account)
    return -repaid->amount.money();
  return {};
}

Finding broken_repayment(const Books& books, const Record& record) {
  const auto* const repaid = std::get_if<ReceivableRepaid>(&record.fact);
  if (repaid == nullptr) return {};
  const auto wallet = books.wallets.find(repaid->wallet);
  if (wallet == books.wallets.end()) return "repays for a wallet that is not there";
  const Money owed = wallet->second.state().owed;
  if (repaid->amount.money() > owed)
    return "repays " + text(repaid->amount.money()) + " of " + text(owed) + " that are owed";
  return {};
}

Finding wrong_repayment(const Books& books, const Record& record, const ReceivableRepaid& repaid) {
  const WalletState& state = books.wallets.at(repaid.wallet).state();
  if (state.address.id != repaid.wallet_id) return "repays for a wallet that is not there";
  const Money after = state.owed - repaid.amount.money();
  if (repaid.owed_after != after)
    return "says that " + text(repaid.owed_after) + " is owed then; that is " + text(after);
  const auto expected = repaying(state.address, repaid.amount.money());
  const bool posted =
      std::ranges::equal(record.entries, expected, [](const Entry& a, const Entry& b) {
        return a.account == b.account && a.amount == b.amount;
      });
  if (!posted) return "does not post the " + text(repaid.amount.money()) + " that it repays";
  return {};
}

}  // namespace bursar::ledger
