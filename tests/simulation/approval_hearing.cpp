// What the auditor makes of payments that wait for approval: who has decided, who hears how they
// stand, and lists of them.

#include "tests/simulation/auditor.hpp"
#include "tests/simulation/wording.hpp"

#include <algorithm>
#include <limits>

namespace bursar::simulation {

using ledger::ApprovalStatus;
using ledger::Errc;
using ledger::Sequence;

namespace {

std::string payment_word(Sequence request) {
  return "the payment of record " + std::to_string(request.value);
}

/// Those that a page goes over, newest first, when there were so many records.
std::vector<Sequence> due(const std::map<Sequence, const ApprovalRow*>& all,
                          const actors::ApprovalsQuery& query, std::uint64_t next,
                          Sequence moment) {
  const std::uint64_t before =
      query.page.before == 0 ? std::numeric_limits<std::uint64_t>::max() : query.page.before;
  std::vector<Sequence> found;
  for (auto one = all.rbegin(); one != all.rend(); ++one) {
    const auto& [request, row] = *one;
    if (request.value >= before || request.value < next || request > moment) continue;
    if (query.status && row->status_at(moment) != *query.status) continue;
    if (!query.only.none() && row->payer() != query.only) continue;
    found.push_back(request);
  }
  return found;
}

}  // namespace

std::size_t Auditor::note_decision(const actors::DecideApprovalCommand& command) {
  const ledger::Paid& payment = command.decision.held.payment;
  Decision asked;
  asked.request = command.decision.request;
  asked.approves = command.decision.status == ApprovalStatus::approved;
  asked.by = command.decision.decided_by;
  std::vector<ledger::AccountNumber> payees;
  if (!payment.payee.none()) payees.push_back(payment.payee);
  note_standing(asked, payment.payer, payees);
  if (payment.drawn.zero()) asked.source.reset();
  return evidence_.decisions.ask(std::move(asked));
}

// What keeps a payment from being approved for the moment lets it wait; a rejection meets nothing
// but one that was first.
bool Auditor::denies(const Awaited& awaited, const actors::DecideApprovalCall& call) const {
  const Decision& asked = evidence_.decisions.at(awaited.decision);
  const Errc code = call.outcome.error().code;
  if (code == Errc::invalid_state) return !books().approvals.at(asked.request).waits();
  if (code == Errc::share_taken) return 2 * places_taken(evidence_) >= evidence_.bounds.calls;
  if (!asked.approves) return false;
  if (code == Errc::wallet_frozen) return has_been_frozen(statuses_of_decider(evidence_, asked));
  if (code == Errc::budget_source_short)
    return finds_too_little_to_draw(evidence_, asked,
                                    call.command.decision.held.payment.drawn.units());
  if (code == Errc::read_only) return awaited.met_full_disk;
  return code == Errc::overloaded && may_have_waited_for_another(evidence_, asked);
}

void Auditor::hear(const Awaited& awaited, const actors::DecideApprovalCall& call) {
  const Decision& asked = evidence_.decisions.at(awaited.decision);
  const ledger::Record& record = *call.outcome->record;
  trace_.add(record.sequence.value);
  if (record.sequence.none() || record.sequence > books().last)
    return findings_.report("Nothing is answered before it is durable",
                            payment_word(asked.request));
  if (record != world_->store->durable_record(record.sequence))
    findings_.report("An answer shows the record that the journal holds", described(record));
  const ApprovalRow& row = books().approvals.at(asked.request);
  if (row.ended != record.sequence)
    findings_.report("Whoever decides hears to which end the payment came",
                     payment_word(asked.request));
  if (!asked.approves && row.status == ApprovalStatus::approved)
    findings_.report("What is rejected is not paid", payment_word(asked.request));
  if (!evidence_.decisions.tell(asked.request))
    findings_.report("One has decided, and nobody else", payment_word(asked.request));
  tell(record);
}

// Nobody waits any more for what was decided.
void Auditor::audit_waiting() {
  for (const auto& [ticket, request] : waiting_)
    if (!books().approvals.at(request).waits())
      findings_.report("Whoever waits hears of a decision at once", payment_word(request));
}

void Auditor::hear(const Awaited& awaited, const actors::ApprovalCall& call) {
  const ApprovalRow& row = books().approvals.at(call.command.request);
  const ledger::Approval& told = *call.outcome;
  trace_.add(static_cast<std::uint64_t>(told.status));
  const bool was_so =
      told.status == row.status_at(books().last) || told.status == row.status_at(awaited.durable);
  if (!was_so || told.wallet != row.payer())
    findings_.report("An approval is shown as the journal knows it",
                     payment_word(call.command.request));
}

// As it was at one moment since it was asked for. How far a page goes back is its own to say, while
// it is short only where it looked at as many as it may.
void Auditor::hear(const Awaited& awaited, const actors::ApprovalsCall& call) {
  const actors::ApprovalsQuery& asked = call.command;
  std::vector<Sequence> shown;
  for (const actors::ApprovalRow& row : call.outcome->rows) shown.push_back(row.request);
  trace_.add(shown.size());
  const std::uint64_t next = call.outcome->next;
  const bool ends_well = next == 0 || shown.size() == asked.page.limit ||
                         call.outcome->looked_at == asked.page.looked_at_max;
  std::map<Sequence, const ApprovalRow*> own;
  for (const auto& [request, row] : books().approvals) {
    const ledger::WalletAddress& payer = books().wallet(row.payer())->address;
    if (payer.organization == asked.organization && payer.environment == asked.environment)
      own.emplace(request, &row);
  }
  for (Sequence moment = awaited.durable; moment <= books().last; ++moment.value) {
    if (!ends_well || due(own, asked, next, moment) != shown) continue;
    const bool as_it_was = std::ranges::all_of(call.outcome->rows, [&](const auto& row) {
      return row.approval.status == own.at(row.request)->status_at(moment);
    });
    if (as_it_was) return;
  }
  findings_.report("A list of approvals is what it was at a moment since it was asked for",
                   std::to_string(shown.size()) + " rows, then " + std::to_string(next));
}

}  // namespace bursar::simulation
