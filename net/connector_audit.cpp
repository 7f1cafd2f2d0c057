#include "net/connector_audit.hpp"

#include "ledger/payout_states.hpp"
#include "net/json_writer.hpp"
#include "net/named_organization.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"
#include "net/statement_comparison.hpp"
#include "net/visit.hpp"

#include <array>
#include <memory>
#include <utility>

namespace bursar::net {

namespace {

constexpr std::int64_t span_ms_usual = ledger::day_ms;
constexpr std::int64_t span_ms_max = 31 * ledger::day_ms;

constexpr std::array statement_difference_fields = {
    tells("what", Kind::text,
          "missing_here, missing_there, other_amount, other_status or listed_twice"),
    tells("payout_id", Kind::text, "As the connector calls it, where it is missing here"),
    tells("amount_here", Kind::amount, "What the ledger says", Need::optional),
    tells("amount_there", Kind::amount, "What the connector says", Need::optional),
    tells("status_here", Kind::text, "As GET /v1/payouts/{id} tells it", Need::optional),
    tells("status_there", Kind::text, "accepted, completed or refused", Need::optional),
    tells("reference", Kind::text, "What the connector calls it", Need::optional),
};
constexpr Schema statement_difference_schema{"StatementDifference", statement_difference_fields};

constexpr std::array reconciled_fields = {
    tells("ok", Kind::flag, "Whether there is no difference"),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("from", Kind::time, "Of payouts that were asked for from then on"),
    tells("to", Kind::time, "And before then"),
    tells("listed", Kind::count, "How many rows the connector's statement has"),
    tells("compared", Kind::count, "How many payouts of the ledger were held against it"),
    tells("under_way", Kind::count,
          "How many of them may have gone on since: nothing can be said of them yet"),
    tells("differing", Kind::count, "How many differences there are"),
    tells("differences", Kind::many, statement_difference_schema, "At most 100"),
    tells("at_sequence", Kind::count, "The record up to which the ledger was looked at"),
};
constexpr Schema reconciled_schema{"ConnectorReconciliation", reconciled_fields};

void write_difference(JsonWriter& json, const StatementDifference& difference) {
  json.open_object().text("what", word(difference.verdict)).text("payout_id", difference.payout);
  if (difference.here)
    json.money("amount_here", difference.here->amount);
  else
    json.null("amount_here");
  if (difference.there)
    json.money("amount_there", difference.there->amount);
  else
    json.null("amount_there");
  json.text_or_null("status_here",
                    difference.here ? word(difference.here->status) : std::string_view{})
      .text_or_null("status_there",
                    difference.there ? word(difference.there->status) : std::string_view{})
      .text_or_null("reference", difference.reference)
      .close_object();
}

void put_reconciled(Exchange& exchange, const StatementCall& call) {
  const Reconciled& found = *call.outcome;
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object()
      .flag("ok", found.differing == 0)
      .text("environment", environment_text(call.span.environment))
      .time("from", call.span.from)
      .time("to", call.span.to)
      .number("listed", found.listed)
      .number("compared", found.compared)
      .number("under_way", found.under_way)
      .number("differing", found.differing)
      .key("differences")
      .open_array();
  for (const StatementDifference& difference : found.differences)
    write_difference(json, difference);
  json.close_array().number("at_sequence", found.at.value).close_object();
}

void put_statement_outcome(Exchange& exchange, const StatementCall* call) {
  if (call == nullptr)
    put_refusal(exchange, {.code = ledger::Errc::outcome_unknown});
  else if (call->outcome)
    put_reconciled(exchange, *call);
  else if (call->outcome.error().begun)
    put_refusal(exchange, EdgeRefusal::statement_unavailable, call->outcome.error().why);
  else
    put_refusal(exchange, EdgeRefusal::reconciliation_refused, call->outcome.error().why);
}

void reconcile_connector(Visit& visit) {
  const auto environment = visit.query.environment.value_or(ledger::Environment::sandbox);
  if (!visit.edge.options.settled_elsewhere.at(static_cast<std::size_t>(environment)))
    return refuse(visit, ledger::Errc::settlement_not_configured,
                  "Only a bridge gives statements: set connectors.url, and connectors.sandbox or "
                  "connectors.production to http.");
  const ledger::Time to = visit.query.to.value_or(visit.now());
  const ledger::Time from =
      visit.query.from.value_or(ledger::Time{to.milliseconds - span_ms_usual});
  if (from >= to) return malformed(visit, "?from", "must be before to");
  if (to.milliseconds - from.milliseconds > span_ms_max)
    return malformed(visit, "?from", "must be at most 31 days before to");
  const auto archived = visit.edge.engine.archived_before();
  if (archived && from < *archived) return refuse(visit, ledger::Errc::history_archived);
  auto call = std::make_shared<StatementCall>();
  call->span = {.environment = environment, .from = from, .to = to};
  visit.exchange.await(*call, [&exchange = visit.exchange](actors::Call* answered) {
    put_statement_outcome(exchange, static_cast<const StatementCall*>(answered));
    exchange.done();
  });
  visit.edge.options.reconcile_connector(std::move(call));
}

constexpr std::array statement_span = {
    Parameter{"from", "Payouts asked for from then on; a day before to unless told otherwise"},
    Parameter{"to", "And before then; now unless told otherwise"}, environment_parameter};

constexpr std::array connector_audit_rows = {
    Route{
        .name = "reconcile_connector",
        .verb = Verb::get,
        .path = "/v1/ledger/reconciliation/connector",
        .who = who::operator_only,
        .parameters = statement_span,
        .reply = {200, &reconciled_schema},
        .handle = handle<reconcile_connector>,
        .tag = "Ledger",
        .summary = "Hold the connector's statement of payouts against the ledger, as the operator"},
};

}  // namespace

std::span<const Route> connector_audit_routes() {
  return connector_audit_rows;
}

}  // namespace bursar::net
