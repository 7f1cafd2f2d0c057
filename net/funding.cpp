#include "net/funding.hpp"

#include "net/authority.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/visit.hpp"

#include <array>
#include <string>
#include <utility>

namespace bursar::net {

using actors::FundCall;
using ledger::FundingSource;
using ledger::Permission;

namespace {

constexpr std::array fund_fields = {
    takes<&FundBody::amount, Kind::amount>("amount", Need::required, "What the wallet gets"),
    takes<&FundBody::as_usdc, Kind::currency>("currency", Need::optional, "USD or USDC"),
    one_of(takes<&FundBody::source, Kind::label>(
               "source", Need::optional,
               "Where it comes from: the organisation's wallet unless told otherwise (AgentPay: "
               "the test faucet)"),
           "organization|treasury|test_faucet"),
    takes<&FundBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                             "Makes it safe to send again"),
};

FundingSource source_of(const Visit& visit, const FundBody& body) {
  if (body.source == "treasury") return FundingSource::treasury;
  if (body.source == "test_faucet") return FundingSource::test_faucet;
  if (body.source.empty() && visit.route.dialect == Dialect::agentpay)
    return FundingSource::test_faucet;
  // Its document's treasury; in production money comes from somewhere.
  const bool sandbox = visit.caller().environment == ledger::Environment::sandbox;
  if (visit.route.dialect == Dialect::wallgent && sandbox) return FundingSource::treasury;
  return FundingSource::organization;
}

std::shared_ptr<FundCall> fund_call(Visit& visit, FundBody& body) {
  const FundingSource source = source_of(visit, body);
  auto call = std::make_shared<FundCall>();
  call->organization = visit.caller().organization;
  call->command.fund = {.wallet = visit.path_wallet(),
                        .org_wallet = std::nullopt,
                        .source = source,
                        .amount = amount_of(body.amount),
                        .as_usdc = body.as_usdc,
                        .faucet_limited = body.limited};
  call->command.keyed.key = std::move(body.key);
  call->command.keyed.answer_version.dialect = static_cast<std::uint8_t>(visit.route.dialect);
  if (!call->command.keyed.key.empty()) call->command.keyed.request_id = visit.exchange.request_id;
  call->command.now = visit.now();
  return call;
}

void hand_over(Edge& edge, Exchange& exchange, std::shared_ptr<FundCall> call) {
  await_receipt(edge, exchange, *call);
  edge.engine.fund(std::move(call));
}

constexpr std::array funding_rows = {
    Route{.name = "fund_wallet",
          .verb = Verb::post,
          .path = "/v1/wallets/{id}/fund",
          .who = who::agents_and_operator,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .body = body_of<fund>,
          .reply = {200, &funding_schema},
          .handle = handle<fund, may_fund>,
          .tag = "Wallets",
          .summary = "Fund a wallet from the organisation, the treasury or the test faucet"},
};

}  // namespace

const Schema FundBody::schema{"FundRequest", fund_fields};

bool may_fund(Visit& visit, FundBody& body) {
  const auto allowed = fund_from(visit.caller(), source_of(visit, body));
  if (!allowed) {
    refuse(visit, allowed.error());
    return false;
  }
  body.limited = allowed->limited;
  const auto wrong = choose_key(visit.request.idempotency_key, body.key);
  if (!wrong.empty()) malformed(visit, key_field, wrong);
  return wrong.empty();
}

void fund(Visit& visit, FundBody& body) {
  // What is closed to an organisation's own keys is no place for the operator's money either.
  if (visit.path_wallet().environment == ledger::Environment::production &&
      !visit.edge.options.production)
    return refuse(visit, ledger::Errc::forbidden);
  auto call = fund_call(visit, body);
  if (call->command.fund.source != FundingSource::organization)
    return hand_over(visit.edge, visit.exchange, std::move(call));
  if (visit.path_wallet().type == ledger::WalletType::org)
    return malformed(visit, "#/source", "is the wallet itself: the organisation cannot fund it");
  with_org_wallet(visit.edge, visit.exchange,
                  [call = std::move(call)](Edge& edge, Exchange& exchange,
                                           const ledger::WalletAddress& own) mutable {
                    call->command.fund.org_wallet = own;
                    hand_over(edge, exchange, std::move(call));
                  });
}

std::span<const Route> funding_routes() {
  return funding_rows;
}

}  // namespace bursar::net
