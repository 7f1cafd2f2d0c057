#pragma once

// What is asked of webhooks on its way to the engine, and what only a webhook's refusal means.

#include "actors/engine.hpp"
#include "net/exchange.hpp"
#include "net/visit.hpp"

#include <memory>
#include <optional>
#include <string_view>
#include <utility>

namespace bursar::net {

actors::WebhookScope webhook_scope(const Visit& visit);
std::optional<ledger::WebhookId> webhook_id(std::string_view written);

/// Of whoever asks, what outlives the visit.
struct WebhookAsker {
  Edge& edge;
  Exchange& exchange;
  actors::WebhookScope scope;
  ledger::Time now;
  actors::LetIn let_in;
};
WebhookAsker webhook_asker(const Visit& visit);

/// False: it means nothing else here than elsewhere.
bool put_webhook_refusal(Exchange& exchange, const actors::MakeWebhookCall& call);
bool put_webhook_refusal(Exchange& exchange, const actors::WebhookActCall& call);

/// The call is to be handed over right after.
template <class Call, class Render>
void await_webhook(const WebhookAsker& asker, Call& call, Render render) {
  call.organization = asker.scope.organization;
  asker.exchange.await(call, [&edge = asker.edge, &exchange = asker.exchange,
                              render = std::move(render)](actors::Call* answered) {
    auto* const told = static_cast<Call*>(answered);
    const bool refused = told != nullptr && !told->outcome;
    if (refused && put_webhook_refusal(exchange, *told))
      rests_on(exchange, told->rests_on);
    else if (settled_as<Call>(edge, exchange, answered) != nullptr)
      render(edge, exchange, *told);
    exchange.done();
  });
}

template <class Deed, class Render>
void act_on_webhook(const WebhookAsker& asker, ledger::WebhookId id, Deed deed, Render render) {
  auto call = std::make_shared<actors::WebhookActCall>();
  call->command = {.scope = asker.scope,
                   .webhook = id,
                   .deed = std::move(deed),
                   .now = asker.now,
                   .let_in = asker.let_in};
  await_webhook(asker, *call, std::move(render));
  asker.edge.engine.act_on_webhook(std::move(call));
}

/// Where `permits(exchange, made)` says yes of the webhook as it is, and has put no refusal.
template <class Deed, class Permits, class Render>
void act_on_known_webhook(WebhookAsker asker, ledger::WebhookId id, Deed deed, Permits permits,
                          Render render) {
  auto asked = std::make_shared<actors::WebhookCall>();
  asked->organization = asker.scope.organization;
  asked->command = {.scope = asker.scope, .webhook = id};
  actors::Engine& engine = asker.edge.engine;
  asker.exchange.await(*asked, [asker, id, deed = std::move(deed), permits = std::move(permits),
                                render = std::move(render)](actors::Call* answered) {
    const auto* known = known_from<actors::WebhookCall>(asker.edge, asker.exchange, answered);
    if (known == nullptr) return asker.exchange.done();
    if (permits(asker.exchange, known->outcome->webhook.made))
      return act_on_webhook(asker, id, deed, render);
    rests_on(asker.exchange, known->rests_on);
    asker.exchange.done();
  });
  engine.webhook(std::move(asked));
}

}  // namespace bursar::net
