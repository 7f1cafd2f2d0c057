#include "net/token_deeds.hpp"

#include "net/payments.hpp"

#include <utility>
#include <variant>

namespace bursar::net {

using ledger::Errc;
using ledger::TokenEvent;
using ledger::TokenStatus;

Errc refusal_by_state(TokenStatus status, TokenEvent event) {
  if (repeats(status, event)) return {};
  if (status == TokenStatus::expired) return Errc::token_expired;
  const bool was_verified = status != TokenStatus::issued && status != TokenStatus::cancelled;
  return event == TokenEvent::verify && was_verified ? Errc::token_redeemed : Errc::invalid_state;
}

bool about_the_token(Errc code) {
  return code == Errc::token_redeemed || code == Errc::wallet_frozen ||
         code == Errc::invalid_amount || code == Errc::payee_archived ||
         code == Errc::balance_limit;
}

std::shared_ptr<actors::TokenActCall> call_for(Visit& visit, const TokenDeed& deed) {
  auto call = std::make_shared<actors::TokenActCall>();
  const ledger::Record& record = *deed.token.record;
  call->command = {.act = {.token = record.sequence,
                           .token_epoch = record.epoch,
                           .issued = deed.token.issued(),
                           .event = deed.event,
                           .amount = deed.amount},
                   .keyed = keyed_by(visit, deed.key),
                   .now = visit.now()};
  call->organization = visit.caller().organization;
  return call;
}

TokenStory story_of(const Edge& edge, const FoundToken& token, const ledger::Token& row) {
  TokenStory story{.token = token, .status = row.status};
  if (row.last != token.record->sequence) story.last = edge.engine.record(row.last);
  return story;
}

TokenOutcome outcome_of(const TokenDeed& deed,
                        const std::shared_ptr<const ledger::Record>& record) {
  if (const auto* refused = std::get_if<ledger::Refused>(&record->fact))
    return {.refused = refused->error.code, .stored = record};
  TokenStory story = story_of(deed.token, *record);
  const bool late =
      story.status == TokenStatus::expired || story.status == TokenStatus::sla_breached;
  const Errc why = late ? refusal_by_state(story.status, deed.event) : Errc{};
  return {.story = std::move(story), .refused = why};
}

}  // namespace bursar::net
