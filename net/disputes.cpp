#include "net/disputes.hpp"

#include "crypto/hash.hpp"
#include "net/dispute_call.hpp"
#include "net/dispute_party.hpp"
#include "net/dispute_view.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/payments.hpp"

#include <array>
#include <optional>
#include <utility>
#include <variant>

namespace bursar::net {

using actors::DisputeCommand;
using ledger::DisputeEvent;
using ledger::DisputeOpened;
using ledger::Errc;
using ledger::EvidenceAdded;
using ledger::Paid;
using ledger::Permission;
using ledger::Record;

namespace {

constexpr std::array<std::string_view, 1> evidence_prefixes = {"evd_"};
constexpr std::array<std::string_view, 1> disputed_prefixes = {"tx_"};
constexpr std::size_t dispute_word_max = 64;

constexpr std::array disputes_body_fields = {
    takes<&DisputeBody::payment, Kind::label>("payment_id", Need::required,
                                              "The payment that is disputed"),
    takes<&DisputeBody::reason, Kind::label>(
        "reason", Need::required, "A word for it, as service_not_delivered", dispute_word_max),
    takes<&DisputeBody::description, Kind::text>("description", Need::optional,
                                                 "What happened, for whoever reviews it"),
};
constexpr std::array evidence_body_fields = {
    takes<&EvidenceBody::type, Kind::label>("type", Need::required, "A word for it, as log_excerpt",
                                            dispute_word_max),
    in_bytes(takes<&EvidenceBody::content, Kind::text>(
                 "content", Need::required,
                 "Text, or anything as base64; up to 1 MiB of UTF-8, and with "
                 "what JSON escapes the whole body up to 1.5 MiB",
                 ledger::evidence_bytes_max),
             "show the rest as another piece"),
};
constexpr std::array review_body_fields = {
    takes<&ReviewBody::note, Kind::text>("note", Need::optional, "For both parties"),
};
constexpr std::array resolution_body_fields = {
    one_of(takes<&ResolutionBody::outcome, Kind::label>(
               "outcome", Need::required,
               "Whether the payer gets back what is left of the principal; the fee stays"),
           "refunded|denied"),
    takes<&ResolutionBody::cover, Kind::flag>(
        "cover", Need::optional,
        "Of refunded: what the payee lacks its organisation's treasury gives, and the payee owes "
        "it from then on"),
    takes<&ResolutionBody::note, Kind::text>("note", Need::required, "Why, for both parties"),
    takes<&ResolutionBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                   "Makes it safe to send again"),
};

/// The record that made the payment of that id; none where there is no such payment that is made.
std::optional<Record> made_payment(const Edge& edge, std::string_view written) {
  const auto id = ledger::parse_id(written, disputed_prefixes);
  auto found = id ? edge.engine.payment(*id) : std::nullopt;
  if (!found || std::holds_alternative<Paid>(found->fact)) return found;
  if (!std::holds_alternative<ledger::PaymentHeld>(found->fact)) return std::nullopt;
  const auto decision = edge.engine.decision(found->sequence);
  if (decision.status != ledger::ApprovalStatus::approved) return std::nullopt;
  return edge.engine.record(decision.by);
}

ledger::ActOnDispute about(const Visit& visit, const Record& payment, DisputeEvent event) {
  ledger::ActOnDispute act{.refund = {.place = ledger::payment_place(payment).value(),
                                      .payment = payment.sequence,
                                      .paid = std::get<Paid>(payment.fact)},
                           .event = event};
  if (!of_the_operator(visit)) act.by = visit.caller().key;
  return act;
}

/// What a deed on a dispute goes by; none: that was refused.
std::optional<ledger::ActOnDispute> act_on(Visit& visit, const FoundDispute& found,
                                           DisputeEvent event) {
  const auto payment = visit.edge.engine.record(found.fact().of.payment);
  if (!payment) {
    refuse(visit, Errc::history_archived);
    return std::nullopt;
  }
  ledger::ActOnDispute act = about(visit, *payment, event);
  act.asked = found.opening.sequence;
  act.opened = found.fact();
  return act;
}

void operators_deed(Visit& visit, DisputeEvent event, DisputeCommand command) {
  const auto found = find_dispute(visit);
  if (!found) return refuse(visit, found.error());
  auto act = act_on(visit, *found, event);
  if (!act) return;
  act->cover = command.act.cover;
  act->note = std::move(command.act.note);
  command.act = *std::move(act);
  hand_over(visit, std::move(command));
}

constexpr std::array disputes_page = {
    Parameter{"status", "Only those that are this by now", dispute_words}, limit_parameter,
    cursor_parameter, organization_parameter, environment_parameter};

constexpr std::array disputes_rows = {
    Route{.name = "create_dispute",
          .verb = Verb::post,
          .path = "/v1/disputes",
          .who = who::agents_too,
          .permission = Permission::disputes_write,
          .body = body_of<create_dispute>,
          .reply = {201, &dispute_schema},
          .handle = handle<create_dispute>,
          .tag = "Disputes",
          .summary = "Dispute a completed payment, as its payer or payee"},
    Route{.name = "list_disputes",
          .verb = Verb::get,
          .path = "/v1/disputes",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .parameters = disputes_page,
          .reply = {200, &dispute_schema, true},
          .handle = handle<list_disputes>,
          .tag = "Disputes",
          .summary = "List disputes of either side, newest first"},
    Route{.name = "get_dispute",
          .verb = Verb::get,
          .path = "/v1/disputes/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::dispute,
          .reply = {200, &dispute_with_evidence_schema},
          .handle = handle<show_dispute>,
          .tag = "Disputes",
          .summary = "Read a dispute, and what both sides have shown"},
    Route{.name = "add_evidence",
          .verb = Verb::post,
          .path = "/v1/disputes/{id}/evidence",
          .who = who::agents_too,
          .permission = Permission::disputes_write,
          .id = PathId::dispute,
          .bound = BodyBound::evidence,
          .body = body_of<add_evidence>,
          .reply = {201, &evidence_schema},
          .handle = handle<add_evidence>,
          .tag = "Disputes",
          .summary = "Show something for one's side, while it is open or under review"},
    Route{.name = "get_evidence",
          .verb = Verb::get,
          .path = "/v1/evidence/{id}",
          .who = who::agents_and_operator,
          .permission = Permission::payments_read,
          .id = PathId::evidence,
          .reply = {200, &evidence_with_content_schema},
          .handle = handle<show_evidence>,
          .tag = "Disputes",
          .summary = "Read a piece of evidence, all of it"},
    Route{.name = "withdraw_dispute",
          .verb = Verb::post,
          .path = "/v1/disputes/{id}/withdraw",
          .who = who::agents_too,
          .permission = Permission::disputes_write,
          .id = PathId::dispute,
          .reply = {200, &dispute_schema},
          .handle = handle<withdraw_dispute>,
          .tag = "Disputes",
          .summary = "Drop a dispute that one has opened, before it is reviewed"},
    Route{.name = "review_dispute",
          .verb = Verb::post,
          .path = "/v1/disputes/{id}/review",
          .who = who::operator_only,
          .id = PathId::dispute,
          .body = body_of<review_dispute>,
          .reply = {200, &dispute_schema},
          .handle = handle<review_dispute>,
          .tag = "Disputes",
          .summary = "Look into an open dispute"},
    Route{.name = "resolve_dispute",
          .verb = Verb::post,
          .path = "/v1/disputes/{id}/resolve",
          .who = who::operator_only,
          .replay = Replay::by_key,
          .id = PathId::dispute,
          .body = body_of<resolve_dispute>,
          .reply = {200, &dispute_schema},
          .handle = handle<resolve_dispute>,
          .tag = "Disputes",
          .summary = "Decide a dispute under review: for the payer, or not"},
};

}  // namespace

const Schema DisputeBody::schema{"DisputeRequest", disputes_body_fields};
const Schema EvidenceBody::schema{"EvidenceRequest", evidence_body_fields};
const Schema ReviewBody::schema{
    .name = "ReviewRequest", .fields = review_body_fields, .may_be_missing = true};
const Schema ResolutionBody::schema{"ResolutionRequest", resolution_body_fields};

// Until it is made nobody but its payer knows of a payment.
void create_dispute(Visit& visit, DisputeBody& body) {
  const auto payment = made_payment(visit.edge, body.payment);
  if (!payment) return refuse(visit, Errc::not_found);
  const auto& paid = std::get<Paid>(payment->fact);
  const ledger::WalletId payee = paid.payee.none() ? paid.payer_id : paid.payee_id;
  const auto sides = sides_of(visit, paid.payer_id, payee);
  if (!sides) return refuse(visit, sides.error());
  DisputeCommand command{.act = about(visit, *payment, DisputeEvent::open)};
  command.act.opened = {.paid_at = payment->time,
                        .by_payee = !sides->payer,
                        .reason = std::move(body.reason),
                        .description = std::move(body.description)};
  hand_over(visit, std::move(command));
}

void add_evidence(Visit& visit, EvidenceBody& body) {
  const auto found = find_dispute(visit);
  if (!found) return refuse(visit, found.error());
  auto act = act_on(visit, *found, DisputeEvent::add_evidence);
  if (!act) return;
  // What has no place there is told before anything is kept.
  const auto standing = visit.edge.engine.dispute(act->asked);
  const bool open = standing && still_open(standing->status);
  const bool by_payee = !found->sides.payer;
  const bool full = standing && standing->course.evidence(by_payee) >= ledger::evidence_pieces_max;
  DisputeCommand command{.act = *std::move(act)};
  if (!open) {
    put_wrong_turn(visit.edge, visit.exchange, command);
    rests_on(visit.exchange, visit.durable);
    return visit.exchange.done();
  }
  if (full) return refuse(visit, Errc::evidence_full);
  command.act.added = {.by_payee = by_payee,
                       .type = std::move(body.type),
                       .sha256 = crypto::sha256(body.content),
                       .bytes = static_cast<std::uint32_t>(body.content.size())};
  command.content = std::move(body.content);
  hand_over(visit, std::move(command));
}

void review_dispute(Visit& visit, ReviewBody& body) {
  operators_deed(visit, DisputeEvent::review, {.act = {.note = std::move(body.note)}});
}

void resolve_dispute(Visit& visit, ResolutionBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  const bool refunds = body.outcome == "refunded";
  if (body.cover && !refunds)
    return malformed(visit, "#/cover", "goes with the outcome refunded alone");
  operators_deed(visit, refunds ? DisputeEvent::refund : DisputeEvent::deny,
                 {.act = {.cover = body.cover, .note = std::move(body.note)},
                  .keyed = keyed_by(visit, std::move(body.key))});
}

void withdraw_dispute(Visit& visit) {
  const auto found = find_dispute(visit);
  if (!found) return refuse(visit, found.error());
  const bool opener = found->fact().by_payee ? found->sides.payee : found->sides.payer;
  if (!opener)
    return refuse(visit, Errc::forbidden, "Only the side that opened a dispute withdraws it.");
  auto act = act_on(visit, *found, DisputeEvent::withdraw);
  if (act) hand_over(visit, {.act = *std::move(act)});
}

std::optional<actors::DisputesQuery> disputes_query(Visit& visit) {
  const auto of = scope(visit);
  if (!of) return std::nullopt;
  actors::DisputesQuery query{.organization = of->organization,
                              .environment = of->environment,
                              .status = ledger::dispute_status(visit.query.status)};
  if (visit.caller().wallet) query.only = visit.caller().wallet->account;
  return query;
}

void write_dispute_row(JsonWriter& json, const actors::Engine& engine,
                       const actors::DisputeRow& row, Dialect dialect) {
  const auto opening = engine.record(row.dispute);
  if (!opening) return;
  write_dispute_as_it_stands(json, engine, *opening, row.standing, dialect);
  json.close_object();
}

void list_disputes(Visit& visit) {
  auto query = disputes_query(visit);
  if (!query) return;
  const auto place = list_place(visit);
  if (!place) return;
  query->page = {.before = place->position,
                 .limit = visit.query.limit,
                 .looked_at_max = actors::dispute_looks_max};
  const actors::Engine& engine = visit.edge.engine;
  const auto found = engine.disputes(*query);
  JsonWriter json = begin_list(visit.exchange);
  for (const auto& row : found.rows) write_dispute_row(json, engine, row, Dialect::canonical);
  rests_on(visit.exchange, visit.durable);
  end_list(visit.edge, visit.exchange, *place, found.next);
  visit.exchange.done();
}

void show_dispute(Visit& visit) {
  const auto found = find_dispute(visit);
  if (!found) return refuse(visit, found.error());
  const actors::Engine& engine = visit.edge.engine;
  const auto standing = engine.dispute(found->opening.sequence);
  if (!standing) return refuse(visit, Errc::not_found);
  JsonWriter json{visit.exchange.response.body};
  write_dispute_as_it_stands(json, engine, found->opening, *standing, visit.route.dialect);
  write_evidence_list(json, engine, found->opening);
  json.close_object();
  answer(visit);
}

void show_evidence(Visit& visit) {
  const auto id = ledger::parse_id(visit.id, evidence_prefixes);
  const auto record = id ? visit.edge.engine.payment(*id) : std::nullopt;
  const auto* added = record ? std::get_if<EvidenceAdded>(&record->fact) : nullptr;
  if (added == nullptr) return refuse(visit, Errc::not_found);
  if (const auto sides = sides_of(visit, added->of.payer_id, added->of.payee_id); !sides)
    return refuse(visit, sides.error());
  const auto content = visit.edge.engine.evidence(added->sha256);
  if (!content) return refuse(visit, Errc::history_archived);
  JsonWriter json{visit.exchange.response.body};
  json.open_object();
  write_evidence_members(json, visit.edge.engine, *record, true);
  json.text("content", *content).close_object();
  answer(visit);
}

std::span<const Route> dispute_routes() {
  return disputes_rows;
}

}  // namespace bursar::net
