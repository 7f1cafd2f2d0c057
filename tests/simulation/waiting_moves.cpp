#include "tests/simulation/waiting_moves.hpp"

#include "tests/support/amounts.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <iterator>
#include <string>
#include <utility>

namespace bursar::simulation {

using actors::DecideApprovalCall;
using ledger::Money;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;

const WaitingMoves& WaitingMoves::drawn(std::uint64_t chance) {
  using H = WaitingHistory;
  static constexpr std::array all{WaitingMoves{"ask", 60, &H::ask},
                                  WaitingMoves{"ask for little", 10, &H::ask_small},
                                  WaitingMoves{"decide", 40, &H::decide},
                                  WaitingMoves{"race", 15, &H::race},
                                  WaitingMoves{"see", 20, &H::see},
                                  WaitingMoves{"freeze or not", 6, &H::freeze},
                                  WaitingMoves{"end a payee", 1, &H::end_payee},
                                  WaitingMoves{"end an agent", 2, &H::end_agent},
                                  WaitingMoves{"block or not", 2, &H::block},
                                  WaitingMoves{"run some", 80, &H::run_some},
                                  WaitingMoves{"pass a moment", 20, &H::pass},
                                  WaitingMoves{"pass long", 6, &H::pass_long},
                                  WaitingMoves{"hold the disk", 10, &H::hold_disk},
                                  WaitingMoves{"let the disk go", 20, &H::let_disk_go},
                                  WaitingMoves{"let the views lag", 6, &H::lag},
                                  WaitingMoves{"let wallets rest", 3, &H::rest_wallets},
                                  WaitingMoves{"cut off", 2, &H::cut_off},
                                  WaitingMoves{"start again", 2, &H::start_again}};
  std::uint64_t sum = 0;
  for (const WaitingMoves& one : all) sum += one.weight;
  std::uint64_t left = chance % sum;
  for (const WaitingMoves& one : all) {
    if (left < one.weight) return one;
    left -= one.weight;
  }
  return all.front();
}

void WaitingHistory::ask() {
  const ledger::WalletAddress& payer = payers_[below(payers_.size())];
  const Money money = usd("5.01") + Money::dollars(static_cast<std::int64_t>(below(60)));
  const std::string key = one_in(2) ? "" : "k" + std::to_string(below(1'000'000));
  auto command = one_in(3) ? World::outside(payer, money, key)
                           : World::between(payer, payees_[below(payees_.size())], money, key);
  paying_.push_back(world().pay(std::move(command)));
}

void WaitingHistory::ask_small() {
  const ledger::WalletAddress& payer = payers_[below(payers_.size())];
  paying_.push_back(world().pay(World::outside(payer, usd("1.00"))));
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
  deciding_.push_back({request, status, world().clock.now(),
                       world().tell<DecideApprovalCall>(std::move(command), [&](auto call) {
                         world().room->decide_approval(call);
                       })});
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
  seeing_.push_back({*request, waits, told_.contains(*request),
                     world().tell<actors::ApprovalCall>(
                         query, [&](auto call) { world().room->ask_approvals(call); })});
}

void WaitingHistory::freeze() {
  const ledger::WalletAddress& payer = payers_[below(payers_.size())];
  actors::ChangeWallet change;
  change.organization = payer.organization;
  change.wallet = payer.account;
  change.status = one_in(3) ? ledger::WalletStatus::frozen : ledger::WalletStatus::active;
  change.now = world().clock.now();
  world().ask<actors::ChangeWalletCall>(std::move(change));
}

// One stays, so that there is somebody to pay.
void WaitingHistory::end_payee() {
  const ledger::WalletAddress& payee = payees_[1 + below(payees_.size() - 1)];
  world().withdraw(World::back(payee, owner_.wallet));
  actors::EndWallet end;
  end.organization = payee.organization;
  end.wallet = payee.account;
  end.now = world().clock.now();
  world().ask<actors::EndWalletCall>(std::move(end));
}

void WaitingHistory::end_agent() {
  const ledger::WalletAddress& agent = payers_[2 * below(payers_.size() / 2)];
  actors::EndWallet end;
  end.organization = agent.organization;
  end.wallet = agent.account;
  end.with_agent = true;
  end.by = ledger::every_permission;
  end.reject_approvals = one_in(4);
  end.by_key = owner_.principal.key;
  end.now = world().clock.now();
  world().ask<actors::EndWalletCall>(std::move(end));
}

void WaitingHistory::block() {
  actors::ChangePolicy change;
  change.organization = owner_.principal.organization;
  change.policy = policy_;
  change.patch.blocked_recipients = {true, std::nullopt};
  if (one_in(3))
    change.patch.blocked_recipients.value =
        ledger::Recipients{.wallets = {payees_[below(payees_.size())].id}};
  change.now = world().clock.now();
  world().ask<actors::ChangePolicyCall>(std::move(change));
}

void WaitingHistory::run_some() {
  for (std::uint64_t left = 1 + below(20); left > 0 && world().schedule.run_one(); --left) {
  }
}

void WaitingHistory::pass() {
  const auto ms = static_cast<std::int64_t>(1 + below(2'000));
  world().clock.advance(ms);
  world().schedule.pass(milliseconds{ms});
}

void WaitingHistory::pass_long() {
  const auto ms = static_cast<std::int64_t>(below(ttl_ms));
  world().clock.advance(ms);
  world().schedule.pass(milliseconds{ms});
}

void WaitingHistory::hold_disk() {
  world().hold_the_disk();
}

void WaitingHistory::let_disk_go() {
  world().schedule.release();
}

void WaitingHistory::lag() {
  world().states->lag(below(2) * below(20));
}

void WaitingHistory::rest_wallets() {
  world().schedule.pass(std::chrono::minutes{5});
}

// Nobody hears of what was under way; what was durable is there.
void WaitingHistory::cut_off() {
  machine_.cut_off();
  paying_.clear();
  deciding_.clear();
  seeing_.clear();
  machine_.start_again(random_());
  ++figures_.restarts;
}

void WaitingHistory::start_again() {
  come_to_rest();
  hear();
  paying_.clear();
  deciding_.clear();
  seeing_.clear();
  if (one_in(4)) machine_.lose_derived_files();
  machine_.start_again(random_());
  ++figures_.restarts;
}

}  // namespace bursar::simulation
