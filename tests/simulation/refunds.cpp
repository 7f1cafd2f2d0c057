#include "tests/simulation/refunds.hpp"

#include "tests/simulation/invariants.hpp"
#include "tests/simulation/postings.hpp"

#include <algorithm>

namespace bursar::simulation {
namespace {

using ledger::Record;
using ledger::Refunded;

const PaymentRow* payment_of(const Evidence& now, ledger::Sequence payment) {
  const auto known = now.books.payments.find(payment);
  return known == now.books.payments.end() ? nullptr : &known->second;
}

const PaymentRow* payment_of(const Evidence& now, const Movement& asked) {
  const auto* refunding = std::get_if<actors::RefundCommand>(&asked.command);
  return refunding == nullptr ? nullptr : payment_of(now, refunding->refund.payment);
}

Wide principal_of(const PaymentRow& payment) {
  return payment.paid().amount.money().units();
}

}  // namespace

bool refunds_within_the_principal(const Evidence& before, const Record& next) {
  const auto* refunded = std::get_if<Refunded>(&next.fact);
  if (refunded == nullptr) return true;
  const PaymentRow* payment = payment_of(before, refunded->payment);
  return payment != nullptr &&
         payment->refunded + refunded->amount.money().units() <= principal_of(*payment);
}

bool says_what_it_refunds(const Evidence& before, const Record& next) {
  const auto* refunded = std::get_if<Refunded>(&next.fact);
  if (refunded == nullptr) return true;
  const PaymentRow* payment = payment_of(before, refunded->payment);
  if (payment == nullptr || next.previous_of_payment != payment->newest) return false;
  const ledger::Paid& paid = payment->paid();
  return refunded->from == paid.payee && refunded->payer == paid.payer &&
         refunded->from_external == paid.payee_external && refunded->principal == paid.amount &&
         refunded->drawn == paid.drawn && refunded->counted_at == paid.counted_at &&
         refunded->refunded_after.units() == payment->refunded + refunded->amount.money().units();
}

bool goes_back_to_the_source_first(const Evidence& before, const Record& next) {
  const auto* refunded = std::get_if<Refunded>(&next.fact);
  const PaymentRow* payment = refunded == nullptr ? nullptr : payment_of(before, refunded->payment);
  if (payment == nullptr) return true;
  const Wide lacked = std::max<Wide>(0, payment->paid().drawn.units() - payment->refunded);
  return refunded->to_source.units() == std::min<Wide>(lacked, refunded->amount.money().units());
}

bool goes_to_whoever_paid(const Evidence& before, const Record& next) {
  const auto* refunded = std::get_if<Refunded>(&next.fact);
  if (refunded == nullptr) return true;
  const WalletRow* payer = before.books.wallet(refunded->payer);
  if (payer == nullptr) return false;
  const bool ended = payer->status() == ledger::WalletStatus::archived;
  return refunded->to == (ended ? own_wallet(payer->address) : refunded->payer);
}

bool refunds_as_asked(const Evidence& before, const Refunded& refunded, const Movement& asked) {
  const auto* refunding = std::get_if<actors::RefundCommand>(&asked.command);
  if (refunding == nullptr || refunding->refund.payment != refunded.payment) return false;
  const PaymentRow* payment = payment_of(before, refunded.payment);
  const Money some = money_of(asked.command);
  return payment != nullptr &&
         refunded.amount.money().units() ==
             (some.zero() ? principal_of(*payment) - payment->refunded : Wide{some.units()});
}

bool has_nothing_left(const Evidence& now, const Movement& asked) {
  const PaymentRow* payment = payment_of(now, asked);
  return payment != nullptr && payment->refunded == principal_of(*payment);
}

// Some of it may have gone back since that was decided.
bool asks_for_more_than_is_left(const Evidence& now, const Movement& asked,
                                const ledger::Error& error) {
  const PaymentRow* payment = payment_of(now, asked);
  if (payment == nullptr) return false;
  const Wide principal = principal_of(*payment);
  const Wide left = error.max_allowed_now.units();
  return error.limit.units() == principal && money_of(asked.command) > error.max_allowed_now &&
         left >= principal - payment->refunded && left <= principal - asked.refunded_before;
}

}  // namespace bursar::simulation
