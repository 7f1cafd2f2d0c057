#include "tests/simulation/auditor.hpp"

#include "tests/simulation/postings.hpp"
#include "tests/simulation/wording.hpp"

#include <algorithm>

namespace bursar::simulation {

using ledger::AccountNumber;
using ledger::Record;

void Auditor::begin(World& world) {
  world_ = &world;
  follow();
  evidence_.jump = {};
  evidence_.denials.clear();  // which no engine remembers
  evidence_.books.settle();
  audit_whole();
  told_.assign(books().last.value + 1, true);
  for (Movement& movement : evidence_.movements)
    if (movement.state == Movement::State::asked)
      evidence_.movements.close(movement,
                                movement.recorded ? Movement::State::done : Movement::State::gone);
}

void Auditor::end() {
  ++life_;
  awaited_.clear();
  waiting_.clear();
  evidence_.under_way = {.passed = evidence_.under_way.passed};
  for (auto& [wallet, ends] : evidence_.ends) ends.under_way = 0;
  world_ = nullptr;
}

std::optional<Asking::Source> Auditor::source_of(const WalletRow& payer, ledger::Time now) const {
  if (!payer.budget || payer.address.environment == ledger::Environment::sandbox)
    return std::nullopt;
  const AccountNumber own = own_wallet(payer.address);
  const WalletRow& row = *books().wallet(own);
  return Asking::Source{own, then(row.told, now), row.statuses.size() - 1};
}

void Auditor::note_standing(Asking& asked, AccountNumber decider,
                            const std::vector<AccountNumber>& payees) {
  const ledger::Time now = world_->clock.now();
  asked.decider = decider;
  asked.asked_at = now;
  asked.passed = evidence_.under_way.passed;
  asked.met_full_disk = evidence_.under_way.disk_full;
  for (const AccountNumber account : payees) {
    Asking::Payee& payee = asked.payees.emplace_back(account);
    if (const WalletRow* row = books().wallet(account)) payee.status = row->statuses.size() - 1;
    if (const auto ends = evidence_.ends.find(account); ends != evidence_.ends.end())
      payee.ends = ends->second.answered;
  }
  WalletRow* row = evidence_.books.wallet(decider);
  if (row == nullptr) return;
  asked.told = then(row->told, now);
  asked.policy = row->policies.size() - 1;
  asked.policy_changes_told = books().changes_told.size();
  asked.status = row->statuses.size() - 1;
  asked.source = source_of(*row, now);
  row->reach(now);
}

Movement& Auditor::expect(Command command) {
  const AccountNumber decider = decider_of(command);
  const Keyed* keyed = books().keyed(decider, keyed_of(command).key);
  Movement asked;
  asked.command = std::move(command);
  if (keyed != nullptr) asked.keyed = keyed->sequence;
  std::vector<AccountNumber> payees;
  for (const ledger::WalletAddress* wallet : payees_of(asked.command))
    payees.push_back(wallet->account);
  note_standing(asked, decider, payees);
  if (const auto* refunding = std::get_if<actors::RefundCommand>(&asked.command))
    asked.refunded_before = books().payments.at(refunding->refund.payment).refunded;
  evidence_.denials[decider].asked(++evidence_.moment);
  return evidence_.movements.ask(std::move(asked));
}

void Auditor::expect_together(std::vector<actors::PayCommand>& commands) {
  const Movement::Together together{evidence_.movements.count() + 1, commands.size()};
  for (actors::PayCommand& command : commands) {
    Movement& part = expect(command);
    part.together = together;
    command = std::get<actors::PayCommand>(part.command);
  }
}

// A batch is one step of the journal.
void Auditor::audit_whole() {
  const Movement* last = evidence_.movements.find(books().salt(books().last));
  if (last != nullptr && is_part_to_be_followed(*last))
    findings_.report("What is made together is there whole or not at all", described(*last));
}

void Auditor::follow() {
  const ledger::Time before = std::exchange(evidence_.now, world_->clock.now());
  const tests::SimulatedStore& store = *world_->store;
  const ledger::Sequence durable = store.last_sequence();
  while (books().last < durable) {
    const Record& next = store.durable_record({books().last.value + 1});
    judge(next);
    evidence_.books.fold(next);
    note(next, before);
  }
}

void Auditor::judge(const Record& record) {
  for (const RecordInvariant& invariant : record_invariants())
    if (!invariant.holds(evidence_, record))
      findings_.report(invariant.sentence,
                       described(record) + keyed_before(record) + asked_before(record));
}

// What its wallet was told of when it was asked, and has by now.
std::string Auditor::asked_before(const Record& record) const {
  const Movement* asked = evidence_.movements.find(salt_of(record));
  if (asked == nullptr) return "";
  const WalletRow& decider = *books().wallet(decider_of(asked->command));
  return "; " + described(*asked) + ", told " + described(asked->told) + "; durable " +
         described(decider.durable);
}

std::string Auditor::keyed_before(const Record& record) const {
  const auto& key = record.idempotency;
  const Keyed* known = key ? books().keyed(key->wallet, key->key) : nullptr;
  return known == nullptr ? ""
                          : "; its key has record " + std::to_string(known->sequence.value) +
                                " of " + ledger::text(known->time);
}

// The clock stands still while actors run, but for a jump.
void Auditor::note(const Record& record, ledger::Time before) {
  trace_.add(record.sequence.value);
  if (trace_.in_words()) trace_.say("    " + described(record));
  if (const auto* jump = std::get_if<ledger::ClockAccepted>(&record.fact))
    if (jump->to > jump->from) evidence_.jump = {before, jump->to};
  if (const auto* funded = std::get_if<ledger::Funded>(&record.fact))
    if (funded->topped_up_on != 0) return tell_of_topup(*funded);
  if (const auto* ended = std::get_if<ledger::ApprovalEnded>(&record.fact))
    return tell_of_end(*ended);
  Movement* movement = evidence_.movements.find(salt_of(record));
  if (movement == nullptr) return;
  movement->recorded = true;
  if (const ledger::Fund* fund = limited_funding(movement->command))
    evidence_
        .faucet[{fund->wallet.account.value, std::get<ledger::Funded>(record.fact).faucet_day}] +=
        fund->amount.money().units();
}

void Auditor::answered(actors::CallPtr call, std::uint64_t ticket) noexcept {
  if (ticket >> 40U != life_ || world_ == nullptr) return;
  follow();
  Awaited& awaited = awaited_[ticket - ticket_of(0)];
  trace_.add(ticket);
  leave(awaited);
  waiting_.erase(ticket);
  (this->*awaited.hear)(awaited, *call);
  awaited = {};
}

void Auditor::enter(Awaited& awaited, bool batch, bool audit) {
  UnderWay& under_way = evidence_.under_way;
  awaited.batch = batch;
  awaited.audit = audit;
  awaited.met_full_disk = under_way.disk_full;
  awaited.passed = under_way.passed;
  awaited.beside_audit = under_way.audits > 0;
  (awaited.waits_for.none() ? under_way.calls : under_way.waiters) += 1;
  under_way.batches += batch ? 1 : 0;
  under_way.audits += audit ? 1 : 0;
  under_way.audits_asked += audit ? 1 : 0;
  awaited.audits_asked = under_way.audits_asked;
}

void Auditor::leave(const Awaited& awaited) {
  UnderWay& under_way = evidence_.under_way;
  (awaited.waits_for.none() ? under_way.calls : under_way.waiters) -= 1;
  under_way.batches -= awaited.batch ? 1 : 0;
  under_way.audits -= awaited.audit ? 1 : 0;
}

void Auditor::disk_is_full(bool full) {
  evidence_.under_way.disk_full = full;
  if (!full) return;
  for (Awaited& awaited : awaited_) awaited.met_full_disk = true;
  for (Movement& movement : evidence_.movements)
    if (movement.state == Movement::State::asked) movement.met_full_disk = true;
}

void Auditor::lost(std::uint64_t ticket) noexcept {
  if (ticket >> 40U != life_ || world_ == nullptr) return;
  leave(awaited_[ticket - ticket_of(0)]);
  trace_.add(~ticket);
  if (!world_->room->stopped())
    findings_.report("No call is lost but with its engine",
                     "call " + std::to_string(ticket - ticket_of(0)) + " of this life");
}

void Auditor::hear(const Awaited&, const actors::PayCall& call) {
  hear_outcome(call.command.pay.salt, call.outcome);
}

void Auditor::hear(const Awaited&, const actors::FundCall& call) {
  hear_outcome(call.command.fund.salt, call.outcome);
}

void Auditor::hear(const Awaited&, const actors::ClearCall& call) {
  hear_outcome(call.command.clear.salt, call.outcome);
}

void Auditor::hear(const Awaited&, const actors::WithdrawCall& call) {
  hear_outcome(call.command.withdraw.salt, call.outcome);
}

void Auditor::hear(const Awaited&, const actors::FundBatchCall& call) {
  hear_outcome(call.command.batch.salt, call.outcome);
}

void Auditor::hear(const Awaited&, const actors::RefundCall& call) {
  hear_outcome(call.command.refund.salt, call.outcome);
}

void Auditor::hear(const Awaited&, const actors::PayBatchCall& call) {
  const auto& payments = call.command.payments;
  for (std::size_t i = 0; i < payments.size(); ++i) {
    if (call.outcome)
      hear_outcome(payments[i].pay.salt, (*call.outcome)[i]);
    else
      hear_outcome(payments[i].pay.salt, std::unexpected{call.outcome.error()});
  }
}

void Auditor::hear_outcome(std::uint64_t salt, const ledger::Result<actors::Receipt>& outcome) {
  Movement& asked = *evidence_.movements.find(salt);
  if (asked.state != Movement::State::asked)
    findings_.report("A call is answered once", described(asked));
  if (outcome)
    hear_receipt(asked, *outcome);
  else
    hear_refusal(asked, outcome.error());
}

void Auditor::hear_receipt(Movement& asked, const actors::Receipt& receipt) {
  if (std::holds_alternative<ledger::Refused>(receipt.record->fact))
    evidence_.refusals.try_emplace(receipt.record->sequence.value, asked.salt);
  for (const ReceiptInvariant& invariant : receipt_invariants())
    if (!invariant.holds(evidence_, asked, receipt))
      return findings_.report(invariant.sentence,
                              described(asked) + ", told of " + described(*receipt.record) +
                                  ", with " + std::to_string(books().last.value) + " durable");
  const Record& record = *receipt.record;
  trace_.add(record.sequence.value);
  if (std::holds_alternative<ledger::Sealed>(record.fact))
    findings_.report("Nothing is answered with a seal but who asks for it", described(record));
  if (record != world_->store->durable_record(record.sequence))
    findings_.report("An answer shows the record that the journal holds", described(record));
  if (receipt.replayed)
    tell_of_ruling(asked, {.decided = Ruled::Decided::no});
  else if (!std::holds_alternative<ledger::Refused>(record.fact))
    tell_of_ruling(asked, {});
  if (const auto* refused = std::get_if<ledger::Refused>(&record.fact)) {
    if (!receipt.replayed) return hear_refusal(asked, refused->error);
    return evidence_.movements.close(asked, Movement::State::answered);
  }
  evidence_.movements.close(asked,
                            receipt.replayed ? Movement::State::answered : Movement::State::done);
  tell(record);
}

void Auditor::hear_refusal(Movement& asked, const ledger::Error& error) {
  trace_.add(static_cast<std::uint64_t>(error.code));
  evidence_.movements.close(asked, Movement::State::refused);
  tell_of_ruling(asked, ruled_by(error, asked.asked_at, world_->clock.now()));
  const std::vector<const Movement*> meant = meant_by(asked, error);
  for (const RefusalInvariant& invariant : refusal_invariants())
    if (std::ranges::none_of(
            meant, [&](const Movement* one) { return invariant.holds(evidence_, *one, error); }))
      findings_.report(invariant.sentence, described(*meant.front()) + ": " + described(error) +
                                               "; durable " +
                                               described(books().wallet(asked.decider)->durable));
}

// What keeps a batch from being made is so of the part that it tells, else of any.
std::vector<const Movement*> Auditor::meant_by(const Movement& asked,
                                               const ledger::Error& error) const {
  const auto& [first, count] = asked.together;
  if (asked.together.none()) return {&asked};
  if (error.part > count) return {&asked};
  if (error.part > 0) return {evidence_.movements.find(first + error.part - 1)};
  std::vector<const Movement*> all;
  for (std::size_t i = 0; i < count; ++i) all.push_back(evidence_.movements.find(first + i));
  return all;
}

void Auditor::hear(const Awaited& awaited, const actors::BalanceCall& call) {
  hear_view(awaited, *call.outcome);
}

void Auditor::hear_view(const Awaited& awaited, const actors::WalletView& view) {
  const AccountNumber account = view.state.address.account;
  const auto found = std::ranges::find(awaited.shown, account, &Shown::value_type::first);
  // Of one that was opened since nothing had been told.
  const FlowThen told = found == awaited.shown.end() ? FlowThen{} : found->second;
  trace_.add(static_cast<std::uint64_t>(view.state.posted.units()));
  const WalletRow& row = *books().wallet(account);
  for (const ViewInvariant& invariant : view_invariants())
    if (!invariant.holds(row, told, view.state))
      findings_.report(invariant.sentence, described(view.state) + "; told " + described(told) +
                                               "; durable " + described(row.durable));
}

bool Auditor::a_batch_may_wait_for_itself() const {
  return evidence_.under_way.calls != 0 &&
         std::ranges::any_of(evidence_.movements, [](const Movement& one) {
           return one.state == Movement::State::asked && one.together.count > 1 && one.source;
         });
}

std::string Auditor::asked_still() {
  std::string all;
  for (const Movement& movement : evidence_.movements)
    if (movement.state == Movement::State::asked) all += "; " + described(movement);
  return all;
}

void Auditor::audit_quiet() {
  follow();
  if (evidence_.under_way.calls != 0)
    findings_.report("Once nothing is under way, everybody has been answered",
                     std::to_string(evidence_.under_way.calls) + " still wait" + asked_still());
  audit_waiting();
  audit_whole();
  for (const KeyRow& key : books().keys)
    if (speaks(key.made.secret_hash) != key.speaks(world_->clock.now()))
      findings_.report("A key speaks as long as the journal says, no longer and no shorter",
                       ledger::text("key_", key.made.id.bits));
  for (const AccountNumber account : books().wallets) {
    const WalletRow& row = *books().wallet(account);
    audit_sessions(row);
    if (!row.told.same_money(row.durable))
      findings_.report("What answers told adds up to what is durable",
                       "account " + std::to_string(account.value) + ": told " +
                           described(row.told) + "; durable " + described(row.durable));
  }
}

}  // namespace bursar::simulation
