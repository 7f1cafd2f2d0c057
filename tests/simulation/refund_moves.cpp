#include "tests/simulation/refund_moves.hpp"

#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <utility>

namespace bursar::simulation {

using ledger::Money;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;

const RefundMoves& RefundMoves::drawn(std::uint64_t chance) {
  using H = RefundHistory;
  static constexpr std::array all{
      RefundMoves{"pay", 50, &H::pay},
      RefundMoves{"pay together", 15, &H::pay_together},
      RefundMoves{"refund", 40, &H::refund},
      RefundMoves{"race", 15, &H::race},
      RefundMoves{"refund again", 10, &H::refund_again},
      RefundMoves{"seal", 15, &H::seal},
      RefundMoves{"seal what is under way", 15, &H::seal_what_is_under_way},
      RefundMoves{"ask for an outcome", 25, &H::ask_for_outcome},
      RefundMoves{"freeze or not", 4, &H::freeze},
      RefundMoves{"end a payer", 1, &H::end_payer},
      RefundMoves{"run some", 80, &H::run_some},
      RefundMoves{"pass a moment", 20, &H::pass},
      RefundMoves{"hold the disk", 10, &H::hold_disk},
      RefundMoves{"let the disk go", 20, &H::let_disk_go},
      RefundMoves{"let the views lag", 6, &H::lag},
      RefundMoves{"let wallets rest", 3, &H::rest_wallets},
      RefundMoves{"cut off", 3, &H::cut_off},
      RefundMoves{"start again", 2, &H::start_again}};
  std::uint64_t sum = 0;
  for (const RefundMoves& one : all) sum += one.weight;
  std::uint64_t left = chance % sum;
  for (const RefundMoves& one : all) {
    if (left < one.weight) return one;
    left -= one.weight;
  }
  return all.front();
}

Money RefundHistory::any_part() {
  return Money::units(static_cast<std::int64_t>(1 + below(400'000'000)));
}

void RefundHistory::pay() {
  const ledger::WalletAddress& payer = payers_[below(payers_.size())];
  const std::string key = fresh_key();
  const Money money = usd("1.00") + any_part();
  auto command = one_in(4) ? World::outside(payer, money, key)
                           : World::between(payer, payees_[below(payees_.size())], money, key);
  keys_.emplace_back(payer.account, key);
  paying_.push_back({keys_.back(), world().pay(std::move(command))});
}

void RefundHistory::pay_together() {
  const ledger::WalletAddress& payer = payers_[below(payers_.size())];
  actors::PayBatchCommand batch{.payments = {}, .atomic = true};
  std::vector<Key> keys;
  for (std::uint64_t left = 1 + below(5); left > 0; --left) {
    const std::string key = fresh_key();
    auto& payment = batch.payments.emplace_back(
        one_in(4) ? World::outside(payer, any_part(), key)
                  : World::between(payer, payees_[below(payees_.size())], any_part(), key));
    payment.now = world().clock.now();
    keys.emplace_back(payer.account, key);
  }
  keys_.insert(keys_.end(), keys.begin(), keys.end());
  batches_.push_back(keys);
  together_.push_back(
      {std::move(keys), world().tell<actors::PayBatchCall>(
                            std::move(batch), [&](auto call) { world().room->pay_batch(call); })});
}

std::optional<Sequence> RefundHistory::any_payment() {
  if (payments_.empty()) return std::nullopt;
  // Mostly one of the newest: of those something is left.
  const std::uint64_t back = below(std::min<std::uint64_t>(payments_.size(), one_in(4) ? 100 : 8));
  return std::prev(payments_.end(), static_cast<std::ptrdiff_t>(1 + back))->first;
}

void RefundHistory::refund(Sequence payment, std::optional<Money> money, std::string key) {
  const ledger::Record& made = payments_.at(payment).record;
  const auto& paid = std::get<ledger::Paid>(made.fact);
  const Key named{paid.payee.none() ? paid.payer : paid.payee, key};
  keys_.push_back(named);
  refunding_.push_back(
      {named, payment, world().refund(World::refund_of(made, money, std::move(key)))});
}

void RefundHistory::refund() {
  const auto payment = any_payment();
  if (!payment) return;
  const auto money = one_in(3) ? std::nullopt : std::optional{any_part()};
  refund(*payment, money, fresh_key());
}

void RefundHistory::race() {
  const auto payment = any_payment();
  if (!payment) return;
  for (std::uint64_t left = 2 + below(4); left > 0; --left)
    refund(*payment, one_in(3) ? std::nullopt : std::optional{any_part()}, fresh_key());
}

// The same key for the same, or for something else.
void RefundHistory::refund_again() {
  const auto payment = any_payment();
  if (!payment || refunding_.empty()) return;
  const Refunding& one = refunding_[below(refunding_.size())];
  refund(one.payment, one_in(2) ? std::nullopt : std::optional{any_part()}, one.key.second);
}

RefundHistory::Key RefundHistory::any_key() {
  if (keys_.empty() || one_in(6)) return {payers_[below(payers_.size())].account, fresh_key()};
  return keys_[keys_.size() - 1 - below(std::min<std::uint64_t>(keys_.size(), 12))];
}

void RefundHistory::seal(Key key) {
  ledger::WalletAddress of;
  for (const auto* wallets : {&payers_, &payees_})
    for (const ledger::WalletAddress& one : *wallets)
      if (one.account == key.first) of = one;
  auto told = world().seal(of, key.second);
  sealing_.push_back({std::move(key), std::move(told)});
}

void RefundHistory::seal() {
  seal(any_key());
}

void RefundHistory::seal_what_is_under_way() {
  if (!paying_.empty()) return seal(paying_[below(paying_.size())].key);
  if (!together_.empty()) seal(together_[below(together_.size())].keys.front());
}

void RefundHistory::ask_for_outcome() {
  const Key key = any_key();
  ledger::WalletAddress of;
  for (const auto* wallets : {&payers_, &payees_})
    for (const ledger::WalletAddress& one : *wallets)
      if (one.account == key.first) of = one;
  asking_.push_back({key, told_.contains(key), world().outcome(of, key.second)});
}

void RefundHistory::freeze() {
  const auto& wallets = one_in(2) ? payers_ : payees_;
  const ledger::WalletAddress& wallet = wallets[below(wallets.size())];
  actors::ChangeWallet change;
  change.organization = wallet.organization;
  change.wallet = wallet.account;
  change.status = one_in(3) ? ledger::WalletStatus::frozen : ledger::WalletStatus::active;
  change.now = world().clock.now();
  world().ask<actors::ChangeWalletCall>(std::move(change));
}

// One stays, so that there is somebody to pay.
void RefundHistory::end_payer() {
  const ledger::WalletAddress& payer = payers_[1 + below(payers_.size() - 1)];
  world().withdraw(World::back(payer, owner_.wallet));
  actors::EndWallet end;
  end.organization = payer.organization;
  end.wallet = payer.account;
  end.now = world().clock.now();
  world().ask<actors::EndWalletCall>(std::move(end));
}

void RefundHistory::run_some() {
  for (std::uint64_t left = 1 + below(20); left > 0 && world().schedule.run_one(); --left) {
  }
}

void RefundHistory::pass() {
  const auto ms = static_cast<std::int64_t>(1 + below(2'000));
  world().clock.advance(ms);
  world().schedule.pass(milliseconds{ms});
}

void RefundHistory::hold_disk() {
  world().hold_the_disk();
}

void RefundHistory::let_disk_go() {
  world().schedule.release();
}

void RefundHistory::lag() {
  world().states->lag(below(2) * below(20));
}

void RefundHistory::rest_wallets() {
  world().schedule.pass(std::chrono::minutes{5});
}

// Nobody hears of what was under way; what was durable is there.
void RefundHistory::cut_off() {
  machine_.cut_off();
  forget_who_asked();
  if (one_in(4)) machine_.lose_derived_files();
  machine_.start_again(random_());
  ++figures_.restarts;
  follow();
  batches_are_whole();
}

void RefundHistory::start_again() {
  world().schedule.release();
  world().run();
  hear();
  forget_who_asked();
  if (one_in(4)) machine_.lose_derived_files();
  machine_.start_again(random_());
  ++figures_.restarts;
}

}  // namespace bursar::simulation
