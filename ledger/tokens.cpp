#include "ledger/tokens.hpp"

#include "ledger/disputes.hpp"

#include <algorithm>
#include <array>
#include <utility>
#include <variant>

namespace bursar::ledger {

namespace {

using enum TokenStatus;
using Row = std::array<std::optional<TokenStatus>, token_events>;
constexpr std::nullopt_t no = std::nullopt;

// verify  check  start  accept  complete  settle  cancel  release  expire  breach
constexpr std::array<Row, token_statuses> transitions = {{
    {verified, verified, no, no, no, settled, cancelled, no, expired, no},  // issued
    {no, no, started, no, no, settled, no, released, expired, no},          // verified
    {no, no, no, accepted, no, settled, no, released, no, sla_breached},    // started
    {no, no, no, no, settled, settled, no, released, no, sla_breached},     // accepted
    {},
    {},
    {},
    {},
    {},
}};

OpenToken begun(const Record& record, const TokenIssued& issued) {
  return {.token = record.sequence,
          .held = issued.held(),
          .amount = issued.payment.amount.money(),
          .counted_at = issued.payment.counted_at,
          .deadline = issued.terms.expires_at,
          .service = issued.terms.service.service,
          .provider = issued.terms.payee_organization};
}

}  // namespace

std::optional<TokenStatus> next_status(TokenStatus from, TokenEvent event) {
  return transitions.at(static_cast<std::size_t>(from)).at(static_cast<std::size_t>(event));
}

bool repeats(TokenStatus status, TokenEvent event) {
  switch (event) {
    case TokenEvent::check:
      return status == verified || status == started || status == accepted;
    case TokenEvent::start:
      return status == started;
    case TokenEvent::accept:
      return status == accepted;
    case TokenEvent::complete:
      return status == settled;
    case TokenEvent::cancel:
      return status == cancelled;
    case TokenEvent::release:
      return status == released;
    case TokenEvent::verify:
    case TokenEvent::settle:
    case TokenEvent::expire:
    case TokenEvent::breach:
      break;
  }
  return false;
}

const OpenToken* find_token(const OpenTokens& tokens, Sequence token) {
  const auto found = std::ranges::lower_bound(tokens, token, {}, &OpenToken::token);
  return found != tokens.end() && found->token == token ? &*found : nullptr;
}

Money held_by(const OpenTokens& tokens) {
  Money sum;
  for (const OpenToken& token : tokens) sum = sum + token.held;
  return sum;
}

void apply_token(OpenTokens& tokens, const Record& record, AccountNumber payer) {
  const auto find = [&](Sequence token) {
    return std::ranges::lower_bound(tokens, token, {}, &OpenToken::token);
  };
  if (const auto* issued = std::get_if<TokenIssued>(&record.fact);
      issued && issued->payment.payer == payer)
    tokens.push_back(begun(record, *issued));
  if (const auto* advanced = std::get_if<TokenAdvanced>(&record.fact);
      advanced && advanced->payer == payer) {
    OpenToken& token = *find(advanced->token);
    token.status = advanced->status;
    token.deadline = advanced->deadline;
    token.completes_by = advanced->completes_by;
  }
  if (const auto* ended = std::get_if<TokenEnded>(&record.fact); ended && ended->payer == payer)
    tokens.erase(find(ended->token));
  if (const auto* paid = std::get_if<Paid>(&record.fact);
      paid && paid->settles && paid->payer == payer)
    tokens.erase(find(paid->settles->token));
}

GivenBack given_back(const Fact& fact, AccountNumber payer) {
  if (const auto* ended = std::get_if<ApprovalEnded>(&fact); ended && ended->payer == payer)
    return {ended->amount.money(), ended->counted_at};
  if (const auto* ended = std::get_if<TokenEnded>(&fact); ended && ended->payer == payer)
    return {ended->amount.money(), ended->counted_at};
  if (const auto* ended = std::get_if<PayoutEnded>(&fact); ended && ended->payer == payer)
    return {ended->amount.money(), ended->counted_at};
  if (const auto* paid = std::get_if<Paid>(&fact); paid && paid->settles && paid->payer == payer)
    return {paid->settles->reserved - paid->amount.money(), paid->counted_at};
  if (const Refunded* const refunded = refund_of(fact);
      refunded && refunded->payer == payer && refunded->to == payer)
    return {refunded->amount.money(), refunded->counted_at};
  return {};
}

std::optional<TokenMove> token_move(const Fact& fact) {
  if (const auto* advanced = std::get_if<TokenAdvanced>(&fact))
    return TokenMove{.token = advanced->token, .status = advanced->status};
  if (const auto* ended = std::get_if<TokenEnded>(&fact))
    return TokenMove{ended->token, ended->status, ended->service};
  if (const auto* paid = std::get_if<Paid>(&fact); paid && paid->settles)
    return TokenMove{paid->settles->token, settled, paid->settles->service};
  return std::nullopt;
}

}  // namespace bursar::ledger
