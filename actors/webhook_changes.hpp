#pragma once

// What callers ask of webhooks: one call at a time, a little ahead of what the journal says.

#include "actors/webhook_state.hpp"

#include <memory>

namespace bursar::actors {

void make_webhook(WebhooksState& state, const std::shared_ptr<MakeWebhookCall>& call);
void act_on_webhook(WebhooksState& state, const std::shared_ptr<WebhookActCall>& call);
/// It is known whether anything may be sent where one of these wants it.
void webhook_judged(WebhooksState& state, const WebhookJudged& judged);
void show_webhook(WebhooksState& state, const std::shared_ptr<WebhookCall>& call);
void list_webhooks(WebhooksState& state, const std::shared_ptr<WebhooksCall>& call);

}  // namespace bursar::actors
