// What may happen next to payments that wait for approval.

#include "tests/simulation/waiting_history.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <iterator>

namespace bursar::simulation {

using actors::DecideApprovalCall;
using ledger::Money;
using ledger::Sequence;
using tests::usd;

void WaitingHistory::move() {
  using H = WaitingHistory;
  using Move = MoveOf<H>;
  static constexpr std::array all{Move{"ask", 60, &H::ask},
                                  Move{"ask for little", 10, &H::ask_small},
                                  Move{"decide", 40, &H::decide},
                                  Move{"race", 15, &H::race},
                                  Move{"see", 20, &H::see},
                                  Move{"freeze or not", 6, &H::freeze},
                                  Move{"end a payee", 1, &H::end_payee},
                                  Move{"end an agent", 2, &H::end_agent},
                                  Move{"block or not", 2, &H::block},
                                  Move{"run some", 80, &H::run_some},
                                  Move{"pass a moment", 20, &H::pass_a_moment},
                                  Move{"pass long", 6, &H::pass_long},
                                  Move{"hold the disk", 10, &H::hold_disk},
                                  Move{"let the disk go", 20, &H::let_disk_go},
                                  Move{"let the views lag", 6, &H::lag},
                                  Move{"let wallets rest", 3, &H::rest_wallets},
                                  Move{"cut off", 2, &H::cut_off},
                                  Move{"start again", 2, &H::start_again}};
  make(all, *this);
}

void WaitingHistory::ask() {
  const ledger::WalletAddress& payer = any_of(payers_);
  const Money money = usd("5.01") + Money::dollars(static_cast<std::int64_t>(below(60)));
  const std::string key = one_in(2) ? "" : "k" + std::to_string(below(1'000'000));
  auto command = one_in(3) ? World::outside(payer, money, key)
                           : World::between(payer, any_of(payees_), money, key);
  paying_.add({world().pay(std::move(command))});
}

void WaitingHistory::ask_small() {
  const ledger::WalletAddress& payer = any_of(payers_);
  paying_.add({world().pay(World::outside(payer, usd("1.00")))});
}

std::optional<Sequence> WaitingHistory::any_request() {
  if (waiting_.empty()) return std::nullopt;
  // Mostly one of the newest: those wait.
  const std::uint64_t back = below(std::min<std::uint64_t>(waiting_.size(), one_in(4) ? 100 : 8));
  return std::prev(waiting_.end(), static_cast<std::ptrdiff_t>(1 + back))->first;
}

void WaitingHistory::decide(Sequence request, Status status) {
  const ledger::Record& asked = waiting_.at(request).request;
  actors::DecideApprovalCommand command;
  command.decision = {.request = request,
                      .request_epoch = asked.epoch,
                      .held = std::get<ledger::PaymentHeld>(asked.fact),
                      .payee = std::nullopt,
                      .status = status,
                      .decided_by = owner_.principal.key};
  command.now = world().clock.now();
  deciding_.add({request, status, world().clock.now(),
                 world().tell<DecideApprovalCall>(
                     std::move(command), [&](auto call) { world().room->decide_approval(call); })});
}

void WaitingHistory::decide() {
  if (const auto request = any_request())
    decide(*request, one_in(2) ? Status::approved : Status::rejected);
}

void WaitingHistory::race() {
  const auto request = any_request();
  if (!request) return;
  for (std::uint64_t left = 2 + below(3); left > 0; --left)
    decide(*request, one_in(2) ? Status::approved : Status::rejected);
}

void WaitingHistory::see() {
  const auto request = any_request();
  if (!request) return;
  const bool waits = one_in(2);
  const actors::ApprovalQuery query{*request, waits ? patience_ms : 0};
  seeing_.add({*request, waits, told_.contains(*request),
               world().tell<actors::ApprovalCall>(
                   query, [&](auto call) { world().room->ask_approvals(call); })});
}

void WaitingHistory::freeze() {
  freeze_or_not(any_of(payers_));
}

// One stays, so that there is somebody to pay.
void WaitingHistory::end_payee() {
  sweep_and_end(payees_[1 + below(payees_.size() - 1)], owner_.wallet);
}

void WaitingHistory::end_agent() {
  const ledger::WalletAddress& agent = payers_[2 * below(payers_.size() / 2)];
  History::end_agent(agent, one_in(4), owner_);
}

void WaitingHistory::block() {
  actors::ChangePolicy change;
  change.organization = owner_.principal.organization;
  change.policy = policy_;
  change.patch.blocked_recipients = {true, std::nullopt};
  if (one_in(3))
    change.patch.blocked_recipients.value = ledger::Recipients{.wallets = {any_of(payees_).id}};
  change.now = world().clock.now();
  world().ask<actors::ChangePolicyCall>(std::move(change));
}

void WaitingHistory::pass_long() {
  pass(static_cast<std::int64_t>(below(ttl_ms)));
}

// Nobody hears of what was under way; what was durable is there.
void WaitingHistory::cut_off() {
  machine().cut_off();
  begin_again();
}

void WaitingHistory::start_again() {
  come_to_rest();
  hear();
  lose_files_at_times();
  begin_again();
}

}  // namespace bursar::simulation
