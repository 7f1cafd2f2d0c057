#include "ledger/funding.hpp"

#include "ledger/check.hpp"
#include "ledger/giving.hpp"

#include <algorithm>

namespace bursar::ledger {

namespace {

/// What an agent's day at the faucet has come to.
struct FaucetUse {
  std::int64_t day = 0;
  Money used = {};
};

Decided moved(const Fund& fund, AccountNumber from, const FaucetUse& faucet) {
  const Money amount = fund.amount.money();
  return {.fact = Funded{.source = fund.source,
                         .wallet = fund.wallet.account,
                         .wallet_id = fund.wallet.id,
                         .from = from,
                         .amount = fund.amount,
                         .faucet_day = faucet.day,
                         .faucet_used_after = faucet.used,
                         .as_usdc = fund.as_usdc,
                         .salt = fund.salt,
                         .adjusts_budget = fund.adjusts_budget},
          .entries = {{.account = from, .amount = -amount},
                      {.account = fund.wallet.account, .amount = amount}}};
}

/// How much of the day's faucet is used with this funding. One that no limit binds does not count.
Result<FaucetUse> use_faucet(const Fund& fund, const WalletState& state, Money per_day, Time now) {
  const std::int64_t day = std::max(day_of(now), state.faucet_day);
  const Money used = day == state.faucet_day ? state.faucet_used : Money{};
  if (!fund.faucet_limited) return FaucetUse{day, used};
  const Money left = std::max(per_day - used, Money{});
  if (fund.amount.money() <= left) return FaucetUse{day, used + fund.amount.money()};
  return std::unexpected{Error{.code = Errc::faucet_exhausted,
                               .limit = per_day,
                               .used = used,
                               .max_allowed_now = left,
                               .resets_at = start_of_day(day + 1)}};
}

}  // namespace

Result<Decided> given(const Fund& fund, const WalletState& giver, Money free) {
  CHECK(fund.org_wallet && fund.org_wallet->account == giver.address.account);
  if (const auto may = may_move_within(*fund.org_wallet, fund.wallet); !may)
    return std::unexpected{may.error()};
  if (const auto is = active(giver); !is) return std::unexpected{is.error()};
  if (fund.amount.money() > free)
    return std::unexpected{Error{.code = Errc::insufficient_funds, .max_allowed_now = free}};
  return moved(fund, fund.org_wallet->account, {});
}

Result<Decided> taken_from_treasury(const Fund& fund, const WalletState& taker,
                                    Money faucet_per_day, Time now) {
  CHECK(fund.wallet.account == taker.address.account);
  if (const auto is = active(taker); !is) return std::unexpected{is.error()};
  FaucetUse faucet;
  if (fund.source == FundingSource::test_faucet) {
    const auto used = use_faucet(fund, taker, faucet_per_day, now);
    if (!used) return std::unexpected{used.error()};
    faucet = *used;
  }
  return moved(fund, system_account(taker.address.system_accounts, SystemAccount::treasury),
               faucet);
}

}  // namespace bursar::ledger
