#pragma once

// What is asked of a token, and what is said of that: the two ways in (routes of our own, and the
// facilitator's) tell it in their own words.

#include "net/payment_token.hpp"
#include "net/token_view.hpp"

#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

struct TokenDeed {
  FoundToken token;
  ledger::TokenEvent event = ledger::TokenEvent::verify;
  std::optional<ledger::Amount> amount = {};
  std::string key = {};  // the payee's, or empty
};

/// What came of it. A token may have ended before, or by its time.
struct TokenOutcome {
  std::optional<TokenStory> story = {};  // none: it was refused as it is, or its story is unknown
  ledger::Errc refused = {};             // zero: done, or so already
  /// The record that keeps the refusal under a key; none: no key has it.
  std::shared_ptr<const ledger::Record> stored = {};
  bool replayed = false;  // it was found under the deed's key
};

/// `tell(edge, exchange, outcome)` writes the answer. What is no word on the token, such as an
/// engine that is busy, is answered as everywhere.
template <class Tell>
void act(Visit& visit, TokenDeed deed, Tell tell);

// --- How it goes.

/// What a token's state says of such a deed that came to nothing: zero where it is so already.
ledger::Errc refusal_by_state(ledger::TokenStatus status, ledger::TokenEvent event);
/// Whether a refusal is a word on the token or its parties: told by whoever asked. Else it is told
/// as everywhere.
bool about_the_token(ledger::Errc code);
std::shared_ptr<actors::TokenActCall> call_for(Visit& visit, const TokenDeed& deed);
TokenStory story_of(const Edge& edge, const FoundToken& token, const ledger::Token& row);
/// What a record says of it, that is new or was found under the deed's key.
TokenOutcome outcome_of(const TokenDeed& deed, const std::shared_ptr<const ledger::Record>& record);

/// Reads what has become of it, then tells.
template <class Tell>
void read_on(Edge& edge, Exchange& exchange, TokenDeed deed, Tell tell) {
  auto call = std::make_shared<actors::TokenCall>();
  call->command.token = deed.token.record->sequence;
  call->organization = exchange.principal->organization;
  exchange.await(*call, [&edge, &exchange, deed = std::move(deed),
                         tell = std::move(tell)](actors::Call* answered) mutable {
    if (const auto* known = settled_as<actors::TokenCall>(edge, exchange, answered)) {
      const ledger::Token& row = *known->outcome;
      tell(edge, exchange,
           TokenOutcome{.story = story_of(edge, deed.token, row),
                        .refused = refusal_by_state(row.status, deed.event)});
    }
    exchange.done();
  });
  edge.engine.token(std::move(call));
}

template <class Tell>
void act(Visit& visit, TokenDeed deed, Tell tell) {
  auto call = call_for(visit, deed);
  visit.exchange.await(
      *call, [&edge = visit.edge, &exchange = visit.exchange, deed = std::move(deed),
              tell = std::move(tell)](actors::Call* answered) mutable {
        auto* const acted = static_cast<actors::TokenActCall*>(answered);
        const bool refused = acted != nullptr && !acted->outcome;
        const ledger::Errc code = refused ? acted->outcome.error().code : ledger::Errc{};
        const bool unmoved = acted != nullptr && acted->outcome && !acted->outcome->record;
        if (unmoved || code == ledger::Errc::invalid_state)
          return read_on(edge, exchange, std::move(deed), std::move(tell));
        if (refused && about_the_token(code)) {
          rests_on(exchange, acted->rests_on);
          tell(edge, exchange, TokenOutcome{.story = {}, .refused = code});
        } else if (settled_as<actors::TokenActCall>(edge, exchange, answered) != nullptr) {
          if (acted->outcome->replayed) exchange.response.field("Idempotency-Replayed", "true");
          TokenOutcome outcome = outcome_of(deed, acted->outcome->record);
          outcome.replayed = acted->outcome->replayed;
          tell(edge, exchange, outcome);
        }
        exchange.done();
      });
  visit.edge.engine.act_on_token(std::move(call));
}

}  // namespace bursar::net
