#pragma once

// Fundings. The handlers serve the dialects' rows too, whose tables fill the same body.

#include "net/receipt.hpp"
#include "net/visit.hpp"

#include <memory>
#include <span>
#include <string>
#include <utility>

namespace bursar::net {

struct FundBody {
  ledger::Money amount = {};
  bool as_usdc = false;
  std::string source;
  std::string key;
  bool limited = false;  // no field of the request: what may_fund() found

  static const Schema schema;
};

/// The registry knows which wallet is the organisation's: `go_on` gets its address, and what it
/// does answers the exchange; where there is none, that is the answer.
template <class GoOn>
void with_org_wallet(Edge& edge, Exchange& exchange, GoOn go_on) {
  const ledger::Principal& caller = exchange.principal.value();
  auto question = std::make_shared<actors::OrganizationCall>();
  question->command = {.organization = caller.organization, .environment = caller.environment};
  question->organization = caller.organization;
  exchange.await(*question,
                 [&edge, &exchange, go_on = std::move(go_on)](actors::Call* answered) mutable {
                   auto* known = known_from<actors::OrganizationCall>(edge, exchange, answered);
                   if (known == nullptr) return exchange.done();
                   go_on(edge, exchange, known->outcome->org_wallet.profile.opened.address);
                 });
  edge.engine.organization(std::move(question));
}

/// Whose answer is the receipt that the call is answered with.
template <class Call>
void await_receipt(Edge& edge, Exchange& exchange, Call& call) {
  exchange.await(call, [&edge, &exchange](actors::Call* answered) {
    auto* moved = static_cast<Call*>(answered);
    if (moved != nullptr && moved->outcome)
      put_receipt(edge, exchange, *moved->outcome);
    else
      settled_as<Call>(edge, exchange, answered);
    exchange.done();
  });
}

/// Asked before the wallet's id is looked at: which class may fund at all comes first, then what is
/// malformed.
bool may_fund(Visit& visit, FundBody& body);
void fund(Visit& visit, FundBody& body);

std::span<const Route> funding_routes();

}  // namespace bursar::net
