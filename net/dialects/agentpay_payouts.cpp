// AgentPay's payouts: asked for, listed, read, cancelled.

#include "net/dialects/agentpay.hpp"
#include "net/dialects/agentpay_page.hpp"
#include "net/payout_view.hpp"
#include "net/payouts.hpp"

#include <array>
#include <utility>

namespace bursar::net {

using ledger::Permission;

namespace {

constexpr std::array listed_fields = {
    tells("payouts", Kind::many, agentpay_payout_schema, "Newest first"),
};
constexpr std::array page_fields = joined(listed_fields, numbered_fields);
constexpr Schema page_schema{"AgentPayPayoutPage", page_fields};

void list_numbered(Visit& visit) {
  auto call = payouts_call(visit);
  if (!call) return;
  call->command.page = numbered_page;
  ask(visit, &actors::Engine::payouts, std::move(call),
      [query = visit.query](Edge& edge, Exchange& exchange, actors::PayoutsCall& told) {
        put_numbered_page(exchange, query, "payouts", *told.outcome,
                          [&edge](JsonWriter& json, const actors::PayoutRow& row) {
                            write_payout_row(json, edge, row, Dialect::agentpay);
                          });
      });
}

constexpr std::array payouts_page = {
    Parameter{"status", "Only those that are this by now", payout_words}, limit_parameter,
    offset_parameter};

constexpr std::array agentpay_payouts_rows = {
    Route{.name = "agentpay_create_payout",
          .verb = Verb::post,
          .path = "/agentpay/v1/payouts",
          .who = who::agents_too,
          .permission = Permission::payouts_write,
          .replay = Replay::by_key,
          .dialect = Dialect::agentpay,
          .body = body_of<create_payout>,
          .reply = {201, &agentpay_payout_schema},
          .handle = handle<create_payout>,
          .tag = "AgentPay",
          .summary = "Create a payout to an external destination, in AgentPay's spelling"},
    Route{.name = "agentpay_list_payouts",
          .verb = Verb::get,
          .path = "/agentpay/v1/payouts",
          .who = who::agents_too,
          .permission = Permission::payments_read,
          .dialect = Dialect::agentpay,
          .parameters = payouts_page,
          .reply = {200, &page_schema},
          .handle = handle<list_numbered>,
          .tag = "AgentPay",
          .summary = "List payouts, newest first, in AgentPay's spelling"},
    Route{.name = "agentpay_get_payout",
          .verb = Verb::get,
          .path = "/agentpay/v1/payouts/{id}",
          .who = who::agents_too,
          .permission = Permission::payments_read,
          .id = PathId::payout,
          .dialect = Dialect::agentpay,
          .reply = {200, &agentpay_payout_schema},
          .handle = handle<show_payout>,
          .tag = "AgentPay",
          .summary = "Track the settlement of a payout, in AgentPay's spelling"},
    Route{.name = "agentpay_cancel_payout",
          .verb = Verb::post,
          .path = "/agentpay/v1/payouts/{id}/cancel",
          .who = who::agents_too,
          .permission = Permission::payouts_write,
          .id = PathId::payout,
          .dialect = Dialect::agentpay,
          .reply = {200, &agentpay_payout_schema},
          .handle = handle<cancel_payout>,
          .tag = "AgentPay",
          .summary = "Take a pending payout back, in AgentPay's spelling"},
};

}  // namespace

std::span<const Route> agentpay_payout_routes() {
  return agentpay_payouts_rows;
}

}  // namespace bursar::net
