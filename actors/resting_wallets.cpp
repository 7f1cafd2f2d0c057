#include "actors/resting_wallets.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <utility>
#include <vector>

namespace bursar::actors {

void RestingWallets::put(ledger::AccountNumber wallet, WalletSeed seed, Mark mark) {
  Resting& resting = resting_[wallet];
  CHECK(!resting.wallet && !resting.keys);
  resting.wallet = std::make_unique<ledger::Wallet>(std::move(seed.wallet));
  resting.mark = std::move(mark);
  if (seed.keys.size() > 0) resting.keys = std::make_unique<WalletKeys>(std::move(seed.keys));
  resting.denied_at = seed.denied_at;
  ++states_;
}

void RestingWallets::load(const ledger::WalletState& state) {
  Resting& resting = resting_[state.address.account];
  CHECK(!resting.wallet);
  resting.wallet = std::make_unique<ledger::Wallet>(state);
  resting.mark = nullptr;
  ++states_;
}

void RestingWallets::unload(ledger::AccountNumber wallet) {
  const auto found = resting_.find(wallet);
  if (found == resting_.end() || !found->second.wallet || found->second.mark) return;
  drop_state(found->second);
  if (empty(found->second)) resting_.erase(found);
}

std::optional<RestingWallets::Shown> RestingWallets::find(ledger::AccountNumber wallet) const {
  const auto found = resting_.find(wallet);
  if (found == resting_.end() || !found->second.wallet) return std::nullopt;
  return Shown{.state = found->second.wallet->state(), .denied_at = found->second.denied_at};
}

std::optional<WalletSeed> RestingWallets::take(ledger::AccountNumber wallet) {
  const auto found = resting_.find(wallet);
  if (found == resting_.end() || !found->second.wallet) return std::nullopt;
  Resting resting = std::move(found->second);
  resting_.erase(found);
  --states_;
  WalletSeed seed{.wallet = std::move(*resting.wallet), .keys = {}, .denied_at = resting.denied_at};
  if (resting.keys) seed.keys = std::move(*resting.keys);
  return seed;
}

void RestingWallets::settle(std::size_t count, ledger::Sequence watermark) {
  std::vector<ledger::AccountNumber> emptied;
  for (count = std::min(count, resting_.bucket_count()); count > 0; --count, ++next_place_) {
    if (next_place_ >= resting_.bucket_count()) next_place_ = 0;
    for (auto row = resting_.begin(next_place_); row != resting_.end(next_place_); ++row) {
      Resting& resting = row->second;
      const std::uint64_t last = resting.mark ? resting.mark->load(std::memory_order_acquire) : 0;
      const bool durable = !resting.mark || last != 0;
      if (durable) resting.keys = nullptr;
      if (resting.wallet && durable && last <= watermark.value) drop_state(resting);
      if (empty(resting)) emptied.push_back(row->first);
    }
  }
  for (const ledger::AccountNumber wallet : emptied) resting_.erase(wallet);
}

void RestingWallets::forget(ledger::Time now) {
  for (auto& [account, resting] : resting_)
    if (now.milliseconds - resting.denied_at.milliseconds > ledger::day_ms) resting.denied_at = {};
  std::erase_if(resting_, [](const auto& row) { return empty(row.second); });
}

void RestingWallets::drop_state(Resting& resting) {
  resting.wallet = nullptr;
  resting.mark = nullptr;
  --states_;
}

bool RestingWallets::empty(const Resting& resting) {
  return !resting.wallet && !resting.keys && resting.denied_at == ledger::Time{};
}

}  // namespace bursar::actors
