#include "net/payouts.hpp"

#include "net/authority.hpp"
#include "net/funding.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/payments.hpp"
#include "net/payout_view.hpp"
#include "net/problem.hpp"

#include <array>
#include <memory>
#include <utility>

namespace bursar::net {

using actors::CancelPayoutCall;
using actors::PayOutCall;
using actors::PayoutCall;
using actors::PayoutsCall;
using ledger::Errc;
using ledger::PayoutStatus;
using ledger::Permission;
using ledger::Record;

namespace {

constexpr std::array<std::string_view, 1> payout_prefixes = {"payout_"};

constexpr std::array payouts_body_fields = {
    takes<&PayoutBody::from, Kind::wallet_id>("from_wallet_id", Need::required,
                                              "The wallet that pays"),
    takes<&PayoutBody::amount, Kind::amount>("amount", Need::required, "What is paid out"),
    takes<&PayoutBody::as_usdc, Kind::currency>("currency", Need::optional, "USD or USDC"),
    one_of(takes<&PayoutBody::type, Kind::label>("destination_type", Need::required,
                                                 "What kind of account it goes to"),
           destination_words),
    required(takes_one<&PayoutBody::destination>("destination", DestinationBody::schema,
                                                 "Where it goes")),
    takes<&PayoutBody::description, Kind::text>("description", Need::optional,
                                                "For the statement of whoever settles it"),
    takes<&PayoutBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                               "Makes it safe to send again"),
};

/// One that the caller may read.
struct FoundPayout {
  ledger::Bits128 id = {};
  std::shared_ptr<const Record> asked;

  const ledger::PayoutAsked& fact() const { return std::get<ledger::PayoutAsked>(asked->fact); }
};

ledger::Result<FoundPayout> find_payout(const Visit& visit) {
  const auto id = ledger::parse_id(visit.id, payout_prefixes);
  auto record = id ? visit.edge.engine.payment(*id) : std::nullopt;
  if (!record) return ledger::refuse(Errc::not_found);
  const auto* asked = std::get_if<ledger::PayoutAsked>(&record->fact);
  if (asked == nullptr) return ledger::refuse(Errc::not_found);
  const auto payer = visit.edge.engine.find_wallet(asked->payment.payer_id);
  const ledger::Principal& caller = visit.caller();
  const bool anywhere = caller.key_class == ledger::KeyClass::operator_;
  if (!anywhere && !sees(caller, payer)) return ledger::refuse(Errc::not_found);
  if (!anywhere && payer->environment != caller.environment)
    return ledger::refuse(Errc::environment_mismatch);
  return FoundPayout{*id, std::make_shared<const Record>(*std::move(record))};
}

void put_payout(Exchange& exchange, const FoundPayout& found, const Record* last) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  write_payout(json, {*found.asked, last}, found.id, exchange.dialect);
}

/// Its newest record, as its row says; none: that asked for it, or is archived.
std::optional<Record> last_of(const Edge& edge, ledger::Sequence asked,
                              const ledger::Payout& payout) {
  return payout.last == asked ? std::nullopt : edge.engine.record(payout.last);
}

/// It was not pending any more: cancelled before, which is no refusal, or something else.
void tell_outcome(Edge& edge, Exchange& exchange, FoundPayout found) {
  auto call = std::make_shared<PayoutCall>();
  call->command.payout = found.asked->sequence;
  call->organization = exchange.principal->organization;
  exchange.await(*call, [&edge, &exchange, found = std::move(found)](actors::Call* answered) {
    if (const auto* told = settled_as<PayoutCall>(edge, exchange, answered)) {
      const ledger::Payout& payout = *told->outcome;
      const auto last = last_of(edge, found.asked->sequence, payout);
      if (payout.status == PayoutStatus::cancelled) {
        put_payout(exchange, found, last ? &*last : nullptr);
      } else {
        const std::string now{word(payout.status)};
        put_invalid_state(
            exchange, now,
            payout.status == PayoutStatus::pending
                ? "It was asked for before the ledger was restored from a backup, and "
                  "may have been paid since: whoever settles it is asked first. Wait "
                  "for what comes of it."
                : "It is " + now + " by now: only one that is pending can be cancelled.");
      }
    }
    exchange.done();
  });
  edge.engine.payout(std::move(call));
}

constexpr std::array payouts_page = {
    Parameter{"status", "Only those that are this by now", payout_words}, limit_parameter,
    cursor_parameter, organization_parameter, environment_parameter};

constexpr std::array payouts_rows = {
    Route{.name = "create_payout",
          .verb = Verb::post,
          .path = "/v1/payouts",
          .who = who::agents_too,
          .permission = Permission::payouts_write,
          .replay = Replay::by_key,
          .body = body_of<create_payout>,
          .reply = {201, &payout_schema},
          .handle = handle<create_payout>,
          .tag = "Payouts",
          .summary = "Pay money out of the system: to a bank, a chain or a Stripe account"},
    Route{.name = "list_payouts",
          .verb = Verb::get,
          .path = "/v1/payouts",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .parameters = payouts_page,
          .reply = {200, &payout_schema, true},
          .handle = handle<list_payouts>,
          .tag = "Payouts",
          .summary = "List payouts, newest first"},
    Route{.name = "get_payout",
          .verb = Verb::get,
          .path = "/v1/payouts/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::payout,
          .reply = {200, &payout_schema},
          .handle = handle<show_payout>,
          .tag = "Payouts",
          .summary = "Read what has become of a payout"},
    Route{.name = "cancel_payout",
          .verb = Verb::post,
          .path = "/v1/payouts/{id}/cancel",
          .who = who::agents_too,
          .permission = Permission::payouts_write,
          .id = PathId::payout,
          .reply = {200, &payout_schema},
          .handle = handle<cancel_payout>,
          .tag = "Payouts",
          .summary = "Take a pending payout back: its money is free again"},
};

}  // namespace

const Schema PayoutBody::schema{"PayoutRequest", payouts_body_fields};

void create_payout(Visit& visit, PayoutBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  const auto type = ledger::destination_type(body.type).value();
  const auto destination = destination_of(type, body.destination.value());
  if (!destination)
    return malformed(visit, destination.error().pointer, destination.error().detail);
  const auto payer = visit.edge.engine.find_wallet(body.from);
  if (const auto reached = reach(visit.caller(), body.from, payer); !reached)
    return refuse(visit, reached.error());
  KeptDestination kept = keep(*destination, payer->id, visit.edge.destinations);
  auto call = std::make_shared<PayOutCall>();
  call->command = {.payout = {.pay = {.payer = *payer,
                                      .payee_external = std::move(kept.recipient),
                                      .amount = amount_of(body.amount),
                                      .description = std::move(body.description),
                                      .as_usdc = body.as_usdc},
                              .destination = std::move(kept.sealed)},
                   .destination = kept.content,
                   .keyed = keyed_by(visit, std::move(body.key)),
                   .now = visit.now()};
  call->organization = visit.caller().organization;
  await_receipt(visit.edge, visit.exchange, *call);
  visit.edge.engine.pay_out(std::move(call));
}

std::shared_ptr<PayoutsCall> payouts_call(Visit& visit) {
  const auto of = scope(visit);
  if (!of) return nullptr;
  auto call = std::make_shared<PayoutsCall>();
  call->command.organization = of->organization;
  call->command.environment = of->environment;
  call->command.status = ledger::payout_status(visit.query.status);
  if (visit.caller().wallet) call->command.only = visit.caller().wallet->account;
  return call;
}

void write_payout_row(JsonWriter& json, const Edge& edge, const actors::PayoutRow& row,
                      Dialect dialect) {
  const auto asked = edge.engine.record(row.payout);
  if (!asked) return;
  const auto last = last_of(edge, row.payout, row.row);
  write_payout(json, {*asked, last ? &*last : nullptr}, edge.engine.payment_id(*asked), dialect);
}

void list_payouts(Visit& visit) {
  auto call = payouts_call(visit);
  if (!call) return;
  ask_for_page(visit, &actors::Engine::payouts, std::move(call),
               [&edge = visit.edge](JsonWriter& json, const actors::PayoutRow& row) {
                 write_payout_row(json, edge, row, Dialect::canonical);
               });
}

void show_payout(Visit& visit) {
  auto found = find_payout(visit);
  if (!found) return refuse(visit, found.error());
  auto call = std::make_shared<PayoutCall>();
  call->command.payout = found->asked->sequence;
  ask(visit, &actors::Engine::payout, std::move(call),
      [found = *std::move(found)](Edge& edge, Exchange& exchange, PayoutCall& told) {
        const auto last = last_of(edge, found.asked->sequence, *told.outcome);
        put_payout(exchange, found, last ? &*last : nullptr);
      });
}

void cancel_payout(Visit& visit) {
  auto found = find_payout(visit);
  if (!found) return refuse(visit, found.error());
  auto call = std::make_shared<CancelPayoutCall>();
  call->command = {.act = {.payout = found->asked->sequence,
                           .payout_epoch = found->asked->epoch,
                           .asked = found->fact(),
                           .event = ledger::PayoutEvent::cancel},
                   .now = visit.now()};
  call->organization = visit.caller().organization;
  visit.exchange.await(*call, [&edge = visit.edge, &exchange = visit.exchange,
                               found = *std::move(found)](actors::Call* answered) {
    const auto* cancelled = static_cast<CancelPayoutCall*>(answered);
    if (cancelled != nullptr && !cancelled->outcome &&
        cancelled->outcome.error().code == Errc::invalid_state)
      return tell_outcome(edge, exchange, found);
    if (settled_as<CancelPayoutCall>(edge, exchange, answered) != nullptr)
      put_payout(exchange, found, cancelled->outcome->record.get());
    exchange.done();
  });
  visit.edge.engine.cancel_payout(std::move(call));
}

std::span<const Route> payout_routes() {
  return payouts_rows;
}

}  // namespace bursar::net
