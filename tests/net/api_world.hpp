#pragma once

// The service on the real engine, with a journal in memory and no sockets. Every answer is held to
// the field table that its row promises.

#include "actors/engine.hpp"
#include "net/api.hpp"
#include "net/sandbox_connector.hpp"
#include "net/webhook_sender.hpp"
#include "tests/net/json_bodies.hpp"
#include "tests/support/awaited_outbound.hpp"
#include "tests/support/fake_evidence.hpp"
#include "tests/support/simulated_ports.hpp"
#include "tests/support/simulated_store.hpp"
#include "tests/support/temporary_directory.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json.hpp>

namespace bursar::tests {

/// What a client sees.
struct Answer {
  int status = 0;
  std::string fields;
  std::string body;
  std::string content_type;
  bool close = false;
  boost::json::value json;

  std::string text(std::string_view name) const;
  std::string code() const { return text("code"); }
  /// The value of a header field; empty when there is none.
  std::string field(std::string_view name) const;
};

/// A request in the making; what is not set is as a usual client would have it.
struct Ask {
  net::Verb verb = net::Verb::get;
  std::string path = {};
  std::string body = {};
  std::string key = {};                         // Authorization: Bearer
  std::optional<std::string> idempotency = {};  // Idempotency-Key
  std::string content_type = "application/json";
  std::string host = "localhost:3100";
  std::string origin = {};
  std::string request_id = {};
  std::optional<std::string> x_api_key = {};
  std::optional<std::string> x_trove_key = {};
  std::string peer = "127.0.0.1";
  net::Door door = net::Door::front;
};

class ApiWorld {
 public:
  explicit ApiWorld(net::Api::Options options = open_signup(),
                    actors::Engine::Options of_engine = {});
  ~ApiWorld() { webhooks.serve(nullptr); }
  static net::Api::Options open_signup();

  Answer send(const Ask& ask) { return send(ask, api); }
  /// To another edge of the same engine.
  Answer send(const Ask& ask, net::Api& edge);
  Answer get(const std::string& path, const std::string& key = {});
  Answer post(const std::string& path, const std::string& body, const std::string& key = {},
              const std::string& idempotency = {});
  Answer patch(const std::string& path, const std::string& body, const std::string& key);
  Answer remove(const std::string& path, const std::string& key);

  static constexpr std::string_view operator_key =
      "bur_op_ThisIsTheOperatorOfATestAndNobodyElsesKey00_7o308i";

  /// An organisation of its own, by its first key.
  std::string sign_up(const std::string& name = "Acme");
  struct Agent {
    std::string wallet;
    std::string key;
  };
  Agent agent(const std::string& org_key, const std::string& more = {});
  void fund(const std::string& org_key, const std::string& wallet, const std::string& amount);
  /// Between wallets; the payment's id.
  std::string pay(const Agent& from, const std::string& to_wallet, const std::string& amount);
  /// Every row of a list, page by page. The path has a query.
  std::vector<boost::json::value> rows(const std::string& path, const std::string& key);

  SimulatedClock clock;
  SeededRandom random{7};
  FakeEvidence evidence;
  net::SandboxConnector connector{{.settle_ms = 0}, clock};
  AwaitedOutbound receivers;  // of what webhooks are told
  /// Where they may be: of the public network, but for one.
  std::function<void(const std::string& url, actors::Outbound::Then then)> judges =
      [](const std::string& url, actors::Outbound::Then then) {
        using enum actors::OutboundEnd;
        if (!url.contains("forbidden")) return then({.end = answered});
        then({.end = forbidden, .wrong_url = "Its name is not of the public network."});
      };
  net::WebhookSender webhooks;
  SimulatedStore store;
  TemporaryDirectory directory;
  actors::Engine engine;
  net::Api api;
};

/// {"from_wallet_id": …, "to_external": "shop", "amount": …}
std::string payment(const std::string& from, const std::string& amount,
                    const std::string& more = {});

}  // namespace bursar::tests
