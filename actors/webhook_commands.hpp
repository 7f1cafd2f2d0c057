#pragma once

// What can be asked about webhooks.

#include "actors/commands.hpp"
#include "actors/event_list.hpp"
#include "actors/outbound.hpp"
#include "ledger/webhook_events.hpp"
#include "ledger/webhooks.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace bursar::actors {

/// Whose webhooks a caller sees.
struct WebhookScope {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::AccountNumber only = {};  // a scoped key sees what was made for its wallet
};

/// Whether whoever asks is let in still, as a key or a session that may end meanwhile; none: yes.
/// From any thread, while the engine lives.
using LetIn = std::function<bool(ledger::Time now)>;

using WebhookKeyBytes = std::array<std::uint8_t, 32>;

struct WebhookRow {
  ledger::Sequence made = {};
  ledger::Webhook webhook;
  std::optional<WebhookKeyBytes> key = {};  // a new one, to be shown once
};

struct MakeWebhook {
  WebhookScope scope;
  ledger::WalletId wallet_id = {};  // of `only`
  ledger::Permissions permissions = {};
  ledger::WebhookTerms terms = {};
  ledger::Time now = {};  // sampled at admission
  LetIn let_in = {};
};
/// Refuses with unauthenticated (who asked is let in no more when it is to be recorded),
/// invalid_request (nothing is sent to such a URL), invalid_state (there are as many as there may
/// be), overloaded and share_taken (as many addresses are being looked up as may be).
struct MakeWebhookCall final : CallOf<MakeWebhook, WebhookRow> {
  std::string_view wrong_url = {};  // of invalid_request: what is wrong with it
  std::size_t most = 0;             // of invalid_state: so many there may be
};

struct ChangeWebhook {
  std::optional<std::string> url = {};
  std::optional<std::vector<std::string>> events = {};
  std::optional<bool> enabled = {};
};
struct RotateWebhook {
  std::int64_t grace_ms = ledger::day_ms;
};
struct RemoveWebhook {};
struct TestWebhook {};
/// An event that was told before, by the record that tells it.
struct RedeliverEvent {
  ledger::Sequence record = {};
  ledger::EventPosition at = {};
};
struct ActOnWebhook {
  WebhookScope scope;
  ledger::WebhookId webhook = {};
  std::variant<ChangeWebhook, RotateWebhook, RemoveWebhook, TestWebhook, RedeliverEvent> deed;
  ledger::Time now = {};
  LetIn let_in = {};
};
/// As it then is; a deed that changes nothing has no record. Refuses with not_found,
/// environment_mismatch, invalid_state (it is disabled, too much of it waits already, or the event
/// is still to come), and as above.
struct WebhookActCall final : CallOf<ActOnWebhook, WebhookRow> {
  std::string_view wrong_url = {};
};

struct WebhookQuery {
  WebhookScope scope;
  ledger::WebhookId webhook = {};
};
using WebhookCall = CallOf<WebhookQuery, WebhookRow>;

struct WebhooksQuery {
  WebhookScope scope;
  Page page = {};  // `before` is the sequence of a record that made one
};
using WebhooksCall = CallOf<WebhooksQuery, Rows<WebhookRow>>;

/// An event on its way to one webhook.
struct WebhookDelivery {
  ledger::WebhookMade webhook;                // with its secret, sealed
  std::vector<std::uint8_t> previous_secret;  // that signs too; empty: none does
  ledger::OrganizationNumber organization = {};
  EventRow event;
  ledger::Time now = {};
};

/// Whoever writes events down, signs and sends them: a port, with a real and a simulated twin. Its
/// calls come from one thread; `then` hears exactly once, on any. Outlives the engine.
class WebhookPost {
 public:
  virtual ~WebhookPost() = default;
  /// `answered` says that something may be sent there, as far as is known.
  virtual void judge(const std::string& url, Outbound::Then then) = 0;
  /// Under a key that is in no journal.
  virtual std::vector<std::uint8_t> seal(ledger::WebhookId webhook, const WebhookKeyBytes& key) = 0;
  virtual void deliver(const WebhookDelivery& delivery, Outbound::Then then) = 0;
};

struct WebhookBounds {
  std::size_t per_organization_max = 16;
  std::size_t in_flight_max = 512;
};
/// So many addresses are looked up at a time for whoever names them, apart from attempts.
constexpr std::size_t webhooks_judged_max = 64;

}  // namespace bursar::actors
