#include "net/payment_list.hpp"

#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/payment_fields.hpp"
#include "net/payments.hpp"
#include "net/receipt.hpp"
#include "net/wallet_scope.hpp"

#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace bursar::net {

using actors::PaymentRow;
using actors::PaymentsCall;
using ledger::Permission;

namespace {

constexpr std::array cost_fields = {
    tells("fee", Kind::amount, "What the reader's side bore"),
    tells("total_debited", Kind::amount, "For the payer: both together", Need::optional),
};
constexpr std::array rest_fields = {
    tells("balance_after", Kind::amount, "For the payer: what the wallet held then",
          Need::optional),
    tells("refunded_amount", Kind::amount, "What of it is refunded, where something is",
          Need::optional),
};
constexpr std::array listed_fields =
    joined(payment::parties, cost_fields, payment::state, payment::payers_own, rest_fields,
           payment::approval, payment::made);

constexpr std::array parameters = {
    Parameter{"wallet_id", "Only those that this wallet made or received"},
    Parameter{"status", "Only those that are this by now",
              "pending_approval|pending|authorized|submitted|settling|completed|failed|refunded|"
              "partially_refunded|disputed|expired|cancelled"},
    Parameter{"from", "Only those that were made or asked for then or later: an RFC 3339 time"},
    Parameter{"to", "Only those that were before this instant"},
    limit_parameter,
    cursor_parameter,
    organization_parameter,
    environment_parameter};

constexpr std::array payment_list_rows = {
    Route{.name = "list_payments",
          .verb = Verb::get,
          .path = "/v1/payments",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .parameters = parameters,
          .reply = {200, &listed_payment_schema, true, true},
          .handle = handle<list_payments>,
          .tag = "Payments",
          .summary = "List payments, newest first"},
};

void write_row(JsonWriter& json, const Edge& edge, const ledger::Principal& caller,
               const PaymentRow& row) {
  const ledger::Bits128 id = edge.engine.payment_id(row.record);
  const auto payer = edge.engine.find_wallet(payment_of(row.record)->payer_id);
  json.open_object();
  if (sees(caller, payer))
    write_payment_members(json, row.record, id, Dialect::canonical, row.state);
  else
    write_payment_for_payee(json, row.record, id, Dialect::canonical, row.state);
  if (!row.refunded.zero()) json.money("refunded_amount", row.refunded);
  json.close_object();
}

}  // namespace

const Schema listed_payment_schema{"ListedPayment", listed_fields};

void list_payments(Visit& visit) {
  const auto of = wallet_scope(visit);
  if (!of) return;
  auto call = std::make_shared<PaymentsCall>();
  actors::PaymentsQuery& query = call->command;
  query.organization = of->organization;
  query.environment = of->environment;
  query.only = of->only;
  query.state = ledger::payment_state(visit.query.status);
  query.from = visit.query.from;
  query.to = visit.query.to;
  auto place = list_place(visit);
  if (!place) return;
  query.page = {.before = place->position, .limit = visit.query.limit};
  ask(visit, &actors::Engine::payments, std::move(call),
      [place = std::move(*place)](Edge& edge, Exchange& exchange, PaymentsCall& answered) {
        const actors::PaymentsPage& page = *answered.outcome;
        JsonWriter json = begin_list(exchange);
        for (const PaymentRow& row : page.rows) write_row(json, edge, *exchange.principal, row);
        end_list(edge, exchange, place, page.next,
                 page.archived ? edge.engine.archived_before() : std::nullopt);
      });
}

std::span<const Route> payment_list_routes() {
  return payment_list_rows;
}

}  // namespace bursar::net
