#include "net/approvals.hpp"

#include "net/approval_view.hpp"
#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/problem.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using actors::ApprovalCall;
using actors::ApprovalsCall;
using actors::DecideApprovalCall;
using ledger::ApprovalStatus;
using ledger::Errc;
using ledger::Permission;
using ledger::Record;

namespace {

constexpr std::array<std::string_view, 2> approval_prefixes = {"apr_", "tx_"};
constexpr std::int64_t second_ms = 1'000;

constexpr std::array approvals_body_fields = {
    takes<&ApprovalBody::note, Kind::text>("note", Need::optional, "Why, for whoever reads it"),
};

/// One that the caller may read.
struct Found {
  ledger::Bits128 id = {};
  std::shared_ptr<const Record> request;

  const ledger::PaymentHeld& held() const { return std::get<ledger::PaymentHeld>(request->fact); }
};

ledger::Result<Found> find(const Visit& visit) {
  const auto id = ledger::parse_id(visit.id, approval_prefixes);
  auto record = id ? visit.edge.engine.payment(*id) : std::nullopt;
  if (!record) return ledger::refuse(Errc::not_found);
  const auto* held = std::get_if<ledger::PaymentHeld>(&record->fact);
  if (held == nullptr) return ledger::refuse(Errc::not_found);
  const auto payer = visit.edge.engine.find_wallet(held->payment.payer_id);
  const ledger::Principal& caller = visit.caller();
  const bool anywhere = caller.key_class == ledger::KeyClass::operator_;
  const bool own = caller.wallet ? payer && payer->id == caller.wallet->id
                                 : payer && payer->organization == caller.organization;
  if (!own && !anywhere) return ledger::refuse(Errc::not_found);
  if (payer->environment != caller.environment && !anywhere)
    return ledger::refuse(Errc::environment_mismatch);
  return Found{*id, std::make_shared<const Record>(*std::move(record))};
}

void put_approval(Exchange& exchange, const Found& found, const Record* end) {
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  write_approval(json, {*found.request, end}, found.id);
}

/// What has become of it, as the approval's row says.
std::optional<Record> end_of(const Edge& edge, const ledger::Approval& approval) {
  return approval.ended.none() ? std::nullopt : edge.engine.record(approval.ended);
}

void put_outcome(Exchange& exchange, ApprovalStatus status) {
  const std::string now{word(status)};
  put_invalid_state(exchange, now, "It is " + now + " by now: what was decided first stays.");
}

/// Somebody was first: the answer says what came of it.
void tell_outcome(Edge& edge, Exchange& exchange, ledger::Sequence request) {
  auto call = std::make_shared<ApprovalCall>();
  call->command.request = request;
  call->organization = exchange.principal->organization;
  exchange.await(*call, [&edge, &exchange](actors::Call* answered) {
    if (const auto* told = settled_as<ApprovalCall>(edge, exchange, answered))
      put_outcome(exchange, told->outcome->status);
    exchange.done();
  });
  edge.engine.approval(std::move(call));
}

void decide(Visit& visit, ApprovalBody& body, ApprovalStatus status) {
  auto found = find(visit);
  if (!found) return refuse(visit, found.error());
  auto call = std::make_shared<DecideApprovalCall>();
  const ledger::Sequence request = found->request->sequence;
  call->command = {.decision = {.request = request,
                                .request_epoch = found->request->epoch,
                                .held = found->held(),
                                .payee = std::nullopt,
                                .status = status,
                                .decided_by = visit.caller().key,
                                .note = std::move(body.note)},
                   .now = visit.now()};
  call->organization = visit.caller().organization;
  visit.exchange.await(*call, [&edge = visit.edge, &exchange = visit.exchange, request,
                               found = *std::move(found)](actors::Call* answered) {
    const auto* decided = static_cast<DecideApprovalCall*>(answered);
    if (decided != nullptr && !decided->outcome &&
        decided->outcome.error().code == Errc::invalid_state)
      return tell_outcome(edge, exchange, request);
    if (settled_as<DecideApprovalCall>(edge, exchange, answered) != nullptr) {
      const Record& end = *decided->outcome->record;
      if (status_of({*found.request, &end}) == ApprovalStatus::expired)
        put_outcome(exchange, ApprovalStatus::expired);
      else
        put_approval(exchange, found, &end);
    }
    exchange.done();
  });
  visit.edge.engine.decide_approval(std::move(call));
}

std::optional<ApprovalStatus> status_asked(std::string_view word_asked) {
  for (const ApprovalStatus one : {ApprovalStatus::pending, ApprovalStatus::approved,
                                   ApprovalStatus::rejected, ApprovalStatus::expired})
    if (word(one) == word_asked) return one;
  return std::nullopt;
}

constexpr std::array approvals_page = {
    Parameter{"status", "Only those that are this by now", approval_words}, limit_parameter,
    cursor_parameter, organization_parameter, environment_parameter};
constexpr std::array waiting = {wait_parameter};

constexpr std::array approvals_rows = {
    Route{.name = "list_approvals",
          .verb = Verb::get,
          .path = "/v1/approvals",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .parameters = approvals_page,
          .reply = {200, &approval_schema, true},
          .handle = handle<list_approvals>,
          .tag = "Approvals",
          .summary = "List payments that wait for approval, or did, newest first"},
    Route{.name = "get_approval",
          .verb = Verb::get,
          .path = "/v1/approvals/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::approval,
          .parameters = waiting,
          .reply = {200, &approval_schema},
          .handle = handle<show_approval>,
          .tag = "Approvals",
          .summary = "Read what has become of a payment that needs approval, or wait for it"},
    Route{.name = "approve_payment",
          .verb = Verb::post,
          .path = "/v1/approvals/{id}/approve",
          .who = who::org,
          .permission = Permission::approvals_write,
          .id = PathId::approval,
          .body = body_of<approve>,
          .reply = {200, &approval_schema},
          .handle = handle<approve>,
          .tag = "Approvals",
          .summary = "Let a payment that waits be made"},
    Route{.name = "reject_payment",
          .verb = Verb::post,
          .path = "/v1/approvals/{id}/reject",
          .who = who::org,
          .permission = Permission::approvals_write,
          .id = PathId::approval,
          .body = body_of<reject>,
          .reply = {200, &approval_schema},
          .handle = handle<reject>,
          .tag = "Approvals",
          .summary = "Let a payment that waits not be made: its money is free again"},
};

}  // namespace

const Schema ApprovalBody::schema{
    .name = "ApprovalRequest", .fields = approvals_body_fields, .may_be_missing = true};

void list_approvals(Visit& visit) {
  const auto of = scope(visit);
  if (!of) return;
  auto call = std::make_shared<ApprovalsCall>();
  call->command.organization = of->organization;
  call->command.environment = of->environment;
  call->command.status = status_asked(visit.query.status);
  if (visit.caller().wallet) call->command.only = visit.caller().wallet->account;
  ask_for_page(visit, &actors::Engine::approvals, std::move(call),
               [&edge = visit.edge](JsonWriter& json, const actors::ApprovalRow& row) {
                 const auto request = edge.engine.record(row.request);
                 if (!request) return;  // it was archived
                 const auto end = end_of(edge, row.approval);
                 write_approval(json, {*request, end ? &*end : nullptr},
                                edge.engine.payment_id(*request));
               });
}

void show_approval(Visit& visit) {
  auto found = find(visit);
  if (!found) return refuse(visit, found.error());
  auto call = std::make_shared<ApprovalCall>();
  call->command = {.request = found->request->sequence,
                   .wait_ms = std::int64_t{visit.query.wait_seconds} * second_ms};
  ask(visit, &actors::Engine::approval, std::move(call),
      [found = *std::move(found)](Edge& edge, Exchange& exchange, ApprovalCall& told) {
        const auto end = end_of(edge, *told.outcome);
        put_approval(exchange, found, end ? &*end : nullptr);
      });
}

void approve(Visit& visit, ApprovalBody& body) {
  decide(visit, body, ApprovalStatus::approved);
}

void reject(Visit& visit, ApprovalBody& body) {
  decide(visit, body, ApprovalStatus::rejected);
}

std::span<const Route> approval_routes() {
  return approvals_rows;
}

}  // namespace bursar::net
