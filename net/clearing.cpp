#include "net/clearing.hpp"

#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/named_organization.hpp"
#include "net/receipt.hpp"

#include <array>
#include <string>
#include <utility>

namespace bursar::net {

using actors::ClearCall;
using actors::OrganizationCall;
using ledger::Clearing;

namespace {

struct ClearBody {
  std::string organization;
  std::string environment;
  ledger::Money amount = {};
  std::string reference;
  std::string from;
  std::string key;

  static const Schema schema;
};

constexpr std::array clear_fields = {
    takes<&ClearBody::organization, Kind::label>("organization_id", Need::required,
                                                 "Whose money it is"),
    one_of(takes<&ClearBody::environment, Kind::label>("environment", Need::required,
                                                       "In which of its books"),
           environment_words),
    takes<&ClearBody::amount, Kind::amount>("amount", Need::required, "How much"),
    takes<&ClearBody::reference, Kind::label>("reference", Need::required,
                                              "What it is known by outside: a bank's reference"),
    one_of(takes<&ClearBody::from, Kind::label>(
               "from", Need::optional,
               "Of a withdrawal: the organisation's wallet, unless it is the fees collected"),
           "organization|fees"),
    takes<&ClearBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                              "Required, here or in the header"),
};

std::shared_ptr<ClearCall> clear_call(Visit& visit, ClearBody& body, Clearing kind) {
  auto call = std::make_shared<ClearCall>();
  call->command = {.clear = {.kind = kind,
                             .organization_id = {},
                             .amount = amount_of(body.amount),
                             .reference = std::move(body.reference),
                             .request_id = visit.exchange.request_id},
                   .keyed = {.key = std::move(body.key), .request_id = visit.exchange.request_id},
                   .now = visit.now()};
  return call;
}

void hand_over(Edge& edge, Exchange& exchange, std::shared_ptr<ClearCall> call) {
  exchange.await(*call, [&edge, &exchange](actors::Call* answered) {
    auto* cleared = static_cast<ClearCall*>(answered);
    if (cleared != nullptr && cleared->outcome)
      put_receipt(edge, exchange, *cleared->outcome);
    else
      settled_as<ClearCall>(edge, exchange, answered);
    exchange.done();
  });
  edge.engine.clear(std::move(call));
}

// The registry knows which wallet is the organisation's there.
void clear_with_org_wallet(Visit& visit, const actors::OrganizationQuery& query,
                           std::shared_ptr<ClearCall> call) {
  auto question = std::make_shared<OrganizationCall>();
  question->command = query;
  visit.exchange.await(*question, [&edge = visit.edge, &exchange = visit.exchange,
                                   call = std::move(call)](actors::Call* answered) mutable {
    OrganizationCall* const known = settled_as<OrganizationCall>(edge, exchange, answered);
    if (known == nullptr) return exchange.done();
    call->command.clear.wallet = known->outcome->org_wallet.profile.opened.address;
    call->command.clear.organization_id = known->outcome->opened.id;
    hand_over(edge, exchange, std::move(call));
  });
  visit.edge.engine.organization(std::move(question));
}

void clear(Visit& visit, ClearBody& body, Clearing kind) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  if (body.key.empty()) return malformed(visit, "#/idempotency_key", "is required");
  const ledger::Environment environment =
      environment_of(body.environment).value_or(ledger::Environment::sandbox);
  if (!serves(visit, environment)) return;
  const auto number = named_organization(visit, body.organization);
  if (!number) return refuse(visit, number.error());
  clear_with_org_wallet(visit, {.organization = *number, .environment = environment},
                        clear_call(visit, body, kind));
}

void deposit(Visit& visit, ClearBody& body) {
  if (!body.from.empty())
    return malformed(visit, "#/from", "is a withdrawal's: what is deposited comes from outside");
  clear(visit, body, Clearing::deposit);
}

void withdraw(Visit& visit, ClearBody& body) {
  clear(visit, body, body.from == "fees" ? Clearing::fees_withdrawal : Clearing::withdrawal);
}

constexpr std::array clearing_rows = {
    Route{.name = "create_deposit",
          .verb = Verb::post,
          .path = "/v1/ledger/deposits",
          .who = who::operator_only,
          .replay = Replay::by_key,
          .body = body_of<deposit>,
          .reply = {201, &clearing_schema},
          .handle = handle<deposit>,
          .tag = "Ledger",
          .summary = "Record money that came in from outside to an organisation, as the operator"},
    Route{.name = "create_withdrawal",
          .verb = Verb::post,
          .path = "/v1/ledger/withdrawals",
          .who = who::operator_only,
          .replay = Replay::by_key,
          .body = body_of<withdraw>,
          .reply = {201, &clearing_schema},
          .handle = handle<withdraw>,
          .tag = "Ledger",
          .summary = "Record money that went out, of an organisation or of its fees, as the "
                     "operator"},
};

}  // namespace

const Schema ClearBody::schema{"ClearingRequest", clear_fields};

std::span<const Route> clearing_routes() {
  return clearing_rows;
}

}  // namespace bursar::net
