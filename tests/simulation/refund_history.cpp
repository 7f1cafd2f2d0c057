#include "tests/simulation/refund_history.hpp"

#include "actors/payment_list.hpp"
#include "ledger/examiner.hpp"
#include "tests/simulation/refund_moves.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <chrono>
#include <string>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::Errc;
using ledger::Money;
using ledger::Record;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;
using State = actors::KeyOutcome::State;

namespace {

constexpr std::uint64_t steps_between_audits = 100;

std::string word(Sequence sequence) {
  return "record " + std::to_string(sequence.value);
}
std::string word(const std::pair<ledger::AccountNumber, std::string>& key) {
  return "key " + key.second + " of account " + std::to_string(key.first.value);
}

}  // namespace

actors::Engine::Options RefundHistory::options_of(std::uint64_t seed) {
  actors::Engine::Options options;
  options.keys_in_memory_max = seed % 5 == 0 ? 8 : 4'096;
  if (seed % 2 == 0) options.wallet_idle = milliseconds{4};
  if (seed % 3 == 0) options.wallets_live_max = 2;
  return options;
}

RefundHistory::RefundHistory(std::uint64_t seed, Place& place)
    : place_{place}, random_{seed}, machine_{seed, options_of(seed)} {
  place_ = {.seed = seed, .step = 0, .move = "begin"};
  begin();
}

void RefundHistory::begin() {
  owner_ = world().sign_up();
  stranger_ = world().sign_up();
  for (int n = 0; n < 3; ++n) payers_.push_back(open(owner_, "300.00", n == 2));
  for (int n = 0; n < 3; ++n) payees_.push_back(open(n == 1 ? stranger_ : owner_, "2.00", false));
  follow();
}

// One that draws on a budget has little of its own.
ledger::WalletAddress RefundHistory::open(const World::Signed& by, std::string_view dollars,
                                          bool budget) {
  actors::OpenWallet command = world().opening(by);
  if (budget) command.wallet.budget_limit = usd("2000.00");
  const ledger::WalletAddress wallet = world().open_wallet(std::move(command));
  world().fund(World::from_treasury(wallet, usd(budget ? "3.00" : dollars)));
  world().run();
  return wallet;
}

std::optional<Finding> RefundHistory::run(std::uint64_t steps) {
  while (place_.step < steps && !findings_.first()) {
    ++place_.step;
    const RefundMoves& move = RefundMoves::drawn(random_());
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

void RefundHistory::is_durable(const Record& record) {
  if (record.sequence > followed_ || world().store->durable_record(record.sequence) != record)
    findings_.report("Whatever is told is durable", word(record.sequence));
}

template <class Call>
void RefundHistory::hear_receipt(const Key& key, const tests::Told<Call>& told) {
  if (!told.answered()) return findings_.report("No call is lost but with its engine", word(key));
  if (told.allowed()) {
    const Record& record = *told.outcome()->record;
    is_durable(record);
    const auto known = recorded_.find(key);
    if (known == recorded_.end() || known->second != record.sequence)
      findings_.report("One key has one answer", word(key));
    if (std::holds_alternative<ledger::Sealed>(record.fact))
      findings_.report("Nothing is answered with a seal but who asks for it", word(key));
    told_.insert(key);
  }
  if (told.refused(Errc::key_sealed)) {
    const auto known = recorded_.find(key);
    if (known == recorded_.end() ||
        !std::holds_alternative<ledger::Sealed>(world().store->durable_record(known->second).fact))
      findings_.report("What is refused as sealed is sealed", word(key));
  }
}

void RefundHistory::hear_sealed(const Sealing& one) {
  if (!one.told.answered())
    return findings_.report("No call is lost but with its engine", word(one.key));
  if (!one.told.allowed()) return;
  const actors::KeyOutcome& told = *one.told.outcome();
  if (told.state != State::sealed && told.state != State::known)
    return findings_.report("A seal comes to one of two ends", word(one.key));
  is_durable(*told.record);
  const bool sealed = std::holds_alternative<ledger::Sealed>(told.record->fact);
  if (recorded_.at(one.key) != told.record->sequence || sealed != (told.state == State::sealed))
    findings_.report("A key is used or sealed, and never both", word(one.key));
  told_.insert(one.key);
}

void RefundHistory::hear_outcome(const Asking& one) {
  if (!one.told.answered())
    return findings_.report("No call is lost but with its engine", word(one.key));
  if (!one.told.allowed()) return;
  const actors::KeyOutcome& told = *one.told.outcome();
  if (told.state == State::not_seen || told.state == State::in_flight) {
    if (one.told_before) findings_.report("What was told of a key is not forgotten", word(one.key));
    return;
  }
  is_durable(*told.record);
  if (recorded_.at(one.key) != told.record->sequence)
    findings_.report("One key has one answer", word(one.key));
}

void RefundHistory::hear_together(const Together& one) {
  if (!one.told.answered())
    return findings_.report("No call is lost but with its engine", word(one.keys.front()));
  if (!one.told.allowed()) return;
  for (std::size_t i = 0; i < one.keys.size(); ++i) {
    const Record& record = *one.told.outcome()->at(i)->record;
    is_durable(record);
    const auto known = recorded_.find(one.keys[i]);
    if (known == recorded_.end() || known->second != record.sequence)
      findings_.report("One key has one answer", word(one.keys[i]));
    told_.insert(one.keys[i]);
  }
}

void RefundHistory::hear() {
  follow();
  const auto hear_all = [](auto& asked, auto hear_one) {
    std::erase_if(asked, [&](const auto& one) {
      if (one.told.silent()) return false;
      hear_one(one);
      return true;
    });
  };
  hear_all(paying_, [&](const Paying& one) { hear_receipt(one.key, one.told); });
  hear_all(refunding_, [&](const Refunding& one) { hear_receipt(one.key, one.told); });
  hear_all(together_, [&](const Together& one) { hear_together(one); });
  hear_all(sealing_, [&](const Sealing& one) { hear_sealed(one); });
  hear_all(asking_, [&](const Asking& one) { hear_outcome(one); });
}

void RefundHistory::forget_who_asked() {
  paying_.clear();
  together_.clear();
  refunding_.clear();
  sealing_.clear();
  asking_.clear();
}

void RefundHistory::follow() {
  const Sequence durable = world().store->last_sequence();
  while (followed_ < durable) {
    ++followed_.value;
    follow(world().store->durable_record(followed_));
  }
}

void RefundHistory::follow(const Record& record) {
  for (const ledger::Entry& entry : record.entries)
    sums_[entry.account].posted += entry.amount.units();
  if (const auto& keyed = record.idempotency)
    if (!recorded_.emplace(Key{keyed->wallet, keyed->key}, record.sequence).second)
      findings_.report("One key has one record", word(Key{keyed->wallet, keyed->key}));
  if (const auto* paid = std::get_if<ledger::Paid>(&record.fact)) {
    ++figures_.paid;
    payments_.emplace(record.sequence, Payment{.record = record, .newest = record.sequence});
    sums_[paid->payer].used += paid->amount.money().units();
  }
  if (const auto* refunded = std::get_if<ledger::Refunded>(&record.fact)) follow(record, *refunded);
  if (std::holds_alternative<ledger::Sealed>(record.fact)) ++figures_.sealed;
}

void RefundHistory::follow(const Record& record, const ledger::Refunded& refunded) {
  ++figures_.refunded;
  const auto found = payments_.find(refunded.payment);
  if (found == payments_.end())
    return findings_.report("Only what was paid is refunded", word(record.sequence));
  Payment& payment = found->second;
  const auto& paid = std::get<ledger::Paid>(payment.record.fact);
  payment.refunded += refunded.amount.money().units();
  payment.to_source += refunded.to_source.units();
  if (payment.refunded > paid.amount.money().units())
    findings_.report("No payment is refunded past its principal", word(record.sequence));
  if (refunded.refunded_after.units() != payment.refunded)
    findings_.report("A refund says what came before it", word(record.sequence));
  if (payment.to_source > paid.drawn.units() ||
      (payment.refunded > payment.to_source && payment.to_source < paid.drawn.units()))
    findings_.report("A budget's source gets back what was drawn, and gets it first",
                     word(record.sequence));
  if (record.previous_of_payment != payment.newest)
    findings_.report("Each record of a payment follows the one before it", word(record.sequence));
  payment.newest = record.sequence;
  if (refunded.to == paid.payer) sums_[paid.payer].used -= refunded.amount.money().units();
}

// Also what nobody was told of, since the machine was cut off.
void RefundHistory::batches_are_whole() {
  for (const std::vector<Key>& keys : batches_) {
    const auto there =
        std::ranges::count_if(keys, [&](const Key& key) { return recorded_.contains(key); });
    // A key of it that was sealed, or used again, keeps all of it from being made.
    const auto paid = std::ranges::count_if(keys, [&](const Key& key) {
      const auto known = recorded_.find(key);
      return known != recorded_.end() && payments_.contains(known->second);
    });
    if (paid != 0 && paid != static_cast<std::ptrdiff_t>(keys.size()))
      findings_.report("What is made together is there whole or not at all",
                       std::to_string(there) + " of " + std::to_string(keys.size()));
  }
  figures_.batches = batches_.size();
}

void RefundHistory::audit() {
  world().schedule.release();
  world().run();
  for (int i = 0; i < 2; ++i) world().schedule.advance(std::chrono::seconds{6});
  hear();
  if (!world().fatal.empty())
    findings_.report("An engine stops only where its disk has failed", world().fatal.front());
  if (!paying_.empty() || !together_.empty() || !refunding_.empty() || !sealing_.empty() ||
      !asking_.empty())
    findings_.report("Once nothing is under way, everybody has been answered",
                     std::to_string(refunding_.size()) + " refund");
  batches_are_whole();
  ledger::Examiner examiner;
  for (const Record& record : world().store->records())
    if (const auto fault = examiner.take(record))
      return findings_.report("An examiner finds nothing wrong",
                              "record " + std::to_string(record.sequence.value) + ' ' + *fault);
  for (const auto* wallets : {&payers_, &payees_})
    for (const ledger::WalletAddress& wallet : *wallets) audit_wallet(wallet);
  for (const auto& [payment, one] : payments_)
    if (world().room->courses().course(payment).refunded.units() != one.refunded)
      findings_.report("What is refunded of a payment is known", word(payment));
  audit_lists();
}

void RefundHistory::audit_wallet(const ledger::WalletAddress& wallet) {
  const auto told = world().balance(wallet);
  world().run();
  if (!told.allowed()) return;
  const ledger::WalletState& state = told.outcome()->state;
  const Sums& sums = sums_[wallet.account];
  const std::string seen = "account " + std::to_string(wallet.account.value);
  if (state.posted.units() != sums.posted)
    findings_.report("A wallet shows the balance that its records sum to", seen);
  if (state.usage.in_total.units() != sums.used)
    findings_.report("What was paid is counted once, and what came back is given back", seen);
}

void RefundHistory::audit_lists() {
  const bool all = one_in(2);
  const ledger::WalletAddress& wallet = payers_[below(payers_.size())];
  std::vector<Sequence> due;
  for (auto one = payments_.rbegin(); one != payments_.rend(); ++one)
    if (all || std::get<ledger::Paid>(one->second.record.fact).payer == wallet.account)
      due.push_back(one->first);
  std::vector<Sequence> shown;
  actors::PaymentsQuery query;
  query.organization = owner_.principal.organization;
  if (!all) query.only = wallet.account;
  query.page.limit = static_cast<std::uint32_t>(1 + below(40));
  if (one_in(2)) query.page.looked_at_max = static_cast<std::uint32_t>(1 + below(40));
  do {
    const auto told =
        world().tell<actors::PaymentsCall>(query, [&](auto call) { world().room->payments(call); });
    world().run();
    if (!told.allowed()) return;
    for (const actors::PaymentRow& row : told.outcome()->rows) {
      shown.push_back(row.record.sequence);
      if (row.refunded.units() != payments_.at(row.record.sequence).refunded)
        findings_.report("A list shows what each of them is by now", word(row.record.sequence));
    }
    query.page.before = told.outcome()->next;
  } while (query.page.before != 0);
  if (shown != due)
    findings_.report("A list shows all that it is asked for, once and newest first",
                     std::to_string(shown.size()) + " of " + std::to_string(due.size()));
}

}  // namespace bursar::simulation
