#pragma once

// How telling webhooks comes to its end: nothing more is sent, whoever waits for an address to be
// looked up is answered, since a name may take longer than anybody waits, and what is under way is
// recorded as it ends.

#include "actors/webhook_state.hpp"

#include <memory>

namespace bursar::actors {

/// Says so once nothing is under way any more and all that was heard is in the journal's line.
void on_rest(WebhooksState& state, const Rest& rest);
/// While it comes to its end, whenever something was heard.
void record_the_last(WebhooksState& state);

/// Somebody waits for this.
bool is_waited_for(WebhooksState& state, const WebhookJudged& judged);
bool waits_for_a_judgment(const MakeWebhookCall& call);
bool waits_for_a_judgment(const WebhookActCall& call);
void refuse_at_the_end(WebhooksState& state, const WebhookAsker& asker);

/// `does` what is asked, or has an address looked up first.
template <class C>
void begin(WebhooksState& state, const std::shared_ptr<C>& call,
           void (*does)(WebhooksState&, const std::shared_ptr<C>&)) {
  const bool waits = waits_for_a_judgment(*call);
  if (waits && state.stopping) return refuse_at_the_end(state, call);
  does(state, call);
  if (waits && call->refused == ledger::Errc{}) state.judged.insert(call);
}

}  // namespace bursar::actors
