#include "ledger/dispute_deeds.hpp"

#include "ledger/check.hpp"
#include "ledger/decimal.hpp"
#include "ledger/payment_states.hpp"
#include "ledger/refunding.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

PaymentCourse course_of(const ActOnDispute& act) {
  return {.principal = act.refund.paid.amount.money(),
          .refunded = act.refund.refunded,
          .dispute = act.dispute};
}

Disputed disputed(const Refund& refund) {
  return {.payment = refund.payment,
          .payer = refund.paid.payer,
          .payer_id = refund.paid.payer_id,
          .payee = refund.paid.payee,
          .payee_id = refund.paid.payee_id,
          .principal = refund.paid.amount,
          .refunded = refund.refunded};
}

Sequence service_of(const Paid& paid) {
  return paid.settles ? paid.settles->service : Sequence{};
}

/// Whose trust it is about, as the row of the dispute will say.
Sequence judged(const ActOnDispute& act, DisputeStatus ended) {
  return Dispute{.service = act.opened.service, .by_payee = act.opened.by_payee}.judged(ended);
}

Result<void> may_open(const ActOnDispute& act, const Terms& terms, Time now) {
  const bool outside = act.refund.paid.payee.none();
  if (outside || !after(state_of(course_of(act)), PaymentEvent::dispute))
    return refuse(Errc::invalid_state);
  if (now.milliseconds - act.opened.paid_at.milliseconds > terms.dispute_window_ms)
    return refuse(Errc::dispute_too_late);
  return {};
}

Decided open(const ActOnDispute& act) {
  DisputeOpened fact = act.opened;
  fact.of = disputed(act.refund);
  fact.payment_place = act.refund.place;
  fact.service = service_of(act.refund.paid);
  fact.opened_by = act.by;
  fact.salt = act.refund.salt;
  return {.fact = std::move(fact), .entries = {}};
}

Decided add(const ActOnDispute& act) {
  EvidenceAdded fact = act.added;
  fact.dispute = act.asked;
  fact.of = disputed(act.refund);
  fact.added_by = act.by;
  fact.previous = act.dispute.newest_evidence;
  fact.salt = act.refund.salt;
  return {.fact = std::move(fact), .entries = {}};
}

Decided move(const ActOnDispute& act, DisputeStatus status) {
  return {.fact = DisputeMoved{.dispute = act.asked,
                               .of = disputed(act.refund),
                               .status = status,
                               .by = act.by,
                               .note = act.note,
                               .service = judged(act, status)},
          .entries = {}};
}

/// So much of what the giver is to give it lacks, and the treasury gives it in its place.
Result<Money> covered(const ActOnDispute& act, const WalletState& giver, Money debit, Money free) {
  const Money has = giver.status == WalletStatus::archived ? Money{} : free;
  const Money lacking = std::max(debit - has, Money{});
  if (lacking.zero()) return lacking;
  if (!act.cover)
    return std::unexpected{
        Error{.code = Errc::cover_needed, .limit = debit, .max_allowed_now = has}};
  if (giver.owed + lacking > balance_max) return refuse(Errc::balance_limit);
  return lacking;
}

Result<Decided> give_back(const ActOnDispute& act, const WalletState& giver, Money free) {
  const Refund& refund = act.refund;
  const Money left = refund.paid.amount.money() - refund.refunded;
  if (left.zero()) return move(act, DisputeStatus::resolved_refunded);
  const WalletAddress& to = gets_back(refund, giver);
  if (to.account == refund.giver.account) return refuse(Errc::payee_archived);
  Refunded fact = refund_fact(refund, to, left);
  const Money debit = -posted_to(refund.giver.account, refund_entries(refund, to, fact));
  const auto cover = covered(act, giver, debit, free);
  if (!cover) return std::unexpected{cover.error()};
  auto entries = refund_entries(refund, to, fact, *cover);
  return Decided{.fact = DisputeRefunded{.dispute = act.asked,
                                         .refund = std::move(fact),
                                         .covered = *cover,
                                         .note = act.note,
                                         .service = judged(act, DisputeStatus::resolved_refunded)},
                 .entries = std::move(entries)};
}

const PaymentCourse* course_in(const Books& books, Sequence payment) {
  const auto course = books.courses.find(payment);
  return course == books.courses.end() ? nullptr : &course->second;
}

/// What a record that moves a dispute did, by what it says that the dispute is then.
constexpr std::array<std::optional<DisputeEvent>, dispute_statuses> moves = {
    std::nullopt,            // none
    std::nullopt,            // open
    DisputeEvent::review,    // under_review
    DisputeEvent::refund,    // resolved_refunded
    DisputeEvent::deny,      // resolved_denied
    DisputeEvent::withdraw,  // withdrawn
};

/// What brings a dispute to that; none: nothing that a record of its could say.
std::optional<DisputeEvent> event_of(const Fact& fact) {
  if (std::holds_alternative<DisputeOpened>(fact)) return DisputeEvent::open;
  if (std::holds_alternative<EvidenceAdded>(fact)) return DisputeEvent::add_evidence;
  if (std::holds_alternative<DisputeRefunded>(fact)) return DisputeEvent::refund;
  return moves.at(static_cast<std::size_t>(std::get<DisputeMoved>(fact).status));
}

Finding broken_payment(const Books& books, const Disputed& of) {
  if (!books.wallets.contains(of.payer) || !books.wallets.contains(of.payee))
    return "disputes a payment between wallets that are not there";
  const PaymentCourse* const course = course_in(books, of.payment);
  const Money refunded = course == nullptr ? Money{} : course->refunded;
  if (of.refunded != refunded)
    return "says that " + text(of.refunded) + " of its payment was refunded; its refunds sum to " +
           text(refunded);
  if (course != nullptr && course->principal != of.principal.money())
    return "disputes a payment of " + text(of.principal.money()) + "; it was of " +
           text(course->principal);
  return {};
}

Finding broken_figures(const Record& record) {
  const auto* const resolved = std::get_if<DisputeRefunded>(&record.fact);
  if (resolved == nullptr) return {};
  if (resolved->covered.negative() || resolved->covered > resolved->refund.amount.money())
    return "covers " + text(resolved->covered) + " of " + text(resolved->refund.amount.money());
  return {};
}

const Dispute& row_of(const Books& books, Sequence dispute) {
  return books.disputes.at(dispute);
}

/// Nobody's money moves, and it comes after all else of its payment.
Finding in_its_place(const Books& books, const Record& record, Sequence payment) {
  const PaymentCourse* const course = course_in(books, payment);
  if (record.previous_of_payment != (course == nullptr ? payment : course->last))
    return "does not follow the newest record of its payment";
  if (record.entries.empty() || std::holds_alternative<DisputeRefunded>(record.fact)) return {};
  return "disputes and moves money";
}

Finding of_parties(const Books& books, const Disputed& of) {
  if (books.profiles.at(of.payer).opened.address.id == of.payer_id &&
      books.profiles.at(of.payee).opened.address.id == of.payee_id)
    return {};
  return "disputes a payment between wallets that are not there";
}

Finding of_row(const Dispute& row, AccountNumber payee, AccountNumber payer, Sequence payment) {
  if (row.wallets == std::array{payee, payer} && row.payment == payment) return {};
  return "goes on with another dispute than the one that was opened";
}

Finding judges(const Dispute& row, DisputeStatus status, Sequence service) {
  if (row.judged(status) == service) return {};
  return "counts for another service than the one that is disputed";
}

}  // namespace

Result<Decided> decided(const ActOnDispute& act, const WalletState& giver, const Terms& terms,
                        Time now, Money free) {
  CHECK(act.refund.giver.account == giver.address.account);
  if (act.event == DisputeEvent::add_evidence && act.added.bytes > evidence_bytes_max)
    return refuse(Errc::invalid_request);
  const auto next = next_status(act.dispute.status, act.event);
  if (!next)
    return refuse(act.event == DisputeEvent::open ? Errc::duplicate_dispute : Errc::invalid_state);
  if (act.asked != act.dispute.opened) return refuse(Errc::invalid_state);
  if (act.event == DisputeEvent::open) {
    if (const auto may = may_open(act, terms, now); !may) return std::unexpected{may.error()};
    return open(act);
  }
  if (act.event == DisputeEvent::add_evidence) {
    if (act.dispute.evidence(act.added.by_payee) >= evidence_pieces_max)
      return refuse(Errc::evidence_full);
    return add(act);
  }
  if (act.event == DisputeEvent::refund) return give_back(act, giver, free);
  return move(act, *next);
}

Finding broken_dispute(const Books& books, const Record& record) {
  const auto said = dispute_move(record.fact);
  if (!said) return {};
  if (const Disputed* const of = disputed_by(record.fact))
    if (auto found = broken_payment(books, *of)) return found;
  if (auto found = broken_figures(record)) return found;
  if (!books.wallets.contains(dispute_decider(record.fact)))
    return "resolves a dispute with a wallet that is not there";
  const PaymentCourse* const course = course_in(books, said->payment);
  const DisputeCourse dispute = course == nullptr ? DisputeCourse{} : course->dispute;
  if (said->dispute != dispute.opened) return "goes on with a dispute that its payment has not";
  const auto event = event_of(record.fact);
  if (!event || !next_status(dispute.status, *event))
    return "moves a dispute that is " + std::string{word(dispute.status)} + " out of its turn";
  if (!said->service.none() && !books.services.contains(said->service))
    return "counts for a service that is not there";
  return {};
}

Finding wrong_dispute(const Books& books, const Record& record, const DisputeOpened& opened) {
  if (auto found = of_parties(books, opened.of)) return found;
  if (auto found = in_its_place(books, record, opened.of.payment)) return found;
  if (books.profiles.at(opened.of.payee).opened.address.environment != opened.environment)
    return "disputes a payment of another environment";
  if (!opened.service.none() && !books.services.contains(opened.service))
    return "disputes a payment for a service that is not there";
  if (opened.of.refunded == opened.of.principal.money())
    return "disputes a payment of which nothing is left";
  if (opened.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

Finding wrong_evidence(const Books& books, const Record& record, const EvidenceAdded& added) {
  if (auto found = of_parties(books, added.of)) return found;
  if (auto found = in_its_place(books, record, added.of.payment)) return found;
  const Dispute& row = row_of(books, added.dispute);
  if (auto found = of_row(row, added.of.payee, added.of.payer, added.of.payment)) return found;
  const DisputeCourse& dispute = books.courses.at(added.of.payment).dispute;
  if (dispute.evidence(added.by_payee) >= evidence_pieces_max)
    return "adds evidence to a dispute that has as much as it may";
  if (added.previous != dispute.newest_evidence)
    return "does not follow the newest evidence of its dispute";
  if (added.bytes > evidence_bytes_once_max)
    return "adds " + std::to_string(added.bytes) + " bytes of evidence";
  if (added.salt > salt_mask) return "has a salt that no id can tell";
  return {};
}

Finding wrong_move(const Books& books, const Record& record, const DisputeMoved& moved) {
  if (auto found = of_parties(books, moved.of)) return found;
  if (auto found = in_its_place(books, record, moved.of.payment)) return found;
  const Dispute& row = row_of(books, moved.dispute);
  if (auto found = of_row(row, moved.of.payee, moved.of.payer, moved.of.payment)) return found;
  const bool nothing_left = moved.of.refunded == moved.of.principal.money();
  if (moved.status == DisputeStatus::resolved_refunded && !nothing_left)
    return "resolves a dispute for the payer and gives nothing back";
  return judges(row, moved.status, moved.service);
}

Finding wrong_resolution(const Books& books, const Record& record,
                         const DisputeRefunded& refunded) {
  const Refunded& refund = refunded.refund;
  const Dispute& row = row_of(books, refunded.dispute);
  if (auto found = of_row(row, refund.from, refund.payer, refund.payment)) return found;
  if (auto found = in_its_place(books, record, refund.payment)) return found;
  if (refund.refunded_after != refund.principal.money())
    return "resolves a dispute for the payer and does not give back all that is left";
  if (auto found = wrong_refund(books, record, refund, refunded.covered)) return found;
  return judges(row, DisputeStatus::resolved_refunded, refunded.service);
}

}  // namespace bursar::ledger
