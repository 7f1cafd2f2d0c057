#include "net/visit.hpp"

#include "net/authority.hpp"
#include "net/client_address.hpp"
#include "net/json_reader.hpp"
#include "net/json_values.hpp"
#include "net/problem.hpp"

#include <array>
#include <string>

namespace bursar::net {

using ledger::Errc;

namespace {

constexpr std::string_view sequence_field = "Bursar-Org-Seq";

std::string counted_under(const Request& request) {
  const auto address = ClientAddress::parse(request.peer_address);
  return address ? address->network().text() : std::string{request.peer_address};
}

void refused(Visit& visit) {
  rests_on(visit.exchange, visit.durable);
  visit.exchange.done();
}

}  // namespace

void rests_on(Exchange& exchange, ledger::OrganizationSequence sequence) {
  if (exchange.principal && !exchange.principal->organization.none())
    exchange.response.field(sequence_field, std::to_string(sequence.value));
}

void answer(Visit& visit, int status) {
  visit.exchange.response.status = status;
  rests_on(visit.exchange, visit.durable);
  visit.exchange.done();
}

void refuse(Visit& visit, const ledger::Error& error) {
  put_refusal(visit.exchange, error);
  refused(visit);
}

void refuse(Visit& visit, Errc code) {
  refuse(visit, ledger::Error{.code = code});
}

void refuse(Visit& visit, Errc code, std::string_view detail) {
  put_refusal(visit.exchange, {.code = code}, detail);
  refused(visit);
}

void malformed(Visit& visit, std::string_view detail) {
  put_malformed(visit.exchange, detail);
  refused(visit);
}

void malformed(Visit& visit, std::string_view pointer, std::string_view detail) {
  put_fault(visit.exchange, pointer, detail);
  refused(visit);
}

bool decode(Visit& visit, const Schema& schema, void* body) {
  if (schema.may_be_missing && visit.request.body.empty()) return true;
  const auto faults = read_json(visit.request.body, schema, body);
  if (faults.empty()) return true;
  put_faults(visit.exchange, faults);
  refused(visit);
  return false;
}

bool reach_wallet(Visit& visit) {
  if (visit.route.id != PathId::wallet) return true;
  const ledger::WalletId asked{ledger::parse_id(visit.id, wallet_prefixes).value_or(names_nothing)};
  visit.wallet = visit.edge.engine.find_wallet(asked);
  const auto reached = reach(visit.caller(), asked, visit.wallet);
  if (!reached) refuse(visit, reached.error());
  return reached.has_value();
}

bool sign_up(Visit& visit) {
  const auto turn = visit.edge.signups.take(counted_under(visit.request), visit.now());
  put_rate(visit.exchange.response, "signups", turn);
  if (turn.allowed) return true;
  put_rate_limited(visit.exchange, turn.seconds_left);
  refused(visit);
  return false;
}

void put_refusal_of(Edge& edge, Exchange& exchange, const actors::Call* call,
                    const ledger::Error& error) {
  put_refusal(exchange, error);
  if (call != nullptr && !call->rests_on.none())
    rests_on(exchange, call->rests_on);
  else if (exchange.principal)
    rests_on(exchange, edge.engine.durable(exchange.principal->organization));
}

}  // namespace bursar::net
