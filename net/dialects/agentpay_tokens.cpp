// AgentPay's x402 tokens: a consumer reserves, a provider redeems and is paid.

#include "net/authorizing.hpp"
#include "net/dialects/agentpay.hpp"
#include "net/tokens.hpp"
#include "net/x402_discovery.hpp"

#include <array>
#include <string>
#include <utility>

namespace bursar::net {

using ledger::Permission;

namespace {

constexpr std::array authorize_fields = {
    takes<&AuthorizeServiceBody::from, Kind::wallet_id>("from_wallet_id", Need::required,
                                                        "Consumer wallet to debit on settlement"),
    takes<&AuthorizeServiceBody::max_amount, Kind::amount>("max_amount", Need::optional,
                                                           "The price ceiling of this single call"),
    takes<&AuthorizeServiceBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                         "Makes it safe to send again"),
};
constexpr Schema authorize_request{"AgentPayAuthorizeRequest", authorize_fields};

/// The page calls it the raw token, as what authorizing answers, and payment_token where a consumer
/// hands it over.
struct AgentPayRedeemBody : RedeemBody {
  std::string raw;

  static const Schema schema;
};
constexpr std::array redeem_fields = {
    takes<&AgentPayRedeemBody::raw, Kind::label>("token", Need::optional, "The raw token"),
    takes<&RedeemBody::token, Kind::label>("payment_token", Need::optional,
                                           "The same, as a consumer may have handed it over"),
    takes<&RedeemBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                               "Makes it safe to send again"),
};

void redeem_raw(Visit& visit, AgentPayRedeemBody& body) {
  if (!body.raw.empty() && !body.token.empty() && body.raw != body.token)
    return malformed(visit, "#/token", "is another than payment_token");
  if (body.token.empty()) body.token = std::move(body.raw);
  redeem(visit, body);
}

/// The page prints no body of a call's events; who sends an empty object means the same.
struct AgentPayCallBody {
  std::string key;

  static const Schema schema;
};
constexpr std::array call_fields = {
    takes<&AgentPayCallBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                     "Makes it safe to send again"),
};

void start(Visit& visit, AgentPayCallBody& body) {
  ask_as_provider(visit, ledger::TokenEvent::start, std::move(body.key));
}

void accept(Visit& visit, AgentPayCallBody& body) {
  ask_as_provider(visit, ledger::TokenEvent::accept, std::move(body.key));
}

constexpr std::array requirements_query = {resource_parameter};

constexpr Route row(std::string_view name, Verb verb, std::string_view path,
                    std::string_view summary) {
  return {.name = name,
          .verb = verb,
          .path = path,
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .id = PathId::token,
          .dialect = Dialect::agentpay,
          .reply = {200, &agentpay_token_schema},
          .tag = "AgentPay",
          .summary = summary};
}

constexpr Route handled(Route row, void (*handle)(Visit&), const Schema* body = nullptr) {
  row.handle = handle;
  row.body = body;
  return row;
}

/// Under a key of its provider's.
constexpr Route keyed(Route row) {
  row.replay = Replay::by_key;
  return row;
}

constexpr std::array agentpay_tokens_rows = {
    Route{.name = "agentpay_authorize_service",
          .verb = Verb::post,
          .path = "/agentpay/v1/services/{id}/authorize",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .id = PathId::service,
          .dialect = Dialect::agentpay,
          .body = &authorize_request,
          .reply = {201, &agentpay_authorized_schema},
          .handle = handle<authorize_service>,
          .tag = "AgentPay",
          .summary = "Reserve funds for a call and get its token, in AgentPay's spelling"},
    Route{.name = "agentpay_verify_token",
          .verb = Verb::post,
          .path = "/agentpay/v1/x402/verify",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .replay = Replay::by_key,
          .dialect = Dialect::agentpay,
          .body = body_of<redeem_raw>,
          .reply = {200, &agentpay_redeemed_schema},
          .handle = handle<redeem_raw>,
          .tag = "AgentPay",
          .summary = "Validate and redeem a token as its provider, in AgentPay's spelling"},
    handled(
        keyed(row("agentpay_start_call", Verb::post, "/agentpay/v1/x402/tokens/{id}/call-started",
                  "Mark the call in-flight, in AgentPay's spelling")),
        handle<start>, body_of<start>),
    handled(
        keyed(row("agentpay_accept_call", Verb::post, "/agentpay/v1/x402/tokens/{id}/call-accepted",
                  "Confirm that the request is accepted, in AgentPay's spelling")),
        handle<accept>, body_of<accept>),
    handled(keyed(row("agentpay_complete_call", Verb::post,
                      "/agentpay/v1/x402/tokens/{id}/call-completed",
                      "Mark the call finished and be paid, in AgentPay's spelling")),
            handle<complete_call>, body_of<complete_call>),
    handled(row("agentpay_cancel_token", Verb::del, "/agentpay/v1/x402/tokens/{id}",
                "Cancel an unused token as its consumer, in AgentPay's spelling"),
            handle<cancel_token>),
    handled(row("agentpay_get_token", Verb::get, "/agentpay/v1/x402/tokens/{id}",
                "Read what has become of a token, in AgentPay's spelling"),
            handle<show_token>),
    Route{.name = "agentpay_get_x402_requirements",
          .verb = Verb::get,
          .path = "/agentpay/v1/x402/requirements",
          .who = who::agents_too,
          .permission = Permission::payments_write,
          .dialect = Dialect::agentpay,
          .parameters = requirements_query,
          .reply = {200, &payment_required_schema},
          .handle = handle<show_requirements>,
          .tag = "AgentPay",
          .summary = "Check the payment requirements of a protected URL, as x402 v2 writes them"},
};

}  // namespace

const Schema AgentPayRedeemBody::schema{
    .name = "AgentPayVerifyRequest", .fields = redeem_fields, .may_be_missing = true};
const Schema AgentPayCallBody::schema{
    .name = "AgentPayCallRequest", .fields = call_fields, .may_be_missing = true};

std::span<const Route> agentpay_token_routes() {
  return agentpay_tokens_rows;
}

}  // namespace bursar::net
