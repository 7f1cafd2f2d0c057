#include "ledger/withdrawing.hpp"

#include "ledger/check.hpp"
#include "ledger/decimal.hpp"
#include "ledger/giving.hpp"

#include <algorithm>
#include <variant>
#include <vector>

namespace bursar::ledger {

namespace {

std::vector<Entry> back(AccountNumber wallet, AccountNumber to, Money amount) {
  return {{.account = wallet, .amount = -amount}, {.account = to, .amount = amount}};
}

/// What a frozen wallet holds can still be fetched out of it; its budget is left as it is.
Result<void> may_give(const Withdraw& withdraw, const WalletState& state) {
  if (withdraw.adjusts_budget) return active(state);
  if (state.status == WalletStatus::archived) return refuse(Errc::wallet_archived);
  return {};
}

}  // namespace

Result<Decided> withdrawn(const Withdraw& withdraw, const WalletState& giver, Money free) {
  CHECK(withdraw.wallet.account == giver.address.account);
  if (const auto may = may_move_within(withdraw.wallet, withdraw.org_wallet); !may)
    return std::unexpected{may.error()};
  if (const auto may = may_give(withdraw, giver); !may) return std::unexpected{may.error()};
  const Money amount = withdraw.amount ? withdraw.amount->money() : free;
  if (amount > free || amount.zero())
    return std::unexpected{Error{.code = Errc::insufficient_funds, .max_allowed_now = free}};
  return Decided{.fact = Withdrawn{.wallet = withdraw.wallet.account,
                                   .wallet_id = withdraw.wallet.id,
                                   .to = withdraw.org_wallet.account,
                                   .to_id = withdraw.org_wallet.id,
                                   .amount = amount,
                                   .adjusts_budget = withdraw.adjusts_budget,
                                   .salt = withdraw.salt},
                 .entries = back(withdraw.wallet.account, withdraw.org_wallet.account, amount)};
}

std::optional<std::string> wrong_withdrawal(const Books& books, const Record& record) {
  const auto& withdrawn = std::get<Withdrawn>(record.fact);
  const auto profile = books.profiles.find(withdrawn.wallet);
  if (profile == books.profiles.end() || profile->second.opened.address.id != withdrawn.wallet_id)
    return "withdraws from a wallet that is not there";
  if (!own_wallet_beside(books, profile->second.opened.address, withdrawn.to, withdrawn.to_id))
    return "withdraws to a wallet that is not its organisation's own";
  const auto expected = back(withdrawn.wallet, withdrawn.to, withdrawn.amount);
  const bool posted =
      std::ranges::equal(record.entries, expected, [](const Entry& a, const Entry& b) {
        return a.account == b.account && a.amount == b.amount;
      });
  if (!posted) return "does not post the " + text(withdrawn.amount) + " that it withdraws";
  if (withdrawn.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

}  // namespace bursar::ledger
