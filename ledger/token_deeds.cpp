#include "ledger/token_deeds.hpp"

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

Time later(Time from, std::int64_t ms) {
  return {from.milliseconds + ms};
}

constexpr std::int64_t seconds_ms(std::uint32_t seconds) {
  return std::int64_t{seconds} * 1'000;
}

/// A provider that promises nothing is given its time all the same.
TokenAdvanced advanced(const WalletState& state, const OpenToken& token, const TokenTerms& promised,
                       TokenStatus status, std::int64_t open_ms_max, Time now) {
  TokenAdvanced fact{.token = token.token,
                     .payer = state.address.account,
                     .payer_id = state.address.id,
                     .status = status,
                     .deadline = token.deadline,
                     .completes_by = token.completes_by};
  if (status == TokenStatus::accepted) fact.deadline = token.completes_by;
  if (status != TokenStatus::started) return fact;
  fact.completes_by = later(
      now, promised.complete_seconds == 0 ? open_ms_max : seconds_ms(promised.complete_seconds));
  fact.deadline = fact.completes_by;
  if (promised.accept_seconds != 0)
    fact.deadline = std::min(fact.deadline, later(now, seconds_ms(promised.accept_seconds)));
  return fact;
}

Decided in_the_chain_of(AccountNumber payer, Fact fact) {
  return {.fact = std::move(fact), .entries = {{.account = payer}}};
}

/// What a call came to; no more than what was reserved, and just that where it is not metered.
Result<Amount> price(const ActOnToken& asked) {
  const Amount reserved = asked.issued.payment.amount;
  const Amount price = asked.amount.value_or(reserved);
  if (price > reserved || (!asked.issued.terms.metered && price != reserved))
    return std::unexpected{Error{.code = Errc::invalid_amount,
                                 .limit = reserved.money(),
                                 .max_allowed_now = reserved.money()}};
  return price;
}

Result<std::optional<Decided>> settle(const WalletState& state, const OpenToken& token,
                                      const ActOnToken& asked, const FeeSchedule& fees) {
  const auto amount = price(asked);
  if (!amount) return std::unexpected{amount.error()};
  const Money all = amount->money();
  Paid paid = asked.issued.payment;
  paid.amount = *amount;
  paid.fee = std::min(fees.fee(*amount), all);
  paid.drawn = std::max(all - token.held, Money{});
  paid.salt = asked.salt;
  paid.settles = Settled{.token = token.token,
                         .token_epoch = asked.token_epoch,
                         .reserved = token.amount,
                         .held = token.held,
                         .service = token.service};
  auto entries =
      settlement_entries(state.address, asked.payee, {paid.amount, paid.fee, paid.drawn});
  return Decided{.fact = std::move(paid), .entries = std::move(entries)};
}

bool needs_active_payer(TokenEvent event) {
  return event == TokenEvent::verify || event == TokenEvent::check || event == TokenEvent::settle;
}

const OpenToken* open_token(const Books& books, AccountNumber payer, Sequence token) {
  const auto wallet = books.wallets.find(payer);
  return wallet == books.wallets.end() ? nullptr : find_token(wallet->second.state().tokens, token);
}

Finding open_with(const Books& books, AccountNumber payer, const OpenToken& said) {
  const OpenToken* const token = open_token(books, payer, said.token);
  if (token == nullptr) return "moves a token that is not open";
  if (token->held != said.held || token->amount != said.amount ||
      token->counted_at != said.counted_at || token->service != said.service)
    return "moves another token than the one that is open";
  return {};
}

Finding only_a_place_in_the_chain(const Record& record, AccountNumber payer) {
  if (record.entries.size() == 1 && record.entries[0].account == payer &&
      record.entries[0].amount.zero())
    return {};
  return "moves more than a token of its payer";
}

/// A key of such a record is the payee's, of whom a token that is open tells the organisation.
Finding others_key(const Books& books, const Record& record, OrganizationNumber provider) {
  if (!record.idempotency) return {};
  const auto profile = books.profiles.find(record.idempotency->wallet);
  if (profile != books.profiles.end() && profile->second.opened.address.organization == provider)
    return {};
  return "moves a token by a key that is not its payee's";
}

}  // namespace

Result<std::optional<Decided>> decide(const WalletState& state, const ActOnToken& asked,
                                      const Terms& terms, Time now) {
  CHECK(asked.issued.payment.payer == state.address.account);
  const OpenToken* const token = find_token(state.tokens, asked.token);
  if (token == nullptr) return refuse(Errc::invalid_state);
  if (now >= token->deadline) return end_token(state, *token, late_status(*token));
  if (repeats(token->status, asked.event)) return std::nullopt;
  const auto next = next_status(token->status, asked.event);
  if (!next)
    return refuse(asked.event == TokenEvent::verify ? Errc::token_redeemed : Errc::invalid_state);
  if (token->status == TokenStatus::issued && state.status == WalletStatus::frozen &&
      needs_active_payer(asked.event))
    return refuse(Errc::wallet_frozen);
  if (*next == TokenStatus::settled) return settle(state, *token, asked, terms.fees);
  if (!still_open(*next)) return end_token(state, *token, *next);
  return in_the_chain_of(state.address.account, advanced(state, *token, asked.issued.terms, *next,
                                                         terms.token_open_ms_max, now));
}

TokenStatus late_status(const OpenToken& token) {
  return next_status(token.status, TokenEvent::expire) ? TokenStatus::expired
                                                       : TokenStatus::sla_breached;
}

Decided end_token(const WalletState& state, const OpenToken& token, TokenStatus status) {
  return in_the_chain_of(state.address.account, TokenEnded{.token = token.token,
                                                           .payer = state.address.account,
                                                           .payer_id = state.address.id,
                                                           .amount = *Amount::of(token.amount),
                                                           .held = token.held,
                                                           .counted_at = token.counted_at,
                                                           .status = status,
                                                           .service = token.service});
}

Finding broken_token(const Books& books, const Record& record) {
  if (const auto* issued = std::get_if<TokenIssued>(&record.fact)) {
    if (!books.wallets.contains(issued->payment.payer))
      return "issues a token of a wallet that is not there";
    if (issued->held().negative()) return "holds " + text(issued->held());
    if (const Sequence service = issued->terms.service.service;
        !service.none() && !books.services.contains(service))
      return "issues a token for a service that is not there";
  }
  if (const auto* one = std::get_if<TokenAdvanced>(&record.fact))
    if (open_token(books, one->payer, one->token) == nullptr)
      return "moves a token that is not open";
  if (const auto* ended = std::get_if<TokenEnded>(&record.fact))
    return open_with(books, ended->payer,
                     {.token = ended->token,
                      .held = ended->held,
                      .amount = ended->amount.money(),
                      .counted_at = ended->counted_at,
                      .service = ended->service});
  if (const auto* paid = std::get_if<Paid>(&record.fact); paid && paid->settles) {
    if (paid->approved) return "was approved, and settles a token";
    return open_with(books, paid->payer,
                     {.token = paid->settles->token,
                      .held = paid->settles->held,
                      .amount = paid->settles->reserved,
                      .counted_at = paid->counted_at,
                      .service = paid->settles->service});
  }
  return {};
}

Finding wrong_issue(const Books& books, const Record& record, const TokenIssued& issued) {
  const Paid& payment = issued.payment;
  if (auto found = only_a_place_in_the_chain(record, payment.payer)) return found;
  if (!payment.fee.zero()) return "issues a token that costs its payer a fee";
  if (payment.payee.none()) return "issues a token for nobody";
  if (issued.terms.expires_at <= payment.counted_at) return "issues a token for no time";
  if (issued.terms.payee_organization !=
      books.profiles.at(payment.payee).opened.address.organization)
    return "issues a token for another organisation than its payee's";
  if (issued.terms.service.service.none()) return {};
  const Service& service = books.services.at(issued.terms.service.service);
  if (service.made.id != issued.terms.service.id || service.made.provider != payment.payee)
    return "issues a token for another service than its payee's";
  return {};
}

Finding wrong_advance(const Books& books, const Record& record, const TokenAdvanced& advanced) {
  if (auto found = only_a_place_in_the_chain(record, advanced.payer)) return found;
  const OpenToken& token = *open_token(books, advanced.payer, advanced.token);
  const bool next =
      still_open(advanced.status) &&
      std::ranges::any_of(
          std::array{TokenEvent::verify, TokenEvent::start, TokenEvent::accept},
          [&](TokenEvent event) { return next_status(token.status, event) == advanced.status; });
  if (!next) return "moves a token out of its turn";
  return others_key(books, record, token.provider);
}

Finding wrong_end_of_token(const Books& books, const Record& record, const TokenEnded& ended) {
  if (auto found = only_a_place_in_the_chain(record, ended.payer)) return found;
  const OpenToken& token = *open_token(books, ended.payer, ended.token);
  if (record.previous_of_payment != ended.token) return "does not follow the token that it ends";
  const auto by = [&](TokenEvent event) {
    return next_status(token.status, event) == ended.status;
  };
  if (by(TokenEvent::release)) return others_key(books, record, token.provider);
  if (record.idempotency) return "ends a token by a key though no payee has asked for that";
  if (by(TokenEvent::cancel)) return {};
  if (!by(TokenEvent::expire) && !by(TokenEvent::breach)) return "ends a token out of its turn";
  if (record.time < token.deadline) return "ends a token before its time was over";
  return {};
}

Finding wrong_settlement(const Record& record, const Paid& paid) {
  const Settled& settled = *paid.settles;
  if (record.previous_of_payment != settled.token)
    return "does not follow the token that it settles";
  if (paid.amount.money() > settled.reserved)
    return "settles a token with more than it has reserved";
  if (paid.drawn != std::max(paid.amount.money() - settled.held, Money{}))
    return "draws " + text(paid.drawn) + " though " + text(settled.held) + " was held";
  if (posted_to(paid.payee, record.entries) != paid.proceeds())
    return "posts " + text(posted_to(paid.payee, record.entries)) +
           " to the payee of a token that is settled with " + text(paid.proceeds());
  if (record.idempotency && record.idempotency->wallet != paid.payee)
    return "settles a token by a key that is not its payee's";
  return {};
}

}  // namespace bursar::ledger
