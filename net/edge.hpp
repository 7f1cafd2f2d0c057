#pragma once

// What every handler finds around it: the engine, and what the edge keeps for itself.

#include "actors/engine.hpp"
#include "crypto/bytes.hpp"
#include "crypto/payment_token.hpp"
#include "crypto/sealed_text.hpp"
#include "crypto/session_token.hpp"
#include "ledger/money.hpp"
#include "net/cursor.hpp"
#include "net/hosts.hpp"
#include "net/pace.hpp"
#include "net/router.hpp"
#include "net/signup_limit.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

namespace bursar::actors {
class BackupCall;
}

namespace bursar::net {

class StatementCall;

struct EdgeOptions {
  std::vector<std::string> hosts;  // http.hosts
  bool open_signup = false;
  bool operators_door = false;  // what only the operator may ask is there for that door alone
  bool production = false;      // whether that environment is served
  ledger::Money org_initial_balance = ledger::Money::dollars(10'000);
  std::int64_t signups_per_minute = 60;
  std::int64_t requests_per_minute = 0;  // of one key; 0: no limit
  std::size_t streams_max = 2'048;       // of events, open at a time
  std::size_t body_bytes_max = 65'536;
  std::size_t batch_bytes_max = 4'194'304;
  crypto::Bytes<32> cursor_key = {};
  crypto::Bytes<32> session_key = {};      // signs session tokens
  crypto::Bytes<32> token_key = {};        // signs payment tokens
  crypto::Bytes<32> destination_key = {};  // seals where payouts go
  std::string key_id = {};                 // of all of them
  std::function<bool()> ready = [] { return true; };
  /// Takes a call that asks for a backup, and answers it.
  std::function<void(std::shared_ptr<actors::BackupCall>)> back_up = {};
  /// By environment: whether payouts are settled by somebody who gives statements.
  std::array<bool, 2> settled_elsewhere = {};
  /// Takes a call that asks for a statement and what it differs in, and answers it.
  std::function<void(std::shared_ptr<StatementCall>)> reconcile_connector = {};
};

struct Edge {
  Edge(EdgeOptions settings, actors::Engine& the_engine);

  EdgeOptions options;
  actors::Engine& engine;
  Router router;
  Hosts hosts;
  Cursors cursors;
  crypto::SessionTokens session_tokens;
  crypto::PaymentTokens payment_tokens;
  crypto::SealedTexts destinations;
  SignupLimit signups;
  Pace pace;
  std::shared_ptr<actors::Admission> streams;  // which a stream may outlive an edge with
  std::string openapi;
};

}  // namespace bursar::net
