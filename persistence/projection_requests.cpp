// What a projection does about services, and about what was asked for and goes on: tokens, payouts,
// disputes, payments of which some is given back; and about webhooks.

#include "persistence/projection.hpp"
#include "persistence/touched_rows.hpp"

#include <utility>
#include <variant>

namespace bursar::persistence {

using ledger::Record;

void Projection::apply_service(const Record& record) {
  if (const auto* made = std::get_if<ledger::ServiceMade>(&record.fact))
    services_.emplace(record.sequence.value,
                      ledger::Service{.made = *made,
                                      .organization = record.organizations[0].organization,
                                      .created_at = record.time,
                                      .updated_at = record.time});
  if (const auto* changed = std::get_if<ledger::ServiceChanged>(&record.fact))
    service(changed->service).change(changed->terms, record.time);
  if (const auto* marked = std::get_if<ledger::ServiceMarked>(&record.fact))
    service(marked->service).mark(marked->mark, record.time);
}

void Projection::apply_token(const Record& record) {
  if (const auto* issued = std::get_if<ledger::TokenIssued>(&record.fact)) {
    const ledger::WalletAddress address = payer(issued->payment.payer);
    tokens_.emplace(record.sequence.value, ledger::Token{.organization = address.organization,
                                                         .environment = address.environment,
                                                         .payer = address.account,
                                                         .last = record.sequence});
  }
  const auto move = ledger::token_move(record.fact);
  if (!move) return;
  ledger::Token& token =
      required(touched(tokens_, env_, tables_.tokens, move->token.value, as_it_is), "a token");
  token.status = move->status;
  token.last = record.sequence;
  if (!move->service.none()) service(move->service).trust.count(move->status);
}

void Projection::apply_payout(const Record& record) {
  if (const auto* asked = std::get_if<ledger::PayoutAsked>(&record.fact)) {
    const ledger::WalletAddress address = payer(asked->payment.payer);
    payouts_.emplace(record.sequence.value, ledger::Payout{.organization = address.organization,
                                                           .environment = address.environment,
                                                           .wallet = address.account,
                                                           .last = record.sequence});
    list(payouts_of_organization(address.environment), address.organization,
         ++organization(address.organization.value).payouts[index(address.environment)],
         record.sequence);
  }
  const auto move = ledger::payout_move(record.fact);
  if (!move) return;
  ledger::Payout& payout =
      required(touched(payouts_, env_, tables_.payouts, move->payout.value, as_it_is), "a payout");
  payout.status = move->status;
  payout.last = record.sequence;
}

ledger::Service& Projection::service(ledger::Sequence made) {
  return required(touched(services_, env_, tables_.services, made.value, as_it_is), "a service");
}

// Each of both organisations has it in its list.
void Projection::apply_dispute(const Record& record) {
  if (const auto* opened = std::get_if<ledger::DisputeOpened>(&record.fact)) {
    const ledger::Dispute row =
        ledger::dispute_row(*opened, payer(opened->of.payee), payer(opened->of.payer));
    disputes_.emplace(record.sequence.value, row);
    for (const ledger::OrganizationNumber owner : row.organizations)
      if (!owner.none())
        list(disputes_of_organization(row.environment), owner,
             ++organization(owner.value).disputes[index(row.environment)], record.sequence);
  }
  const auto move = ledger::dispute_move(record.fact);
  if (move && !move->service.none()) service(move->service).trust.count(move->status);
}

void Projection::go_on(ledger::Sequence payment, const Record& record) {
  ledger::PaymentCourse* course = touched(courses_, env_, tables_.courses, payment.value, as_it_is);
  if (course == nullptr) course = &courses_[payment.value];
  course->take(record);
}

void Projection::apply_webhooks(const Record& record) {
  if (const auto* made = std::get_if<ledger::WebhookMade>(&record.fact))
    webhooks_.emplace(record.sequence.value, ledger::first_state(record, *made));
  ledger::change_webhooks(record, [this](ledger::Sequence made) -> ledger::Webhook& {
    return required(touched(webhooks_, env_, tables_.webhooks, made.value, as_it_is), "a webhook");
  });
}

}  // namespace bursar::persistence
