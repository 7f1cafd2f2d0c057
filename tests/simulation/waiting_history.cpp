#include "tests/simulation/waiting_history.hpp"

#include "ledger/examiner.hpp"
#include "tests/simulation/waiting_moves.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::Money;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;

namespace {

constexpr std::uint64_t steps_between_audits = 100;
const Money limit = usd("400.00");  // of all that a payer spends

std::string word(Sequence request) {
  return "the payment of record " + std::to_string(request.value);
}

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
    : place_{place}, random_{seed}, machine_{seed, options_of(seed)} {
  place_ = {.seed = seed, .step = 0, .move = "begin"};
  begin();
}

void WaitingHistory::begin() {
  owner_ = world().sign_up();
  actors::MakePolicy make;
  make.organization = owner_.principal.organization;
  make.policy.terms.approval_above = usd("5.00");
  make.policy.terms.max_total = limit;
  make.now = world().clock.now();
  const auto made = world().ask<actors::MakePolicyCall>(std::move(make));
  world().run();
  policy_ = made.outcome()->made.terms.id;
  for (int n = 0; n < 4; ++n) payers_.push_back(open("300.00", n % 2 == 0));
  for (const ledger::WalletAddress& payer : payers_) bind(payer);
  for (int n = 0; n < 3; ++n) payees_.push_back(open("1.00", false));
  follow();
}

ledger::WalletAddress WaitingHistory::open(std::string_view dollars, bool agent) {
  actors::OpenWallet command = world().opening(owner_);
  command.wallet.agent = agent;
  const ledger::WalletAddress wallet = world().open_wallet(std::move(command));
  world().fund(World::from_treasury(wallet, usd(dollars)));
  world().run();
  return wallet;
}

void WaitingHistory::bind(const ledger::WalletAddress& wallet) {
  actors::AttachPolicy attach;
  attach.organization = wallet.organization;
  attach.wallet = wallet.account;
  attach.policy = policy_;
  attach.now = world().clock.now();
  world().ask<actors::AttachPolicyCall>(std::move(attach));
  world().run();
}

std::optional<Finding> WaitingHistory::run(std::uint64_t steps) {
  while (place_.step < steps && !findings_.first()) {
    ++place_.step;
    const WaitingMoves& move = WaitingMoves::drawn(random_());
    place_.move = move.name;
    (this->*move.make)();
    hear();
    follow();
    if (place_.step % steps_between_audits == 0) audit();
  }
  if (!findings_.first()) {
    place_.move = "come to rest";
    audit();
  }
  return findings_.first();
}

// --- What is heard, and what the journal has.

// `told_before` says whether an end had been told when this was asked.
void WaitingHistory::note(Sequence request, Status told, bool told_before) {
  if (told == Status::pending) {
    if (told_before) findings_.report("What was decided does not wait any more", word(request));
    return;
  }
  if (waiting_.at(request).status != told)
    findings_.report("What was told of a decision is durable", word(request));
  const auto [first, fresh] = told_.try_emplace(request, told);
  if (!fresh && first->second != told)
    findings_.report("A payment comes to one end, whoever decides", word(request));
}

void WaitingHistory::hear() {
  follow();
  std::erase_if(paying_, [](const auto& told) { return !told.silent(); });
  std::erase_if(deciding_, [&](const Deciding& one) {
    if (one.told.silent()) return false;
    if (!one.told.answered()) {
      findings_.report("No call is lost but with its engine", word(one.request));
    } else if (one.told.allowed()) {
      const auto& fact = one.told.outcome()->record->fact;
      const auto decision = ledger::decision_of(fact);
      if (one.asked == Status::rejected && decision->status == Status::approved)
        findings_.report("What is rejected is not paid", word(one.request));
      if (decision->status == Status::approved && one.asked_at >= expiry(one.request))
        findings_.report("Nothing is approved after its time", word(one.request));
      note(one.request, decision->status);
    } else if (one.told.refused(ledger::Errc::invalid_state) &&
               waiting_.at(one.request).status == Status::pending) {
      findings_.report("Whoever hears that he was not the first, was not", word(one.request));
    }
    return true;
  });
  std::erase_if(seeing_, [&](const Seeing& one) {
    if (one.told.silent()) return false;
    if (one.told.allowed()) note(one.request, one.told.outcome()->status, one.told_before);
    return true;
  });
}

ledger::Time WaitingHistory::expiry(Sequence request) const {
  return std::get<ledger::PaymentHeld>(waiting_.at(request).request.fact).expires_at;
}

void WaitingHistory::follow() {
  const Sequence durable = world().store->last_sequence();
  while (followed_ < durable) {
    ++followed_.value;
    follow(world().store->durable_record(followed_));
  }
}

void WaitingHistory::follow(const ledger::Record& record) {
  for (const ledger::Entry& entry : record.entries)
    sums_[entry.account].posted += entry.amount.units();
  const auto end = [&](Sequence request, Status status) {
    const auto found = waiting_.find(request);
    if (found == waiting_.end() || found->second.status != Status::pending)
      return findings_.report("A payment comes to one end, whoever decides", word(request));
    found->second.status = status;
    const auto& held = std::get<ledger::PaymentHeld>(found->second.request.fact);
    Sums& sums = sums_[held.payment.payer];
    sums.held -= held.held().units();
    if (status != Status::approved) sums.used -= held.payment.amount.money().units();
    if (status == Status::expired && record.time < expiry(request))
      findings_.report("Nothing expires before its time", word(request));
  };
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) {
    waiting_.emplace(record.sequence, Waiting{record});
    ++figures_.asked;
    Sums& sums = sums_[held->payment.payer];
    sums.held += held->held().units();
    sums.used += held->payment.amount.money().units();
    if (sums.used > limit.units())
      findings_.report("No counter passes its limit", word(record.sequence));
  }
  if (const auto* ended = std::get_if<ledger::ApprovalEnded>(&record.fact)) {
    ++(ended->status == Status::expired ? figures_.expired : figures_.rejected);
    end(ended->request, ended->status);
  }
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact)) {
    if (paid->approved) {
      ++figures_.approved;
      end(paid->approved->request, Status::approved);
    } else {
      sums_[paid->payer].used += paid->amount.money().units();
    }
  }
  for (const ledger::Entry& entry : record.entries)
    if (const auto sums = sums_.find(entry.account); entry.held_after.units() != sums->second.held)
      findings_.report("An entry says what is held", word(record.sequence));
}

void WaitingHistory::come_to_rest() {
  world().schedule.release();
  world().run();
  // Whoever waits is answered, and what is late expires.
  for (int i = 0; i < 4; ++i) {
    world().clock.advance(patience_ms / 2);
    world().schedule.advance(milliseconds{patience_ms / 2});
  }
}

void WaitingHistory::audit() {
  world().schedule.release();
  world().run();
  hear();
  for (const Seeing& one : seeing_)
    if (waiting_.at(one.request).status != Status::pending)
      findings_.report("Whoever waits hears of a decision at once", word(one.request));
  come_to_rest();
  hear();
  if (!world().fatal.empty())
    findings_.report("An engine stops only where its disk has failed", world().fatal.front());
  if (!deciding_.empty() || !seeing_.empty() || !paying_.empty())
    findings_.report("Once nothing is under way, everybody has been answered",
                     std::to_string(deciding_.size()) + " decide, " +
                         std::to_string(seeing_.size()) + " wait, " +
                         std::to_string(paying_.size()) + " pay");
  const ledger::Time now = world().clock.now();
  for (const auto& [request, one] : waiting_)
    if (one.status == Status::pending &&
        expiry(request).milliseconds + patience_ms < now.milliseconds)
      findings_.report("Nothing waits when its time is over", word(request));
  ledger::Examiner examiner;
  for (const ledger::Record& record : world().store->records())
    if (const auto fault = examiner.take(record))
      return findings_.report("An examiner finds nothing wrong",
                              "record " + std::to_string(record.sequence.value) + ' ' + *fault);
  for (const auto& payer : payers_) audit_wallet(payer);
  audit_lists();
}

void WaitingHistory::audit_wallet(const ledger::WalletAddress& wallet) {
  const auto told = world().balance(wallet);
  world().run();
  if (!told.allowed()) return;
  const ledger::WalletState& state = told.outcome()->state;
  const Sums& sums = sums_[wallet.account];
  const std::string seen = "account " + std::to_string(wallet.account.value);
  if (state.posted.units() != sums.posted)
    findings_.report("A wallet shows the balance that its records sum to", seen);
  if (state.held.units() != sums.held)
    findings_.report("What is held is what waits, and nothing else", seen);
  if (state.usage.in_total.units() != sums.used)
    findings_.report("What waits and what was paid is counted once, and nothing else", seen);
}

void WaitingHistory::audit_lists() {
  std::optional<Status> asked;
  if (!one_in(3)) asked = static_cast<Status>(below(4));
  std::vector<Sequence> due;
  for (auto one = waiting_.rbegin(); one != waiting_.rend(); ++one)
    if (!asked || one->second.status == *asked) due.push_back(one->first);
  std::vector<Sequence> shown;
  actors::ApprovalsQuery query;
  query.organization = owner_.principal.organization;
  query.status = asked;
  query.page.limit = static_cast<std::uint32_t>(1 + below(40));
  if (one_in(2)) query.page.looked_at_max = static_cast<std::uint32_t>(1 + below(40));
  do {
    const auto told = world().tell<actors::ApprovalsCall>(
        query, [&](auto call) { world().room->ask_approvals(call); });
    world().run();
    if (!told.allowed()) return;
    for (const actors::ApprovalRow& row : told.outcome()->rows) {
      shown.push_back(row.request);
      if (row.approval.status != waiting_.at(row.request).status)
        findings_.report("A list shows how each of them stands", word(row.request));
    }
    query.page.before = told.outcome()->next;
  } while (query.page.before != 0);
  if (shown != due)
    findings_.report("A list shows all that it is asked for, once and newest first",
                     std::to_string(shown.size()) + " of " + std::to_string(due.size()));
}

}  // namespace bursar::simulation
