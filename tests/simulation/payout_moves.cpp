// What may happen next to payouts.

#include "tests/simulation/payout_history.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace bursar::simulation {

using ledger::Money;
using ledger::Sequence;
using tests::usd;

void PayoutHistory::move() {
  using H = PayoutHistory;
  using Move = MoveOf<H>;
  static constexpr std::array all{Move{"ask", 40, &H::ask},
                                  Move{"ask again", 10, &H::ask_again},
                                  Move{"cancel", 12, &H::cancel},
                                  Move{"race", 8, &H::race},
                                  Move{"let the bank think again", 3, &H::think_again},
                                  Move{"see", 15, &H::see},
                                  Move{"freeze or not", 4, &H::freeze},
                                  Move{"end a payer", 1, &H::end_payer},
                                  Move{"let the bank answer", 40, &H::answer},
                                  Move{"let the bank decide", 20, &H::decide_at_bank},
                                  Move{"change the bank's mood", 6, &H::change_mood},
                                  Move{"run some", 80, &H::run_some},
                                  Move{"pass a moment", 40, &H::pass_a_moment},
                                  Move{"pass long", 6, &H::pass_long},
                                  Move{"hold the disk", 8, &H::hold_disk},
                                  Move{"let the disk go", 20, &H::let_disk_go},
                                  Move{"let the views lag", 6, &H::lag},
                                  Move{"let wallets rest", 2, &H::rest_wallets},
                                  Move{"cut off", 3, &H::cut_off},
                                  Move{"start again", 2, &H::start_again}};
  make(all, *this);
}

void PayoutHistory::ask(actors::PayOutCommand command) {
  command.now = world().clock.now();
  Key key{command.payout.pay.payer.account, command.keyed.key};
  asking_.add({std::move(key), world().tell<actors::PayOutCall>(std::move(command), [&](auto call) {
                 world().room->pay_out(call);
               })});
}

void PayoutHistory::ask() {
  actors::PayOutCommand command;
  const Money part = Money::units(static_cast<std::int64_t>(below(2'000'000'000)));
  command.payout = {.pay = {.payer = any_of(payers_),
                            .payee_external = "dest_1",
                            .amount = *ledger::Amount::of(usd("0.50") + part),
                            .description = "rent"},
                    .destination = {.masked = R"({"account":"****3210"})", .sealed = {1, 2}}};
  command.destination = {1, 1};
  if (one_in(2)) {
    command.keyed.key = "k" + std::to_string(++keys_made_);
    keyed_.push_back(command);
  }
  ask(std::move(command));
}

// The same key for the same, or for another place.
void PayoutHistory::ask_again() {
  if (keyed_.empty()) return;
  const std::uint64_t back = below(std::min<std::uint64_t>(keyed_.size(), 8));
  actors::PayOutCommand command = keyed_[keyed_.size() - 1 - back];
  if (one_in(4)) command.destination = {2, 2};
  ask(std::move(command));
}

std::optional<Sequence> PayoutHistory::any_payout() {
  if (payouts_.empty()) return std::nullopt;
  // Mostly one of the newest: those are pending.
  const std::uint64_t back = below(std::min<std::uint64_t>(payouts_.size(), one_in(3) ? 100 : 5));
  return std::prev(payouts_.end(), static_cast<std::ptrdiff_t>(1 + back))->first;
}

void PayoutHistory::cancel(Sequence payout) {
  const ledger::Record& asked = payouts_.at(payout).asked;
  actors::CancelPayoutCommand command;
  command.act = {.payout = payout,
                 .payout_epoch = asked.epoch,
                 .asked = std::get<ledger::PayoutAsked>(asked.fact)};
  command.now = world().clock.now();
  cancelling_.add(
      {payout, world().tell<actors::CancelPayoutCall>(
                   std::move(command), [&](auto call) { world().room->cancel_payout(call); })});
}

void PayoutHistory::cancel() {
  if (const auto payout = any_payout()) cancel(*payout);
}

// Several cancel it in the moment in which it is submitted.
void PayoutHistory::race() {
  const auto payout = any_payout();
  if (!payout) return;
  const auto& asked = std::get<ledger::PayoutAsked>(payouts_.at(*payout).asked.fact);
  const std::int64_t left = asked.submit_at.milliseconds - world().clock.now().milliseconds;
  if (left > 0) pass(left);
  for (std::uint64_t some = below(12); some > 0 && world().schedule.run_one(); --some) {
  }
  for (std::uint64_t more = 1 + below(3); more > 0; --more) cancel(*payout);
}

// It would take what is due, and while that is written down, slowly, it would not any more.
void PayoutHistory::think_again() {
  bank_->silent = false;
  bank_->authorizes = true;
  hold_disk();
  advance(pending_ms);
  bank_->authorizes = false;
  for (int halves = 0; halves < 3; ++halves) advance(31'000);
  if (one_in(2)) let_disk_go();
}

void PayoutHistory::see() {
  const auto payout = any_payout();
  if (!payout) return;
  seeing_.add({*payout, payouts_.at(*payout).told,
               world().tell<actors::PayoutCall>(actors::PayoutQuery{*payout}, [&](auto call) {
                 world().room->ask_payouts(call);
               })});
}

void PayoutHistory::freeze() {
  freeze_or_not(any_of(payers_));
}

void PayoutHistory::thaw() {
  for (const ledger::WalletAddress& payer : payers_) {
    actors::ChangeWallet change;
    change.organization = payer.organization;
    change.wallet = payer.account;
    change.status = ledger::WalletStatus::active;
    change.now = world().clock.now();
    world().ask<actors::ChangeWalletCall>(std::move(change));
  }
  world().run();
}

// One stays, so that there is somebody who pays.
void PayoutHistory::end_payer() {
  sweep_and_end(payers_[1 + below(payers_.size() - 1)], owner_.wallet);
}

// Whichever was given first.
void PayoutHistory::answer() {
  if (on_their_way_.empty()) return;
  const auto one = on_their_way_.begin() + static_cast<std::ptrdiff_t>(below(on_their_way_.size()));
  const std::function<void()> answer = std::move(*one);
  on_their_way_.erase(one);
  answer();
}

void PayoutHistory::decide_at_bank() {
  std::vector<Bank::Had*> open;
  for (auto& [id, one] : bank_->had)
    if (one.standing == actors::Standing::accepted) open.push_back(&one);
  if (open.empty()) return;
  any_of(open)->standing = one_in(3) ? actors::Standing::refused : actors::Standing::completed;
}

void PayoutHistory::change_mood() {
  bank_->silent = one_in(4);
  bank_->authorizes = !one_in(4);
  bank_->takes = !one_in(4);
}

void PayoutHistory::pass_long() {
  pass(static_cast<std::int64_t>(below(90'000)));
}

// Nobody hears of what was under way; what was durable is there, and what the bank has it has.
void PayoutHistory::cut_off() {
  machine().cut_off();
  lose_files_at_times();
  begin_again();
}

void PayoutHistory::start_again() {
  run_all();
  hear();
  lose_files_at_times();
  begin_again();
}

}  // namespace bursar::simulation
