#include "ledger/funding.hpp"

#include "ledger/check.hpp"
#include "ledger/giving.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

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
                         .adjusts_budget = fund.adjusts_budget,
                         .topped_up_on = fund.topped_up_on},
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

std::unexpected<Error> refuse_part(std::size_t index, Error error) {
  error.part = static_cast<std::uint16_t>(index + 1);
  return std::unexpected{error};
}

/// What the edge has made sure of already.
Result<void> well_formed(const FundBatch& batch) {
  CHECK(batch.parts.size() <= allocations_max);
  if (batch.parts.empty()) return refuse(Errc::invalid_request);
  std::unordered_set<AccountNumber> seen;
  for (std::size_t i = 0; i < batch.parts.size(); ++i) {
    const WalletAddress& wallet = batch.parts[i].wallet;
    if (const auto may = may_move_within(batch.org_wallet, wallet); !may)
      return refuse_part(i, may.error());
    if (!seen.insert(wallet.account).second) return refuse_part(i, {.code = Errc::invalid_request});
  }
  return {};
}

Wide sum_of(const FundBatch& batch) {
  Wide sum = 0;
  for (const FundBatch::Part& part : batch.parts) sum += part.amount.money().units();
  return sum;
}

std::vector<Entry> entries_of(const BatchFunded& funded) {
  std::vector<Entry> entries{{.account = funded.from}};
  entries.reserve(funded.allocations.size() + 1);
  for (const auto& [wallet, wallet_id, amount] : funded.allocations) {
    entries.front().amount = entries.front().amount - amount.money();
    entries.push_back({.account = wallet, .amount = amount.money()});
  }
  return entries;
}

Decided moved(const FundBatch& batch) {
  BatchFunded funded{
      .from = batch.org_wallet.account, .from_id = batch.org_wallet.id, .salt = batch.salt};
  funded.allocations.reserve(batch.parts.size());
  for (const auto& [wallet, amount] : batch.parts)
    funded.allocations.push_back(
        {.wallet = wallet.account, .wallet_id = wallet.id, .amount = amount});
  auto entries = entries_of(funded);
  return {.fact = std::move(funded), .entries = std::move(entries)};
}

const WalletAddress* known(const Books& books, AccountNumber wallet, WalletId id) {
  const auto profile = books.profiles.find(wallet);
  if (profile == books.profiles.end()) return nullptr;
  const WalletAddress& address = profile->second.opened.address;
  return address.id == id ? &address : nullptr;
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

Result<Decided> given(const FundBatch& batch, const WalletState& giver, Money free) {
  CHECK(batch.org_wallet.account == giver.address.account);
  if (const auto is = well_formed(batch); !is) return std::unexpected{is.error()};
  if (const auto is = active(giver); !is) return std::unexpected{is.error()};
  if (sum_of(batch) > free.units())
    return std::unexpected{Error{.code = Errc::insufficient_funds, .max_allowed_now = free}};
  return moved(batch);
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

std::optional<std::string> wrong_batch(const Books& books, const Record& record) {
  const auto& funded = std::get<BatchFunded>(record.fact);
  if (funded.allocations.empty()) return "funds nobody";
  if (funded.allocations.size() > allocations_max) return "funds too many wallets at once";
  for (const auto& [wallet, wallet_id, amount] : funded.allocations) {
    const WalletAddress* const address = known(books, wallet, wallet_id);
    if (address == nullptr) return "names a funded wallet that is not there";
    if (!own_wallet_beside(books, *address, funded.from, funded.from_id))
      return "funds from a wallet that is not its organisation's own";
  }
  const bool posted =
      std::ranges::equal(record.entries, entries_of(funded), [](const Entry& a, const Entry& b) {
        return a.account == b.account && a.amount == b.amount;
      });
  if (!posted) return "does not post what it funds";
  if (funded.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

}  // namespace bursar::ledger
