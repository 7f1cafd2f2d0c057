#include "tests/simulation/history.hpp"

#include "ledger/examiner.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::Record;
using ledger::Sequence;
using std::chrono::milliseconds;

namespace {

constexpr std::uint64_t steps_between_audits = 100;
// More than any history uses, and so few that a table of them is made in no time.
constexpr std::size_t keys_max = 65'536;

actors::Engine::Options with_small_tables(actors::Engine::Options options) {
  options.idempotency_keys_max = std::min(options.idempotency_keys_max, keys_max);
  return options;
}

}  // namespace

History::History(std::uint64_t seed, Place& place, actors::Engine::Options options,
                 std::shared_ptr<RealViews> views)
    : place_{place},
      random_{seed},
      machine_{seed, with_small_tables(std::move(options)), std::move(views)} {
  place_ = {.seed = seed, .step = 0, .move = "begin"};
}

std::optional<Finding> History::run(std::uint64_t steps) {
  while (place_.step < steps && !findings_.first()) {
    ++place_.step;
    move();
    hear();
    if (machine_.stopped() && world().store->failed()) begin_again();
    follow_journal();
    if (place_.step % steps_between_audits == 0) audit();
  }
  if (!findings_.first()) {
    place_.move = "come to rest";
    audit();
  }
  return findings_.first();
}

// --- Moves of every kind.

void History::run_some() {
  for (std::uint64_t left = 1 + below(20); left > 0 && world().schedule.run_one(); --left) {
  }
}

void History::pass_a_moment() {
  pass(static_cast<std::int64_t>(1 + below(2'000)));
}

void History::hold_disk() {
  world().hold_the_disk();
}

void History::let_disk_go() {
  world().schedule.release();
}

void History::lag() {
  world().states->lag(below(2) * below(20));
}

void History::rest_wallets() {
  world().schedule.pass(std::chrono::minutes{5});
}

void History::pass(std::int64_t ms) {
  world().clock.advance(ms);
  world().schedule.pass(milliseconds{ms});
}

void History::advance(std::int64_t ms) {
  world().clock.advance(ms);
  world().schedule.advance(milliseconds{ms});
}

void History::run_all() {
  world().schedule.release();
  world().run();
}

void History::freeze_or_not(const ledger::WalletAddress& wallet) {
  actors::ChangeWallet change;
  change.organization = wallet.organization;
  change.wallet = wallet.account;
  change.status = one_in(3) ? ledger::WalletStatus::frozen : ledger::WalletStatus::active;
  change.now = world().clock.now();
  world().ask<actors::ChangeWalletCall>(std::move(change));
}

void History::sweep_and_end(const ledger::WalletAddress& wallet, const ledger::WalletAddress& to) {
  world().withdraw(World::back(wallet, to));
  actors::EndWallet end;
  end.organization = wallet.organization;
  end.wallet = wallet.account;
  end.now = world().clock.now();
  world().ask<actors::EndWalletCall>(std::move(end));
}

void History::end_agent(const ledger::WalletAddress& agent, bool rejects_approvals,
                        const World::Signed& by) {
  actors::EndWallet end;
  end.organization = agent.organization;
  end.wallet = agent.account;
  end.with_agent = true;
  end.by = ledger::every_permission;
  end.reject_approvals = rejects_approvals;
  end.by_key = by.principal.key;
  end.now = world().clock.now();
  world().ask<actors::EndWalletCall>(std::move(end));
}

void History::begin_again() {
  for (AnyAwaited* one : awaited_) one->forget();
  machine_.start_again(random_());
  ++restarts_;
}

void History::lose_files_at_times() {
  if (one_in(4)) machine_.lose_derived_files();
}

ledger::WalletAddress History::open(actors::OpenWallet command, ledger::Money money) {
  const ledger::WalletAddress wallet = world().open_wallet(std::move(command));
  wallets_.insert(wallet.account);
  world().fund(World::from_treasury(wallet, money));
  world().run();
  return wallet;
}

ledger::PolicyId History::make_policy(actors::MakePolicy command) {
  command.now = world().clock.now();
  const auto made = world().ask<actors::MakePolicyCall>(std::move(command));
  world().run();
  return made.outcome()->made.terms.id;
}

void History::bind(const ledger::WalletAddress& wallet, ledger::PolicyId policy) {
  actors::AttachPolicy attach;
  attach.organization = wallet.organization;
  attach.wallet = wallet.account;
  attach.policy = policy;
  attach.now = world().clock.now();
  world().ask<actors::AttachPolicyCall>(std::move(attach));
  world().run();
}

// --- What is heard, and what the journal has.

void History::hear() {
  follow_journal();
  hear_answers();
  for (const AnyAwaited* one : awaited_)
    if (one->lost() && !machine_.stopped())
      report("No call is lost but with its engine", std::string{one->what()});
}

void History::follow_journal() {
  const Sequence durable = world().store->last_sequence();
  while (followed_ < durable) {
    ++followed_.value;
    const Record& record = world().store->durable_record(followed_);
    count(record);
    follow(record);
    for (const ledger::Entry& entry : record.entries) {
      const Sums& sum = sums_[entry.account];
      if (entry.held_after.units() != sum.held)
        report("An entry says what is held", word(record.sequence));
      if (wallets_.contains(entry.account) && sum.posted < sum.held)
        report("No wallet gives what it has not", word(record.sequence));
    }
  }
}

void History::count(const Record& record) {
  for (const ledger::Entry& entry : record.entries)
    sums_[entry.account].posted += entry.amount.units();
  if (!balanced(record.entries)) report("Every record sums to zero", word(record.sequence));
  if (const auto& keyed = record.idempotency)
    if (!recorded_.emplace(Key{keyed->wallet, keyed->key}, record.sequence).second)
      report("One key has one record", word(Key{keyed->wallet, keyed->key}));
  // What was decided before, and counted, is for the kinds that know of it.
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact);
      paid && !paid->approved && !paid->settles)
    sums_[paid->payer].used += paid->amount.money().units();
  if (const ledger::Refunded* const refunded = ledger::refund_of(record.fact);
      refunded && refunded->to == refunded->payer)
    sums_[refunded->payer].used -= refunded->amount.money().units();
}

void History::is_durable(const Record& record) {
  if (record.sequence > followed_ || world().store->durable_record(record.sequence) != record)
    report("Whatever is told is durable", word(record.sequence));
}

std::optional<Sequence> History::recorded(const Key& key) const {
  const auto known = recorded_.find(key);
  if (known == recorded_.end()) return std::nullopt;
  return known->second;
}

void History::is_answer_of(const Key& key, const Record& record) {
  is_durable(record);
  if (recorded(key) != record.sequence) report("One key has one answer", word(key));
}

void History::everybody_was_answered() {
  if (!world().fatal.empty())
    report("An engine stops only where its disk has failed", world().fatal.front());
  for (const AnyAwaited* one : awaited_)
    if (one->size() != 0)
      report("Once nothing is under way, everybody has been answered",
             std::to_string(one->size()) + ' ' + std::string{one->what()});
}

bool History::examined() {
  ledger::Examiner examiner;
  for (const Record& record : world().store->records())
    if (const auto fault = examiner.take(record)) {
      report("An examiner finds nothing wrong", word(record.sequence) + ' ' + *fault);
      return false;
    }
  return true;
}

std::optional<ledger::WalletState> History::audited(const ledger::WalletAddress& wallet) {
  const auto told = world().balance(wallet);
  world().run();
  if (!told.allowed()) return std::nullopt;
  ledger::WalletState state = told.outcome()->state;
  const Sums& sum = sums_[wallet.account];
  const std::string seen = "account " + std::to_string(wallet.account.value);
  if (state.posted.units() != sum.posted)
    report("A wallet shows the balance that its records sum to", seen);
  if (state.held.units() != sum.held)
    report("What is held is what waits to be paid, and nothing else", seen);
  if (state.usage.in_total.units() != sum.used)
    report("What was spent is counted once, and nothing that came back", seen);
  return state;
}

void History::is_due(const std::vector<Sequence>& shown, const std::vector<Sequence>& due) {
  if (shown != due)
    report("A list shows all that it is asked for, once and newest first",
           std::to_string(shown.size()) + " of " + std::to_string(due.size()));
}

}  // namespace bursar::simulation
