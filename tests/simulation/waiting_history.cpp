#include "tests/simulation/waiting_history.hpp"

#include "tests/support/amounts.hpp"

#include <chrono>
#include <variant>

namespace bursar::simulation {

using ledger::Money;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;

namespace {

const Money limit = usd("400.00");  // of all that a payer spends

}  // namespace

actors::Engine::Options WaitingHistory::options_of(std::uint64_t seed) {
  actors::Engine::Options options;
  options.keys_in_memory_max = 4'096;
  options.terms.approval_ttl_ms = ttl_ms;
  if (seed % 2 == 0) options.wallet_idle = milliseconds{4};
  if (seed % 3 == 0) options.wallets_live_max = 2;
  return options;
}

WaitingHistory::WaitingHistory(std::uint64_t seed, Place& place)
    : History{seed, place, options_of(seed)} {
  begin();
}

void WaitingHistory::begin() {
  owner_ = world().sign_up();
  actors::MakePolicy make;
  make.organization = owner_.principal.organization;
  make.policy.terms.approval_above = usd("5.00");
  make.policy.terms.max_total = limit;
  policy_ = make_policy(std::move(make));
  for (int n = 0; n < 4; ++n) payers_.push_back(open("300.00", n % 2 == 0));
  for (const ledger::WalletAddress& payer : payers_) bind(payer, policy_);
  for (int n = 0; n < 3; ++n) payees_.push_back(open("1.00", false));
  follow_journal();
}

ledger::WalletAddress WaitingHistory::open(std::string_view dollars, bool agent) {
  actors::OpenWallet command = world().opening(owner_);
  command.wallet.agent = agent;
  return History::open(std::move(command), usd(dollars));
}

// --- What is heard, and what the journal has.

// `told_before` says whether an end had been told when this was asked.
void WaitingHistory::note(Sequence request, Status told, bool told_before) {
  if (told == Status::pending) {
    if (told_before) report("What was decided does not wait any more", word(request));
    return;
  }
  if (waiting_.at(request).status != told)
    report("What was told of a decision is durable", word(request));
  const auto [first, fresh] = told_.try_emplace(request, told);
  if (!fresh && first->second != told)
    report("A payment comes to one end, whoever decides", word(request));
}

void WaitingHistory::hear_decision(const Deciding& one) {
  if (one.told.allowed()) {
    const auto& fact = one.told.outcome()->record->fact;
    const auto decision = ledger::decision_of(fact);
    if (one.asked == Status::rejected && decision->status == Status::approved)
      report("What is rejected is not paid", word(one.request));
    if (decision->status == Status::approved && one.asked_at >= expiry(one.request))
      report("Nothing is approved after its time", word(one.request));
    note(one.request, decision->status);
  } else if (one.told.refused(ledger::Errc::invalid_state) &&
             waiting_.at(one.request).status == Status::pending) {
    report("Whoever hears that he was not the first, was not", word(one.request));
  }
}

void WaitingHistory::hear_answers() {
  paying_.hear([](const Paying&) {});
  deciding_.hear([&](const Deciding& one) { hear_decision(one); });
  seeing_.hear([&](const Seeing& one) {
    if (one.told.allowed()) note(one.request, one.told.outcome()->status, one.told_before);
  });
}

ledger::Time WaitingHistory::expiry(Sequence request) const {
  return std::get<ledger::PaymentHeld>(waiting_.at(request).request.fact).expires_at;
}

void WaitingHistory::end(const ledger::Record& record, Sequence request, Status status) {
  const auto found = waiting_.find(request);
  if (found == waiting_.end() || found->second.status != Status::pending)
    return report("A payment comes to one end, whoever decides", word(request));
  found->second.status = status;
  const auto& held = std::get<ledger::PaymentHeld>(found->second.request.fact);
  Sums& sum = sums(held.payment.payer);
  sum.held -= held.held().units();
  if (status != Status::approved) sum.used -= held.payment.amount.money().units();
  if (status == Status::expired && record.time < expiry(request))
    report("Nothing expires before its time", word(request));
}

void WaitingHistory::follow(const ledger::Record& record) {
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) {
    waiting_.emplace(record.sequence, Waiting{record});
    ++figures_.asked;
    Sums& sum = sums(held->payment.payer);
    sum.held += held->held().units();
    sum.used += held->payment.amount.money().units();
    if (sum.used > limit.units()) report("No counter passes its limit", word(record.sequence));
  }
  if (const auto* ended = std::get_if<ledger::ApprovalEnded>(&record.fact)) {
    ++(ended->status == Status::expired ? figures_.expired : figures_.rejected);
    end(record, ended->request, ended->status);
  }
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact); paid && paid->approved) {
    ++figures_.approved;
    end(record, paid->approved->request, Status::approved);
  }
}

void WaitingHistory::come_to_rest() {
  run_all();
  // Whoever waits is answered, and what is late expires.
  for (int i = 0; i < 4; ++i) advance(patience_ms / 2);
}

void WaitingHistory::audit() {
  run_all();
  hear();
  for (const Seeing& one : seeing_)
    if (waiting_.at(one.request).status != Status::pending)
      report("Whoever waits hears of a decision at once", word(one.request));
  come_to_rest();
  hear();
  everybody_was_answered();
  const ledger::Time now = world().clock.now();
  for (const auto& [request, one] : waiting_)
    if (one.status == Status::pending &&
        expiry(request).milliseconds + patience_ms < now.milliseconds)
      report("Nothing waits when its time is over", word(request));
  if (!examined()) return;
  for (const auto& payer : payers_) audited(payer);
  audit_lists();
}

void WaitingHistory::audit_lists() {
  std::optional<Status> asked;
  if (!one_in(3)) asked = static_cast<Status>(below(4));
  std::vector<Sequence> due;
  for (auto one = waiting_.rbegin(); one != waiting_.rend(); ++one)
    if (!asked || one->second.status == *asked) due.push_back(one->first);
  actors::ApprovalsQuery query;
  query.organization = owner_.principal.organization;
  query.status = asked;
  const auto rows =
      all_rows<actors::ApprovalsCall>(query, [&](auto call) { world().room->ask_approvals(call); });
  if (!rows) return;
  std::vector<Sequence> shown;
  for (const actors::ApprovalRow& row : *rows) {
    shown.push_back(row.request);
    if (row.approval.status != waiting_.at(row.request).status)
      report("A list shows how each of them stands", word(row.request));
  }
  is_due(shown, due);
}

}  // namespace bursar::simulation
