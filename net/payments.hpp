#pragma once

// Payments: one, many at once, and their receipts.

#include "actors/commands.hpp"
#include "ledger/result.hpp"
#include "net/json_reader.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace bursar::net {

struct PaymentBody {
  ledger::WalletId from = {};
  std::optional<ledger::WalletId> to = {};
  std::string to_external;
  ledger::Money amount = {};
  bool as_usdc = false;
  std::string rail;
  std::string description;
  std::string category;
  std::string metadata;
  std::string key;

  static const Schema schema;
};

struct PaymentBatchBody {
  std::vector<PaymentBody> payments;
  std::string mode;

  static const Schema schema;
};

/// What no field alone can show to be wrong. `pointer` is the body's own: "#", "#/payments/3".
std::optional<Fault> malformed_payment(const PaymentBody& body, std::string_view pointer);

/// The command, or why the caller may not give it. Takes the body's strings.
ledger::Result<actors::PayCommand> pay_command(Visit& visit, PaymentBody& body);

/// Whether a label outside is a wallet's id: a slip that would send the money past it.
bool names_a_wallet(std::string_view label);

actors::KeyedBy keyed_by(Visit& visit, std::string key);
/// Has it paid and answers with the receipt.
void hand_over(Edge& edge, Exchange& exchange, std::shared_ptr<actors::PayCall> call);

/// Whether the principal is a party by this wallet: its own, or one of its organisation. The
/// operator is every party.
bool sees(const ledger::Principal& principal, const std::optional<ledger::WalletAddress>& wallet);

std::span<const Route> payment_routes();
void pay(Visit& visit, PaymentBody& body);
void pay_batch(Visit& visit, PaymentBatchBody& body);
void show_payment(Visit& visit);

extern const Schema payment_with_postings_schema;
extern const Schema payment_batch_reply_schema;

}  // namespace bursar::net
