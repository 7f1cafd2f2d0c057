// What answers have told the auditor, or what nobody waits for an answer to.

#include "tests/simulation/auditor.hpp"
#include "tests/simulation/postings.hpp"

#include <algorithm>

namespace bursar::simulation {

using ledger::AccountNumber;
using ledger::Record;

void Auditor::pass(AccountNumber account, Wide units) {
  evidence_.books.wallet(account)->told.pass(units);
}

// Nobody waits for an answer: what is durable is all that is told of it.
void Auditor::tell_of_topup(const ledger::Funded& funded) {
  const Wide units = funded.amount.money().units();
  pass(funded.from, -units);
  pass(funded.wallet, units);
}

// The wallet knows before anybody waits for it: it ended the payment by itself, or as it was asked.
void Auditor::tell_of_end(const ledger::ApprovalEnded& ended) {
  const auto waited = books().approvals.find(ended.request);
  if (waited == books().approvals.end()) return;
  const ledger::PaymentHeld& held = waited->second.held();
  Flow& told = evidence_.books.wallet(held.payment.payer)->told;
  told.freed += held_by(held);
  told.give_back(held.payment.amount.money(), held.payment.counted_at);
}

void Auditor::tell_of_payment(const ledger::Paid& paid) {
  const Movement& first = *evidence_.movements.find(paid.salt);
  const ledger::Pay& pay = std::get<actors::PayCommand>(first.command).pay;
  pass(pay.payer.account, -debit_of(pay, paid.drawn));
  const bool draws = pay.payer.environment == ledger::Environment::production && !paid.drawn.zero();
  const bool back_to_source = draws && pay.payee && pay.payee->account == own_wallet(pay.payer);
  const Wide amount = pay.amount.money().units();
  const Wide drawn = paid.drawn.units();
  if (pay.payee) pass(pay.payee->account, back_to_source ? amount - drawn : amount);
  if (draws && !back_to_source) pass(own_wallet(pay.payer), -drawn);
  Flow& told = evidence_.books.wallet(pay.payer.account)->told;
  add_cost(told, paid);
  if (!paid.approved) return count_spending(told, paid);
  told.freed += debit_of(pay, paid.drawn);
}

void Auditor::tell_of_ruling(const Movement& asked, const Ruled& ruled) {
  evidence_.denials[asked.decider].told(ruled, ++evidence_.moment);
}

void Auditor::tell_of_refund(const ledger::Refunded& refunded) {
  const Movement& first = *evidence_.movements.find(refunded.salt);
  const ledger::Refund& refund = std::get<actors::RefundCommand>(first.command).refund;
  for (const auto& [account, units] : postings_of(refund, refunded))
    if (WalletRow* row = evidence_.books.wallet(account)) row->told.pass(units);
  if (refunded.to == refund.paid.payer)
    evidence_.books.wallet(refunded.to)
        ->told.give_back(refunded.amount.money(), refund.paid.counted_at);
}

// By what was asked, not by the entries of the record: those are the journal's side.
void Auditor::tell(const Record& record) {
  told_.resize(std::max<std::size_t>(told_.size(), record.sequence.value + 1));
  if (told_[record.sequence.value]) return;
  told_[record.sequence.value] = true;
  if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) {
    Flow& told = evidence_.books.wallet(held->payment.payer)->told;
    told.held += held_by(*held);
    count_spending(told, held->payment);
  } else if (const auto* paid = std::get_if<ledger::Paid>(&record.fact)) {
    tell_of_payment(*paid);
  } else if (const auto* funded = std::get_if<ledger::Funded>(&record.fact)) {
    const Movement& first = *evidence_.movements.find(funded->salt);
    const ledger::Fund& fund = std::get<actors::FundCommand>(first.command).fund;
    if (fund.org_wallet) pass(fund.org_wallet->account, -Wide{fund.amount.money().units()});
    pass(fund.wallet.account, fund.amount.money().units());
  } else if (const auto* funded_batch = std::get_if<ledger::BatchFunded>(&record.fact)) {
    const Movement& first = *evidence_.movements.find(funded_batch->salt);
    const ledger::FundBatch& batch = std::get<actors::FundBatchCommand>(first.command).batch;
    pass(batch.org_wallet.account, -Wide{money_of(first.command).units()});
    for (const auto& [wallet, amount] : batch.parts) pass(wallet.account, amount.money().units());
  } else if (const auto* refunded = std::get_if<ledger::Refunded>(&record.fact)) {
    tell_of_refund(*refunded);
  } else if (const auto* withdrawn = std::get_if<ledger::Withdrawn>(&record.fact)) {
    const Movement& first = *evidence_.movements.find(withdrawn->salt);
    const ledger::Withdraw& back = std::get<actors::WithdrawCommand>(first.command).withdraw;
    pass(back.wallet.account, -Wide{withdrawn->amount.units()});
    pass(back.org_wallet.account, withdrawn->amount.units());
  } else if (const auto* cleared = std::get_if<ledger::Cleared>(&record.fact)) {
    const Movement& first = *evidence_.movements.find(cleared->salt);
    const ledger::Clear& clear = std::get<actors::ClearCommand>(first.command).clear;
    const Wide units = clear.amount.money().units();
    if (clear.kind == ledger::Clearing::deposit) pass(clear.wallet.account, units);
    if (clear.kind == ledger::Clearing::withdrawal) pass(clear.wallet.account, -units);
  }
}

}  // namespace bursar::simulation
