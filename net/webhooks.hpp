#pragma once

// Webhooks: who wants to be told of which events, and where.

#include "net/schema.hpp"
#include "net/visit.hpp"

#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bursar::net {

struct WebhookBody {
  std::optional<std::string> url;
  std::optional<std::vector<std::string>> events;

  static const Schema schema;
};
struct WebhookChangeBody : WebhookBody {
  std::optional<bool> enabled;

  static const Schema schema;
};
struct WebhookRotationBody {
  std::optional<std::int64_t> grace_seconds;

  static const Schema schema;
};

void create_webhook(Visit& visit, WebhookBody& body);
void list_webhooks(Visit& visit);
void show_webhook(Visit& visit);
void change_webhook(Visit& visit, WebhookChangeBody& body);
void delete_webhook(Visit& visit);
void test_webhook(Visit& visit);
void rotate_webhook_secret(Visit& visit, WebhookRotationBody& body);
void list_deliveries(Visit& visit);
void redeliver(Visit& visit);

std::span<const Route> webhook_routes();

}  // namespace bursar::net
