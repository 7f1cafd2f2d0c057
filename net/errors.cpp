#include "net/errors.hpp"

namespace bursar::net {

using ledger::Errc;

namespace {

constexpr std::string_view wallet_trouble = "AP-1001";
constexpr std::string_view again = "Try again in a moment with the same idempotency key.";

// None of these has a default: a new Errc does not compile until it is mapped. They are tables, as
// long as there are codes.
// NOLINTBEGIN(readability-function-size)

struct Word {
  int status = 500;
  std::string_view code;
  std::string_view agentpay = {};  // empty: the same word
  int retry_after = 0;             // with the same key; 0: it cannot help
};

constexpr Word word_of(Errc code) {
  switch (code) {
    case Errc::unauthenticated:
      return {401, "UNAUTHENTICATED"};
    case Errc::rate_limited:
      return {429, "RATE_LIMITED", "AP-3002", 60};
    case Errc::forbidden:
      return {403, "FORBIDDEN", wallet_trouble};
    case Errc::org_key_required:
      return {403, "ORG_KEY_REQUIRED", wallet_trouble};
    case Errc::invalid_request:
      return {400, "INVALID_REQUEST"};
    case Errc::invalid_amount:
      return {400, "INVALID_AMOUNT"};
    case Errc::unsupported_currency:
      return {400, "UNSUPPORTED_CURRENCY"};
    case Errc::settlement_not_configured:
      return {409, "SETTLEMENT_NOT_CONFIGURED"};
    case Errc::unsupported_requirements:
      return {400, "UNSUPPORTED_REQUIREMENTS"};
    case Errc::wallet_scope:
      return {403, "WALLET_SCOPE", wallet_trouble};
    case Errc::environment_mismatch:
      return {403, "ENVIRONMENT_MISMATCH", wallet_trouble};
    case Errc::not_found:
      return {404, "NOT_FOUND", wallet_trouble};
    case Errc::unknown_payee:
      return {404, "UNKNOWN_PAYEE", wallet_trouble};
    case Errc::agent_id_taken:
      return {409, "AGENT_ID_TAKEN"};
    case Errc::history_archived:
      return {410, "HISTORY_ARCHIVED"};
    case Errc::invalid_state:
      return {409, "INVALID_STATE"};
    case Errc::duplicate_dispute:
      return {409, "DUPLICATE_DISPUTE"};
    case Errc::dispute_too_late:
      return {409, "INVALID_STATE"};
    case Errc::evidence_full:
      return {409, "EVIDENCE_FULL"};
    case Errc::refund_exceeds:
      return {409, "REFUND_EXCEEDS_PAYMENT"};
    case Errc::policy_in_use:
      return {409, "POLICY_IN_USE"};
    case Errc::token_redeemed:
      return {409, "TOKEN_REDEEMED"};
    case Errc::token_expired:
      return {410, "TOKEN_EXPIRED"};
    case Errc::price_above_max:
      return {402, "PRICE_ABOVE_MAX", wallet_trouble};
    case Errc::idempotency_conflict:
      return {409, "IDEMPOTENCY_CONFLICT"};
    case Errc::key_sealed:
      return {409, "KEY_SEALED"};
    case Errc::overloaded:
    case Errc::share_taken:
      return {503, "OVERLOADED", {}, 1};
    case Errc::read_only:
      return {503, "READ_ONLY", {}, 30};
    case Errc::keys_full:
      return {503, "OVERLOADED", {}, 60};
    case Errc::approvals_full:
      return {503, "APPROVALS_FULL", {}, 60};
    case Errc::tokens_full:
      return {503, "TOKENS_FULL", {}, 60};
    case Errc::payouts_full:
      return {503, "PAYOUTS_FULL", {}, 60};
    case Errc::wallet_frozen:
      return {403, "WALLET_FROZEN", wallet_trouble};
    case Errc::wallet_archived:
      return {409, "WALLET_ARCHIVED", wallet_trouble};
    case Errc::holds_open:
      return {409, "HOLDS_OPEN"};
    case Errc::balance_not_zero:
      return {409, "BALANCE_NOT_ZERO"};
    case Errc::policy_denied:
      return {403, "POLICY_DENIED", "AP-1002"};
    case Errc::budget_exceeded:
      return {402, "BUDGET_EXCEEDED", wallet_trouble};
    case Errc::faucet_exhausted:
      return {403, "FAUCET_EXHAUSTED", wallet_trouble};
    case Errc::insufficient_funds:
    case Errc::budget_source_short:
      return {402, "INSUFFICIENT_FUNDS", wallet_trouble};
    case Errc::cover_needed:
      return {402, "INSUFFICIENT_FUNDS", wallet_trouble};
    case Errc::payee_archived:
      return {409, "WALLET_ARCHIVED", wallet_trouble};
    case Errc::balance_limit:
      return {409, "BALANCE_LIMIT"};
    case Errc::outcome_unknown:
      return {504, "OUTCOME_UNKNOWN", {}, 1};
  }
  return {};
}

constexpr std::string_view title(Errc code) {
  switch (code) {
    case Errc::unauthenticated:
      return "A valid credential is required";
    case Errc::rate_limited:
      return "Too many requests";
    case Errc::forbidden:
      return "This key may not do that";
    case Errc::org_key_required:
      return "Only an organisation's key may do that";
    case Errc::invalid_request:
      return "The request is malformed";
    case Errc::invalid_amount:
      return "The amount is not valid";
    case Errc::unsupported_currency:
      return "The currency is not supported";
    case Errc::settlement_not_configured:
      return "No connector settles this";
    case Errc::unsupported_requirements:
      return "Nothing of this kind is paid here";
    case Errc::wallet_scope:
      return "This key is bound to another wallet";
    case Errc::environment_mismatch:
      return "The object belongs to another environment";
    case Errc::not_found:
      return "There is no such object";
    case Errc::unknown_payee:
      return "The payee does not exist";
    case Errc::agent_id_taken:
      return "The agent_id is taken";
    case Errc::history_archived:
      return "This part of the history is archived";
    case Errc::invalid_state:
      return "The object is past that";
    case Errc::policy_in_use:
      return "The policy binds wallets";
    case Errc::token_redeemed:
      return "The token was redeemed before";
    case Errc::token_expired:
      return "The token has expired";
    case Errc::price_above_max:
      return "The call costs more than max_amount";
    case Errc::duplicate_dispute:
      return "The payment is or was disputed already";
    case Errc::dispute_too_late:
      return "The payment was made too long ago to be disputed";
    case Errc::evidence_full:
      return "No more evidence can be added";
    case Errc::refund_exceeds:
      return "Less of the payment is left";
    case Errc::idempotency_conflict:
      return "The idempotency key was used for something else";
    case Errc::key_sealed:
      return "The idempotency key is sealed";
    case Errc::overloaded:
      return "The engine is busy";
    case Errc::share_taken:
      return "Too much of one caller is under way";
    case Errc::read_only:
      return "The engine takes no writes at the moment";
    case Errc::keys_full:
      return "No idempotency key can be kept at the moment";
    case Errc::approvals_full:
      return "Too many payments of the wallet wait for approval";
    case Errc::tokens_full:
      return "Too many tokens of the wallet are open";
    case Errc::payouts_full:
      return "Too many payouts of the wallet are open";
    case Errc::wallet_frozen:
      return "The wallet is frozen";
    case Errc::wallet_archived:
      return "The wallet is archived";
    case Errc::holds_open:
      return "Part of the wallet's balance is reserved";
    case Errc::balance_not_zero:
      return "The wallet still holds money";
    case Errc::policy_denied:
      return "The wallet's policy denies this";
    case Errc::budget_exceeded:
      return "The wallet's budget is used up";
    case Errc::faucet_exhausted:
      return "The faucet gives no more today";
    case Errc::cover_needed:
      return "Whoever was paid lacks some of what is to go back";
    case Errc::insufficient_funds:
      return "The wallet's funds do not suffice";
    case Errc::budget_source_short:
      return "The organisation's own wallet does not suffice";
    case Errc::payee_archived:
      return "The payee's wallet is archived";
    case Errc::balance_limit:
      return "The wallet would hold too much";
    case Errc::outcome_unknown:
      return "The outcome is not known";
  }
  return {};
}

constexpr std::string_view detail(Errc code) {
  switch (code) {
    case Errc::unauthenticated:
      return "Send one API key, as 'Authorization: Bearer <key>'.";
    case Errc::rate_limited:
      return "Wait, then try again.";
    case Errc::forbidden:
      return "Use a key with the permission that this call needs.";
    case Errc::org_key_required:
      return "A key bound to a wallet cannot do this, whatever its permissions.";
    case Errc::invalid_request:
      return "Correct the request and send it again.";
    case Errc::invalid_amount:
      return "Amounts have at most 8 decimals and lie within their bounds.";
    case Errc::unsupported_currency:
      return "Use USD.";
    case Errc::settlement_not_configured:
      return "Use the rail 'internal', or a destination that this engine settles payouts to.";
    case Errc::unsupported_requirements:
      return "Choose requirements of scheme 'exact', asset 'USD' and this key's network; a "
             "serviceId must be the payee's.";
    case Errc::wallet_scope:
      return "Use this key with its own wallet alone.";
    case Errc::environment_mismatch:
      return "Use a key of the environment that the object lives in.";
    case Errc::not_found:
      return "Check the id; objects of other organisations are not shown.";
    case Errc::unknown_payee:
      return "Check the payee's wallet id.";
    case Errc::agent_id_taken:
      return "Choose another agent_id: it is unique in the organisation.";
    case Errc::history_archived:
      return "The engine's operator keeps it elsewhere.";
    case Errc::invalid_state:
      return "Read the object: what it is by now says what may be done with it.";
    case Errc::policy_in_use:
      return "Bind its wallets by another policy, or by none, then delete it.";
    case Errc::token_redeemed:
      return "A token is good for one call: ask its payer for a new one.";
    case Errc::token_expired:
      return "Its money is the payer's again: ask for a new token.";
    case Errc::price_above_max:
      return "Offer limit at least, or choose another service.";
    case Errc::duplicate_dispute:
      return "There is one dispute of a payment: add evidence to that one, or read what it came "
             "to.";
    case Errc::dispute_too_late:
      return "A payment may be disputed for so many days after it was made (disputes.window_days).";
    case Errc::evidence_full:
      return "Either side of a dispute shows 25 pieces at the most, and this one has.";
    case Errc::refund_exceeds:
      return "Ask for max_allowed_now at most, or for no amount: then all that is left goes back.";
    case Errc::idempotency_conflict:
      return "Use a new idempotency key for a new request.";
    case Errc::key_sealed:
      return "Nothing was done under it and nothing will be: use a new idempotency key.";
    case Errc::overloaded:
    case Errc::keys_full:
      return again;
    case Errc::share_taken:
      return "An organisation may have as much under way as there are places left "
             "(limits.max_in_flight, limits.batches_in_flight): ask for less at once. Try again in "
             "a moment with the same idempotency key.";
    case Errc::approvals_full:
      return "1,000 payments of a wallet may wait for approval: let some be decided, then send it "
             "again with the same idempotency key.";
    case Errc::tokens_full:
      return "A wallet may have so many tokens open at a time (tokens.open_max): let some be "
             "settled, or cancel them, then send it again with the same idempotency key.";
    case Errc::payouts_full:
      return "A wallet may have so many payouts open at a time (payouts.open_max): let some be "
             "settled, or cancel them, then send it again with the same idempotency key.";
    case Errc::read_only:
      return "The disk is nearly full: the operator must free space. Then send it again.";
    case Errc::wallet_frozen:
      return "The organisation must unfreeze it; then use a new idempotency key.";
    case Errc::wallet_archived:
      return "Use another wallet, with a new idempotency key.";
    case Errc::holds_open:
      return "Let the open reservations settle or release them, then send it again.";
    case Errc::balance_not_zero:
      return "Withdraw its balance first, then send it again.";
    case Errc::policy_denied:
      return "Stay within max_allowed_now, or wait for resets_at; use a new idempotency key.";
    case Errc::budget_exceeded:
      return "Stay within what is left of the budget; use a new idempotency key.";
    case Errc::faucet_exhausted:
      return "Ask for less, or wait for resets_at; use a new idempotency key.";
    case Errc::cover_needed:
      return "It has max_allowed_now. Resolve it with cover: true, so that its organisation's "
             "treasury gives the rest and is repaid from its next credits; or wait until it has "
             "more.";
    case Errc::insufficient_funds:
      return "Fund the wallet or ask for less, fee included; use a new idempotency key.";
    case Errc::budget_source_short:
      return "The budget draws from it: fund or unfreeze it, then use a new idempotency key.";
    case Errc::payee_archived:
      return "Choose another payee, with a new idempotency key.";
    case Errc::balance_limit:
      return "Send less, with a new idempotency key.";
    case Errc::outcome_unknown:
      return "It may have happened: send it again with the same idempotency key.";
  }
  return {};
}

// NOLINTEND(readability-function-size)

}  // namespace

Outcome outcome(Errc code) {
  const Word known = word_of(code);
  return {.status = known.status,
          .code = known.code,
          .agentpay = known.agentpay.empty() ? known.code : known.agentpay,
          .title = title(code),
          .detail = detail(code),
          .retryable = known.retry_after > 0,
          .retry_after = known.retry_after};
}

std::string_view refusal_name(Errc code) {
  return word_of(code).code;
}

}  // namespace bursar::net
