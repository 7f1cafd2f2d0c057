#include "net/token_deeds.hpp"

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

std::shared_ptr<actors::TokenActCall> call_for(const Visit& visit, const TokenDeed& deed) {
  auto call = std::make_shared<actors::TokenActCall>();
  const ledger::Record& record = *deed.token.record;
  call->command = {.act = {.token = record.sequence,
                           .token_epoch = record.epoch,
                           .issued = deed.token.issued(),
                           .event = deed.event,
                           .amount = deed.amount},
                   .now = visit.now()};
  call->organization = visit.caller().organization;
  return call;
}

TokenStory story_of(const Edge& edge, const FoundToken& token, const ledger::Token& row) {
  TokenStory story{.token = token, .status = row.status};
  if (row.last != token.record->sequence) story.last = edge.engine.record(row.last);
  return story;
}

}  // namespace bursar::net
