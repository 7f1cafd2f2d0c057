#include "actors/webhook_end.hpp"

#include <future>
#include <utility>
#include <variant>

namespace bursar::actors {

using ledger::Errc;

bool is_waited_for(WebhooksState& state, const WebhookJudged& judged) {
  return state.judged.erase(judged.call) > 0;
}

bool waits_for_a_judgment(const MakeWebhookCall& /*call*/) {
  return true;
}

bool waits_for_a_judgment(const WebhookActCall& call) {
  const auto* const change = std::get_if<ChangeWebhook>(&call.command.deed);
  return change != nullptr && change->url;
}

void refuse_at_the_end(WebhooksState& state, const WebhookAsker& asker) {
  std::visit(
      [&](const auto& call) {
        call->refused = Errc::overloaded;
        call->outcome = ledger::refuse(Errc::overloaded);
        append(state, call);
      },
      asker);
}

void on_rest(WebhooksState& state, const Rest& rest) {
  state.rested.push_back(rest.done);
  state.stopping = true;
  for (const WebhookAsker& asker : std::exchange(state.judged, {})) refuse_at_the_end(state, asker);
  record_the_last(state);
}

void record_the_last(WebhooksState& state) {
  record_attempts(state);
  if (!state.known->settled()) return;
  for (const auto& done : std::exchange(state.rested, {})) done->set_value();
}

}  // namespace bursar::actors
