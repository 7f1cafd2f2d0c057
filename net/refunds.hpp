#pragma once

// What goes back of payments.

#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <span>
#include <string>

namespace bursar::net {

struct RefundBody {
  ledger::Money amount = {};  // zero: all that is left
  std::string key;

  static const Schema schema;
};

/// May this principal have it refunded? Whoever was paid gives; of what went outside, in the
/// sandbox, it is the payer's organisation that says what came back. `payer` and `payee` are whom
/// the payment names, the latter none where that is somebody outside.
ledger::Result<void> may_refund(const ledger::Principal& principal,
                                const std::optional<ledger::WalletAddress>& payer,
                                const std::optional<ledger::WalletAddress>& payee);

void refund_payment(Visit& visit, RefundBody& body);

/// A refund's receipt, rendered from its record alone.
void write_refund(JsonWriter& json, const actors::Engine& engine, const ledger::Record& record);

std::span<const Route> refund_routes();

extern const Schema refund_schema;

}  // namespace bursar::net
