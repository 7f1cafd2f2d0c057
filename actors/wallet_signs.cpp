#include "actors/wallet_signs.hpp"

#include "ledger/check.hpp"

namespace bursar::actors {
namespace {

// Whoever looks may be ahead of what is written by the time that it was on its way, which is
// seconds: whatever comes so near to a change by time alone counts as a turn.
constexpr std::int64_t margin_ms = 3'600'000;

std::uint64_t word(ledger::Time moved_at, bool ever_held_money) {
  return static_cast<std::uint64_t>(moved_at.milliseconds) << 1U | (ever_held_money ? 1U : 0U);
}
ledger::Time moved_at(std::uint64_t word) {
  return {static_cast<std::int64_t>(word >> 1U)};
}
bool ever_held_money(std::uint64_t word) {
  return (word & 1U) != 0;
}

bool long_since(ledger::Time then, ledger::Time now, std::int64_t span_ms) {
  return now.milliseconds - then.milliseconds >= span_ms - margin_ms;
}

}  // namespace

void WalletSigns::grow_to(ledger::AccountNumber account) {
  turns_.grow_to(account.value / accounts_a_turn);
  rows_.grow_to(account.value);
}

WalletSigns::Row& WalletSigns::row(ledger::AccountNumber account) {
  Row* const found = rows_.find(account.value);
  CHECK(found != nullptr);
  return *found;
}

void WalletSigns::turn(ledger::AccountNumber account) {
  turns_.find(account.value / accounts_a_turn)->fetch_add(1, std::memory_order_release);
}

void WalletSigns::load(ledger::AccountNumber account, const ledger::Signs& signs) {
  grow_to(account);
  Row& loaded = row(account);
  loaded.moved = word(signs.moved_at, signs.ever_held_money);
  loaded.denied_ms = signs.denied_at.milliseconds;
}

void WalletSigns::moved(ledger::AccountNumber account, ledger::Time at, ledger::Money balance) {
  Row& changed = row(account);
  const std::uint64_t before = changed.moved.load(std::memory_order_relaxed);
  const bool held = ever_held_money(before) || balance > ledger::Money{};
  changed.moved.store(word(at, held), std::memory_order_relaxed);
  if (held != ever_held_money(before) || long_since(moved_at(before), at, ledger::idle_after_ms))
    turn(account);
}

void WalletSigns::denied(ledger::AccountNumber account, ledger::Time at) {
  Row& changed = row(account);
  const ledger::Time before{changed.denied_ms.load(std::memory_order_relaxed)};
  changed.denied_ms.store(at.milliseconds, std::memory_order_relaxed);
  if (at == ledger::Time{} || long_since(before, at, ledger::violation_ms)) turn(account);
}

ledger::Signs WalletSigns::of(ledger::AccountNumber account) const {
  const Row* const found = rows_.find(account.value);
  CHECK(found != nullptr);
  const std::uint64_t moved = found->moved.load(std::memory_order_relaxed);
  return {.moved_at = moved_at(moved),
          .ever_held_money = ever_held_money(moved),
          .denied_at = {found->denied_ms.load(std::memory_order_relaxed)}};
}

std::uint64_t WalletSigns::turns(ledger::AccountNumber first, ledger::AccountNumber last) const {
  std::uint64_t all = 0;
  for (std::uint64_t at = first.value / accounts_a_turn; at <= last.value / accounts_a_turn; ++at)
    all += turns_.find(at)->load(std::memory_order_acquire);
  return all;
}

}  // namespace bursar::actors
