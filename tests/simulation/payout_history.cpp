#include "tests/simulation/payout_history.hpp"

#include "tests/support/amounts.hpp"

#include <chrono>
#include <variant>

namespace bursar::simulation {

using ledger::Record;
using ledger::Sequence;
using std::chrono::milliseconds;
using tests::usd;

actors::Engine::Options PayoutHistory::options_of(std::uint64_t seed) {
  actors::Engine::Options options;
  options.terms.payout_pending_ms = pending_ms;
  options.settle_ms_max = silence_ms;
  if (seed % 5 == 0) options.terms.open_payouts_max = 4;
  if (seed % 2 == 0) options.wallet_idle = milliseconds{4};
  if (seed % 3 == 0) options.wallets_live_max = 2;
  return options;
}

PayoutHistory::PayoutHistory(std::uint64_t seed, Place& place)
    : History{seed, place, options_of(seed)} {
  begin();
}

// The engine ends later, and asks it still.
PayoutHistory::~PayoutHistory() {
  bank_->sees = [](const auto&) {};
  bank_->sends = [](const auto&) {};
  bank_->loses = [] { return Bank::Loss::none; };
}

void PayoutHistory::begin() {
  bank_->sees = [this](const auto& order) { take(order); };
  bank_->sends = [this](auto answer) { send(std::move(answer)); };
  bank_->loses = [this] { return loss(); };
  owner_ = world().sign_up();
  for (int n = 0; n < 4; ++n) payers_.push_back(open("300.00", n == 3));
  follow_journal();
}

// One that draws on a budget has little of its own.
ledger::WalletAddress PayoutHistory::open(std::string_view dollars, bool budget) {
  actors::OpenWallet command = world().opening(owner_);
  if (budget) command.wallet.budget_limit = usd("2000.00");
  return History::open(std::move(command), usd(budget ? "3.00" : dollars));
}

// --- What the bank hears.

void PayoutHistory::take(const actors::SettlementOrder& order) {
  if (machine().between_lives()) return;
  follow_journal();
  const auto known = by_id_.find(order.id);
  if (known == by_id_.end()) return report("Whoever settles hears of what is durable", order.id);
  const Payout& payout = payouts_.at(known->second);
  if (payout.status == Status::pending)
    report("Nothing is submitted before it is durable that it is", word(known->second));
  if (!still_open(payout.status))
    report("Nothing is submitted that has ended", word(known->second));
  if (bank_->had.contains(order.id))
    report("Nothing is submitted again that whoever settles it has", word(known->second));
}

void PayoutHistory::send(std::function<void()> answer) {
  if (lossy_ && one_in(12)) return;
  if (lossy_ && one_in(2)) return on_their_way_.push_back(std::move(answer));
  answer();
}

PayoutHistory::Bank::Loss PayoutHistory::loss() {
  if (!lossy_ || one_in(2)) return Bank::Loss::none;
  return one_in(2) ? Bank::Loss::on_the_way : Bank::Loss::answer;
}

void PayoutHistory::make_it_honest() {
  lossy_ = false;
  bank_->silent = false;
  bank_->authorizes = true;
  bank_->takes = true;
}

// --- What is heard, and what the journal has.

void PayoutHistory::hear_asking(const Asking& one) {
  if (!one.told.allowed()) return;
  const Record& record = *one.told.outcome()->record;
  const bool refused = std::holds_alternative<ledger::Refused>(record.fact);
  if (!refused && !payouts_.contains(record.sequence))
    report("What is answered is that a payout was asked for", word(record.sequence));
  one.key.second.empty() ? is_durable(record) : is_answer_of(one.key, record);
}

void PayoutHistory::hear_cancelling(const Cancelling& one) {
  const Payout& payout = payouts_.at(one.payout);
  if (one.told.allowed()) {
    is_durable(*one.told.outcome()->record);
    note(one.payout, Status::cancelled, Status::pending);
  } else if (one.told.refused(ledger::Errc::invalid_state) && payout.status == Status::pending) {
    report("What cannot be cancelled any more is not pending any more", word(one.payout));
  }
}

void PayoutHistory::note(Sequence payout, Status told, Status told_before) {
  Payout& known = payouts_.at(payout);
  if (told > known.status || (!still_open(told) && told != known.status))
    report("What is told of a payout is durable", word(payout));
  if (told < told_before) report("A payout never goes back", word(payout));
  known.told = std::max(known.told, told);
}

void PayoutHistory::hear_answers() {
  asking_.hear([&](const Asking& one) { hear_asking(one); });
  cancelling_.hear([&](const Cancelling& one) { hear_cancelling(one); });
  seeing_.hear([&](const Seeing& one) {
    if (one.told.allowed()) note(one.payout, one.told.outcome()->status, one.told_before);
  });
}

void PayoutHistory::end(const Record& record, Sequence sequence, Status status) {
  const auto found = payouts_.find(sequence);
  if (found == payouts_.end() || !still_open(found->second.status))
    return report("A payout leaves by one exit, once", word(sequence));
  Payout& payout = found->second;
  const bool was_pending = payout.status == Status::pending;
  if (status == Status::cancelled ? !was_pending : status == Status::completed && was_pending)
    report("Each exit is open in its time", word(sequence));
  if (record.previous_of_payment != sequence)
    report("Each end follows what it ends", word(record.sequence));
  payout.status = status;
  const auto& asked = std::get<ledger::PayoutAsked>(payout.asked.fact);
  Sums& sum = sums(asked.payment.payer);
  sum.held -= asked.held().units();
  if (status != Status::completed) sum.used -= asked.payment.amount.money().units();
  const auto there = bank_->had.find(payout.id);
  const bool arrived = there != bank_->had.end();
  if (status == Status::completed &&
      (!arrived || there->second.standing != actors::Standing::completed))
    report("What is debited has arrived", word(sequence));
  if (status != Status::completed && arrived && there->second.standing != actors::Standing::refused)
    report("What is given back is with nobody else", word(sequence));
}

void PayoutHistory::follow(const ledger::PayoutAdvanced& advanced) {
  const auto found = payouts_.find(advanced.payout);
  if (found == payouts_.end() || found->second.status >= advanced.status ||
      !still_open(found->second.status))
    return report("A payout never goes back", word(advanced.payout));
  found->second.status = advanced.status;
  found->second.since = advanced.at;
}

void PayoutHistory::follow(const Record& record) {
  if (const auto* asked = std::get_if<ledger::PayoutAsked>(&record.fact)) {
    const ledger::Bits128 packed = pack(ledger::payment_place(record).value());
    const auto [high, low] = world().room->payment_ids().forward(packed.high, packed.low);
    const std::string id = ledger::text("payout_", {high, low});
    payouts_.emplace(record.sequence, Payout{.asked = record, .id = id});
    by_id_.emplace(id, record.sequence);
    ++figures_.asked;
    Sums& sum = sums(asked->payment.payer);
    sum.held += asked->held().units();
    sum.used += asked->payment.amount.money().units();
  }
  if (const auto* advanced = std::get_if<ledger::PayoutAdvanced>(&record.fact)) follow(*advanced);
  if (const auto* ended = std::get_if<ledger::PayoutEnded>(&record.fact)) {
    ++(ended->status == Status::cancelled ? figures_.cancelled : figures_.failed);
    end(record, ended->payout, ended->status);
  }
  if (const auto* paid = std::get_if<ledger::PayoutCompleted>(&record.fact)) {
    ++figures_.completed;
    end(record, paid->payout, Status::completed);
  }
}

// --- At rest.

// Words are lost no more, and what the bank has it brings to an end; questions are put again after
// half a minute, and what a frozen wallet kept back after a minute.
void PayoutHistory::come_to_rest() {
  make_it_honest();
  thaw();
  for (int rounds = 0; rounds < 4; ++rounds) {
    bank_->finish(one_in(4) ? actors::Standing::refused : actors::Standing::completed);
    for (int seconds = 0; seconds < 70; ++seconds) advance(1'000);
  }
  lossy_ = true;
}

void PayoutHistory::audit() {
  run_all();
  for (int i = 0; i < 12; ++i) advance(1'000);
  hear();
  everybody_was_answered();
  audit_alarm();
  audit_bank();
  if (one_in(2)) {
    come_to_rest();
    hear();
    audit_ends();
  }
  if (!examined()) return;
  for (const ledger::WalletAddress& payer : payers_) audited(payer);
  audit_lists();
}

std::size_t PayoutHistory::with_bank_for(std::int64_t ms) {
  follow_journal();
  std::size_t count = 0;
  for (const auto& [sequence, one] : payouts_)
    if ((one.status == Status::submitted || one.status == Status::settling) &&
        world().clock.now().milliseconds - one.since.milliseconds >= ms)
      ++count;
  return count;
}

// It looks once a second.
void PayoutHistory::audit_alarm() {
  const std::size_t perhaps = with_bank_for(silence_ms - 1'000);
  advance(1'000);
  const std::size_t surely = with_bank_for(silence_ms + 2'000);
  const std::size_t told = world().room->payout_figures().silent.load();
  if (told < surely || told > perhaps)
    report("What its connector has had for too long raises an alarm, and nothing else does",
           std::to_string(told) + " where " + std::to_string(surely) + " are");
}

void PayoutHistory::audit_bank() {
  for (const auto& [id, one] : bank_->had) {
    const auto known = by_id_.find(id);
    if (known == by_id_.end()) return report("Whoever settles hears of what is durable", id);
    const Payout& payout = payouts_.at(known->second);
    const bool may_arrive = payout.status == Status::submitted ||
                            payout.status == Status::settling || payout.status == Status::completed;
    if (one.standing == actors::Standing::completed && !may_arrive)
      report("What arrived has left its wallet", word(known->second));
  }
}

void PayoutHistory::audit_ends() {
  ledger::Money left = {};
  for (const auto& [sequence, one] : payouts_) {
    if (still_open(one.status))
      report("Every payout comes to its end once whoever settles it speaks", word(sequence));
    if (one.status == Status::completed)
      left = left + std::get<ledger::PayoutAsked>(one.asked.fact).payment.amount.money();
  }
  if (left != bank_->moved()) report("What arrived has left its wallet", "at rest");
}

void PayoutHistory::audit_lists() {
  std::optional<Status> asked;
  if (!one_in(3)) asked = static_cast<Status>(below(ledger::payout_statuses));
  std::vector<Sequence> due;
  for (auto one = payouts_.rbegin(); one != payouts_.rend(); ++one)
    if (!asked || one->second.status == *asked) due.push_back(one->first);
  actors::PayoutsQuery query;
  query.organization = owner_.principal.organization;
  query.status = asked;
  const auto rows =
      all_rows<actors::PayoutsCall>(query, [&](auto call) { world().room->ask_payouts(call); });
  if (!rows) return;
  std::vector<Sequence> shown;
  for (const actors::PayoutRow& row : *rows) {
    shown.push_back(row.payout);
    if (row.row.status != payouts_.at(row.payout).status)
      report("A list shows how each of them stands", word(row.payout));
  }
  is_due(shown, due);
}

}  // namespace bursar::simulation
