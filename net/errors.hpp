#pragma once

// How a refusal looks from outside: code word, status, what AgentPay calls it, and whether trying
// again with the same key can help.

#include "ledger/result.hpp"
#include "net/service.hpp"

#include <cstdint>
#include <string>
#include <string_view>

namespace bursar::net {

/// What the edge itself says no to; none of it ever reaches the ledger or a record.
enum class EdgeRefusal : std::uint8_t {
  no_such_route,
  method_not_allowed,
  unsupported_media_type,
  misdirected,
  foreign_origin,
  not_ready,
  backup_refused,
  backup_failed,
  reconciliation_refused,
  statement_unavailable,
};

struct Outcome {
  int status = 500;
  std::string_view code;
  std::string_view agentpay;  // AgentPay's code, or the same word
  std::string_view title;     // constant for the code
  std::string_view detail;    // what an agent can do about it
  bool retryable = false;     // with the same idempotency key
  int retry_after = 0;        // seconds; 0: not said
};

Outcome outcome(ledger::Errc code);
Outcome outcome(FramingError error);
Outcome outcome(EdgeRefusal refusal);

/// What the request went past, and which setting bounds it; else the outcome's own detail.
std::string detail(const FramingRefusal& refusal);

/// Its code word, for figures.
std::string_view refusal_name(ledger::Errc code);

/// "max_per_tx", as the policy's field is called; empty for none.
std::string_view word(ledger::PolicyRule rule);

}  // namespace bursar::net
