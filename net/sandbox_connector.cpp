#include "net/sandbox_connector.hpp"

#include <string>
#include <utility>

namespace bursar::net {

using actors::SettlementOrder;
using actors::SettlementReport;
using actors::Standing;
using ledger::PayoutStatus;

namespace {

constexpr std::uint8_t every_type = 0b111;
constexpr std::int64_t units_per_cent = ledger::Money::units_per_dollar / 100;

enum class Script : std::uint8_t { usual, refused, closed, returned, unanswered, silent, at_once };

Script script_of(const SettlementOrder& order) {
  switch (order.amount.money().units() % ledger::Money::units_per_dollar / units_per_cent) {
    case 1:
      return Script::refused;
    case 2:
      return Script::closed;
    case 3:
      return Script::returned;
    case 4:
      return Script::unanswered;
    case 5:
      return Script::silent;
    case 6:
      return Script::at_once;
    default:
      return Script::usual;
  }
}

bool of_production(const SettlementOrder& order) {
  return order.environment == ledger::Environment::production;
}

SettlementReport taken(const SettlementOrder& order) {
  return {.standing = Standing::accepted, .reference = "sandbox " + order.id};
}
SettlementReport done(const SettlementOrder& order) {
  return {.standing = Standing::completed,
          .reference = (of_production(order) ? "recorded " : "sandbox ") + order.id};
}
SettlementReport refused(std::string reason) {
  return {.standing = Standing::refused, .reason = std::move(reason)};
}

}  // namespace

std::array<std::uint8_t, 2> SandboxConnector::destinations() const {
  return {every_type, options_.records_production ? every_type : std::uint8_t{}};
}

void SandboxConnector::authorize(const SettlementOrder& order, Heard heard) {
  if (!of_production(order) && script_of(order) == Script::refused)
    return heard(refused("destination_refused"));
  heard({.standing = Standing::accepted});
}

void SandboxConnector::submit(const SettlementOrder& order, Heard heard) {
  if (of_production(order)) return heard(done(order));
  switch (script_of(order)) {
    case Script::closed:
      return heard(refused("account_closed"));
    case Script::unanswered:
      return heard({});
    case Script::at_once:
      return heard(done(order));
    case Script::usual:
    case Script::refused:
    case Script::returned:
    case Script::silent:
      return heard(taken(order));
  }
}

// An order that is only submitted was taken, whether that was heard or not.
void SandboxConnector::status(const SettlementOrder& order, Heard heard) {
  // One that was pending when the backup was taken is begun anew: nothing here moves money.
  if (order.status == PayoutStatus::pending) return heard({.standing = Standing::unknown});
  if (of_production(order)) return heard(done(order));
  const Script script = script_of(order);
  if (script == Script::closed) return heard(refused("account_closed"));
  if (script == Script::at_once) return heard(done(order));
  const std::int64_t had_ms = clock_.now().milliseconds - order.since.milliseconds;
  if (order.status != PayoutStatus::settling || script == Script::silent ||
      had_ms < options_.settle_ms)
    return heard(taken(order));
  heard(script == Script::returned ? refused("returned") : done(order));
}

void SandboxConnector::cancel(const SettlementOrder& order, Heard heard) {
  status(order, std::move(heard));  // what it has it does not give up
}

void SandboxConnector::refund(const SettlementOrder& /*order*/, Heard heard) {
  heard(refused("refunded"));
}

}  // namespace bursar::net
