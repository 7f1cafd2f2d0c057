// What may happen next to payments that are made.

#include "tests/simulation/refund_history.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>

namespace bursar::simulation {

using ledger::Money;
using ledger::Sequence;
using tests::usd;

void RefundHistory::move() {
  using H = RefundHistory;
  using Move = MoveOf<H>;
  static constexpr std::array all{Move{"pay", 50, &H::pay},
                                  Move{"pay together", 15, &H::pay_together},
                                  Move{"refund", 40, &H::refund},
                                  Move{"race", 15, &H::race},
                                  Move{"refund again", 10, &H::refund_again},
                                  Move{"dispute", 15, &H::dispute},
                                  Move{"go on with a dispute", 25, &H::go_on_with_dispute},
                                  Move{"resolve beside refunds", 8, &H::resolve_beside_refunds},
                                  Move{"empty a payee", 12, &H::empty_a_payee},
                                  Move{"seal", 15, &H::seal},
                                  Move{"seal what is under way", 15, &H::seal_what_is_under_way},
                                  Move{"ask for an outcome", 25, &H::ask_for_outcome},
                                  Move{"freeze or not", 4, &H::freeze},
                                  Move{"end a payer", 1, &H::end_payer},
                                  Move{"run some", 80, &H::run_some},
                                  Move{"pass a moment", 20, &H::pass_a_moment},
                                  Move{"hold the disk", 10, &H::hold_disk},
                                  Move{"let the disk go", 20, &H::let_disk_go},
                                  Move{"let the views lag", 6, &H::lag},
                                  Move{"let wallets rest", 3, &H::rest_wallets},
                                  Move{"cut off", 3, &H::cut_off},
                                  Move{"start again", 2, &H::start_again}};
  make(all, *this);
}

Money RefundHistory::any_part() {
  return Money::units(static_cast<std::int64_t>(1 + below(400'000'000)));
}

void RefundHistory::pay() {
  const ledger::WalletAddress& payer = any_of(payers_);
  const std::string key = fresh_key();
  const Money money = usd("1.00") + any_part();
  auto command = one_in(4) ? World::outside(payer, money, key)
                           : World::between(payer, any_of(payees_), money, key);
  keys_.emplace_back(payer.account, key);
  paying_.add({keys_.back(), world().pay(std::move(command))});
}

void RefundHistory::pay_together() {
  const ledger::WalletAddress& payer = any_of(payers_);
  actors::PayBatchCommand batch{.payments = {}, .atomic = true};
  std::vector<Key> keys;
  for (std::uint64_t left = 1 + below(5); left > 0; --left) {
    const std::string key = fresh_key();
    auto& payment = batch.payments.emplace_back(
        one_in(4) ? World::outside(payer, any_part(), key)
                  : World::between(payer, any_of(payees_), any_part(), key));
    payment.now = world().clock.now();
    keys.emplace_back(payer.account, key);
  }
  keys_.insert(keys_.end(), keys.begin(), keys.end());
  batches_.push_back(keys);
  together_.add(
      {std::move(keys), world().tell<actors::PayBatchCall>(
                            std::move(batch), [&](auto call) { world().room->pay_batch(call); })});
}

std::optional<Sequence> RefundHistory::any_payment() {
  if (payments_.size() == 0) return std::nullopt;
  // Mostly one of the newest: of those something is left.
  const std::uint64_t back = below(std::min<std::uint64_t>(payments_.size(), one_in(4) ? 100 : 8));
  return payments_.newest_but(back).record.sequence;
}

void RefundHistory::refund(Sequence payment, std::optional<Money> money, std::string key) {
  const ledger::Record& made = payments_.at(payment).record;
  const auto& paid = std::get<ledger::Paid>(made.fact);
  const Key named{paid.payee.none() ? paid.payer : paid.payee, key};
  keys_.push_back(named);
  refunding_.add({named, payment, world().refund(World::refund_of(made, money, std::move(key)))});
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

void RefundHistory::act_on_dispute(Sequence payment, ledger::DisputeEvent event) {
  const ledger::Record& made = payments_.at(payment).record;
  const auto& paid = std::get<ledger::Paid>(made.fact);
  const bool opens = event == ledger::DisputeEvent::open;
  auto command = World::dispute_of(made, event, opens ? nullptr : &disputes_.at(payment).opening);
  command.act.cover = one_in(2);
  Key key{paid.payee.none() ? paid.payer : paid.payee, {}};
  if (event == ledger::DisputeEvent::refund && one_in(2)) {
    key.second = fresh_key();
    command.keyed.key = key.second;
    keys_.push_back(key);
  }
  disputing_.add({std::move(key), world().dispute(std::move(command))});
}

// Perhaps of one that is disputed already, or was paid to somebody outside.
void RefundHistory::dispute() {
  if (const auto payment = any_payment()) act_on_dispute(*payment, ledger::DisputeEvent::open);
}

void RefundHistory::go_on_with_dispute() {
  using enum ledger::DisputeEvent;
  static constexpr std::array events{withdraw, review, review, refund, refund, deny};
  if (disputes_.size() == 0) return;
  const std::uint64_t back = below(std::min<std::uint64_t>(disputes_.size(), 6));
  act_on_dispute(disputes_.newest_but(back), events[below(events.size())]);
}

void RefundHistory::resolve_beside_refunds() {
  if (disputes_.size() == 0) return;
  const Sequence payment =
      disputes_.newest_but(below(std::min<std::uint64_t>(disputes_.size(), 6)));
  refund(payment, any_part(), fresh_key());
  act_on_dispute(payment, ledger::DisputeEvent::refund);
  refund(payment, std::nullopt, fresh_key());
}

// So that it lacks what is to go back.
void RefundHistory::empty_a_payee() {
  const ledger::WalletAddress& payee = any_of(payees_);
  const bool strangers = payee.organization == stranger_.wallet.organization;
  world().withdraw(World::back(payee, strangers ? stranger_.wallet : owner_.wallet));
}

RefundHistory::Key RefundHistory::any_key() {
  if (keys_.empty() || one_in(6)) return {any_of(payers_).account, fresh_key()};
  return keys_[keys_.size() - 1 - below(std::min<std::uint64_t>(keys_.size(), 12))];
}

const ledger::WalletAddress& RefundHistory::of(const Key& key) const {
  for (const ledger::WalletAddress& payer : payers_)
    if (payer.account == key.first) return payer;
  return *std::ranges::find(payees_, key.first, &ledger::WalletAddress::account);
}

void RefundHistory::seal(Key key) {
  auto told = world().seal(of(key), key.second);
  sealing_.add({std::move(key), std::move(told)});
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
  asking_.add({key, told_.contains(key), world().outcome(of(key), key.second)});
}

void RefundHistory::freeze() {
  freeze_or_not(any_of(one_in(2) ? payers_ : payees_));
}

// One stays, so that there is somebody to pay.
void RefundHistory::end_payer() {
  sweep_and_end(payers_[1 + below(payers_.size() - 1)], owner_.wallet);
}

// Nobody hears of what was under way; what was durable is there.
void RefundHistory::cut_off() {
  machine().cut_off();
  lose_files_at_times();
  begin_again();
  follow_journal();
  batches_are_whole();
}

void RefundHistory::start_again() {
  run_all();
  hear();
  lose_files_at_times();
  begin_again();
}

}  // namespace bursar::simulation
