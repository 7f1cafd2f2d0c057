#include "ledger/payout_deeds.hpp"

#include "ledger/check.hpp"
#include "ledger/decimal.hpp"
#include "ledger/payment_entries.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace bursar::ledger {

namespace {

using Finding = std::optional<std::string>;

/// Whether what was said of one that nobody had been given is out of date.
bool submitted_since(const ActOnPayout& asked, PayoutStatus status) {
  return asked.said_of == PayoutStatus::pending && status != PayoutStatus::pending;
}

bool may_be_paid_already(const ActOnPayout& asked) {
  return asked.payout_epoch < asked.epoch;
}

Decided in_the_chain_of(AccountNumber payer, Fact fact) {
  return {.fact = std::move(fact), .entries = {{.account = payer}}};
}

Decided advance(const WalletState& state, const ActOnPayout& asked, PayoutStatus status, Time now) {
  const AccountNumber payer = state.address.account;
  return in_the_chain_of(payer, PayoutAdvanced{.payout = asked.payout,
                                               .payer = payer,
                                               .payer_id = state.address.id,
                                               .status = status,
                                               .reference = asked.reference,
                                               .at = now});
}

Decided end(const WalletState& state, const OpenPayout& payout, const ActOnPayout& asked,
            PayoutStatus status) {
  const AccountNumber payer = state.address.account;
  return in_the_chain_of(payer, PayoutEnded{.payout = payout.payout,
                                            .payer = payer,
                                            .payer_id = state.address.id,
                                            .amount = *Amount::of(payout.amount),
                                            .held = payout.held,
                                            .counted_at = payout.counted_at,
                                            .status = status,
                                            .reason = asked.reason});
}

Decided complete(const WalletState& state, const OpenPayout& payout, const ActOnPayout& asked) {
  const Paid& payment = asked.asked.payment;
  PayoutCompleted fact{.payout = payout.payout,
                       .payout_epoch = asked.payout_epoch,
                       .payer = state.address.account,
                       .payer_id = state.address.id,
                       .amount = *Amount::of(payout.amount),
                       .drawn = payout.amount - payout.held,
                       .counted_at = payout.counted_at,
                       .type = asked.asked.destination.type,
                       .masked = asked.asked.destination.masked,
                       .description = payment.description,
                       .reference = asked.reference,
                       .as_usdc = payment.as_usdc,
                       .salt = payment.salt};
  auto entries = payment_entries(state.address, std::nullopt, {fact.amount, {}, fact.drawn});
  return {.fact = std::move(fact), .entries = std::move(entries)};
}

const OpenPayout* open_payout(const Books& books, AccountNumber payer, Sequence payout) {
  const auto wallet = books.wallets.find(payer);
  return wallet == books.wallets.end() ? nullptr
                                       : find_payout(wallet->second.state().payouts, payout);
}

Finding open_with(const Books& books, AccountNumber payer, const OpenPayout& said) {
  const OpenPayout* const payout = open_payout(books, payer, said.payout);
  if (payout == nullptr) return "moves a payout that is not open";
  if (payout->held != said.held || payout->amount != said.amount ||
      payout->counted_at != said.counted_at)
    return "moves another payout than the one that is open";
  return {};
}

Finding only_a_place_in_the_chain(const Record& record, AccountNumber payer) {
  if (record.entries.size() == 1 && record.entries[0].account == payer &&
      record.entries[0].amount.zero())
    return {};
  return "moves more than a payout of its payer";
}

Finding follows(const Record& record, Sequence payout) {
  if (record.previous_of_payment == payout) return {};
  return "does not follow the payout that it ends";
}

}  // namespace

Result<std::optional<Decided>> decide(const WalletState& state, const ActOnPayout& asked,
                                      Time now) {
  CHECK(asked.asked.payment.payer == state.address.account);
  const OpenPayout* const payout = find_payout(state.payouts, asked.payout);
  if (payout == nullptr) return refuse(Errc::invalid_state);
  if (submitted_since(asked, payout->status)) return std::nullopt;
  if (asked.event == PayoutEvent::settle && payout->status == PayoutStatus::settling)
    return std::nullopt;
  const auto next = next_status(payout->status, asked.event);
  if (!next) return refuse(Errc::invalid_state);
  if (asked.event == PayoutEvent::cancel && may_be_paid_already(asked))
    return refuse(Errc::invalid_state);
  if (*next == PayoutStatus::completed) return complete(state, *payout, asked);
  if (!still_open(*next)) return end(state, *payout, asked, *next);
  if (*next == PayoutStatus::submitted) {
    if (state.status == WalletStatus::frozen) return refuse(Errc::wallet_frozen);
    if (now < payout->submit_at) return std::nullopt;
  }
  return advance(state, asked, *next, now);
}

Finding broken_payout(const Books& books, const Record& record) {
  if (const auto* asked = std::get_if<PayoutAsked>(&record.fact)) {
    if (!books.wallets.contains(asked->payment.payer))
      return "pays out of a wallet that is not there";
    if (asked->held().negative()) return "holds " + text(asked->held());
  }
  if (const auto* one = std::get_if<PayoutAdvanced>(&record.fact))
    if (open_payout(books, one->payer, one->payout) == nullptr)
      return "moves a payout that is not open";
  if (const auto* ended = std::get_if<PayoutEnded>(&record.fact))
    return open_with(books, ended->payer,
                     {.payout = ended->payout,
                      .held = ended->held,
                      .amount = ended->amount.money(),
                      .counted_at = ended->counted_at});
  if (const auto* paid = std::get_if<PayoutCompleted>(&record.fact))
    return open_with(books, paid->payer,
                     {.payout = paid->payout,
                      .held = paid->held(),
                      .amount = paid->amount.money(),
                      .counted_at = paid->counted_at});
  return {};
}

Finding wrong_payout(const Record& record, const PayoutAsked& asked) {
  const Paid& payment = asked.payment;
  if (auto found = only_a_place_in_the_chain(record, payment.payer)) return found;
  if (!payment.fee.zero()) return "pays out at a fee";
  if (!payment.payee.none()) return "pays out to a wallet";
  if (asked.destination.sealed.empty()) return "pays out to nowhere";
  if (asked.submit_at < payment.counted_at) return "is to be submitted before it was asked for";
  return {};
}

Finding wrong_advance(const Books& books, const Record& record, const PayoutAdvanced& advanced) {
  if (auto found = only_a_place_in_the_chain(record, advanced.payer)) return found;
  const OpenPayout& payout = *open_payout(books, advanced.payer, advanced.payout);
  const bool next = std::ranges::any_of(
      std::array{PayoutEvent::submit, PayoutEvent::settle},
      [&](PayoutEvent event) { return next_status(payout.status, event) == advanced.status; });
  if (!next) return "moves a payout out of its turn";
  if (advanced.status == PayoutStatus::submitted && advanced.at < payout.submit_at)
    return "submits a payout before its time";
  return {};
}

Finding wrong_end_of_payout(const Books& books, const Record& record, const PayoutEnded& ended) {
  if (auto found = only_a_place_in_the_chain(record, ended.payer)) return found;
  if (auto found = follows(record, ended.payout)) return found;
  const OpenPayout& payout = *open_payout(books, ended.payer, ended.payout);
  const bool next = std::ranges::any_of(
      std::array{PayoutEvent::cancel, PayoutEvent::fail},
      [&](PayoutEvent event) { return next_status(payout.status, event) == ended.status; });
  if (!next) return "ends a payout out of its turn";
  return {};
}

Finding wrong_completion(const Books& books, const Record& record,
                         const PayoutCompleted& completed) {
  if (auto found = follows(record, completed.payout)) return found;
  const OpenPayout& payout = *open_payout(books, completed.payer, completed.payout);
  if (!next_status(payout.status, PayoutEvent::complete))
    return "completes a payout out of its turn";
  const WalletAddress& payer = books.profiles.at(completed.payer).opened.address;
  const AccountNumber outside = system_account(payer.system_accounts, SystemAccount::external);
  if (posted_to(completed.payer, record.entries) != -completed.held() ||
      posted_to(outside, record.entries) != completed.amount.money())
    return "does not post the " + text(completed.amount.money()) + " that it pays out";
  if (!completed.drawn.zero() &&
      posted_to(budget_source(payer), record.entries) != -completed.drawn)
    return "draws " + text(completed.drawn) + " from what is not its budget's source";
  return {};
}

}  // namespace bursar::ledger
