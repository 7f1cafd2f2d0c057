#pragma once

// Payment tokens: issuing them, and what providers and payers do with them.

#include "ledger/money.hpp"
#include "ledger/tokens.hpp"
#include "net/route.hpp"
#include "net/visit.hpp"

#include <optional>
#include <span>
#include <string>

namespace bursar::net {

struct RedeemBody {
  std::string token;
  std::string key;

  static const Schema schema;
};

struct CompleteBody {
  std::optional<ledger::Money> amount;
  std::string key;

  static const Schema schema;
};

// As its provider.

/// Whose key may stand in the header alone where there is no body.
void ask_as_provider(Visit& visit, ledger::TokenEvent event, std::string key = {},
                     std::optional<ledger::Amount> amount = {});
void redeem(Visit& visit, RedeemBody& body);
void complete_call(Visit& visit, CompleteBody& body);

// As its payer; as either.

void cancel_token(Visit& visit);
void show_token(Visit& visit);

std::span<const Route> token_routes();

}  // namespace bursar::net
