#include "tests/simulation/wording.hpp"

#include "ledger/decimal.hpp"

#include <array>
#include <sstream>

namespace bursar::simulation {
namespace {

std::string amounts(Wide in, Wide out, std::uint64_t entries, Money spent) {
  return described(in) + " in, " + described(out) + " out, " + std::to_string(entries) +
         " entries, " + ledger::text(spent) + " spent";
}

}  // namespace

std::string described(Wide units) {
  return ledger::text(ledger::nearest(units));
}

std::string described(const Flow& flow) {
  return amounts(flow.in, flow.out, flow.entries, flow.spent);
}

std::string described(const FlowThen& flow) {
  return amounts(flow.in, flow.out, flow.entries, flow.spent);
}

std::string described(const ledger::Record& record) {
  std::ostringstream out;
  out << "record " << record.sequence.value << " (" << ledger::kind(record.fact) << ", "
      << ledger::text(record.time);
  if (record.idempotency) out << ", " << record.idempotency->key;
  for (const ledger::Entry& entry : record.entries)
    out << ", " << entry.account.value << ": " << ledger::text(entry.amount) << " to "
        << ledger::text(entry.balance_after);
  out << ')';
  return out.str();
}

std::string described(const ledger::Error& error) {
  std::ostringstream out;
  out << "refused with " << static_cast<int>(error.code) << " by rule "
      << static_cast<int>(error.rule) << " (limit " << ledger::text(error.limit) << ", used "
      << ledger::text(error.used) << ", allowed " << ledger::text(error.max_allowed_now)
      << ", until " << ledger::text(error.resets_at) << ')';
  return out.str();
}

std::string described(const ledger::WalletState& state) {
  std::ostringstream out;
  out << "account " << state.address.account.value << " with " << ledger::text(state.posted) << ", "
      << state.transaction_count << " entries, spent " << ledger::text(state.usage.in_day)
      << " in its day and " << ledger::text(state.usage.in_total) << " in all";
  return out.str();
}

std::string described(const Movement& movement) {
  std::ostringstream out;
  constexpr std::array kinds = {"payment", "funding", "clearing", "withdrawal", "batch", "refund"};
  out << "movement " << movement.salt << " (" << kinds.at(movement.command.index()) << " of "
      << ledger::text(money_of(movement.command)) << ", decided by "
      << decider_of(movement.command).value;
  for (const Movement::Payee& payee : movement.payees) out << ", for " << payee.account.value;
  if (!keyed_of(movement.command).key.empty()) out << ", " << keyed_of(movement.command).key;
  out << ", when told " << described(movement.told) << ')';
  return out.str();
}

std::string described(const actors::WalletsQuery& query) {
  std::ostringstream out;
  out << "of organisation " << query.organization.value << ", environment "
      << static_cast<int>(query.environment) << (query.agents_only ? ", agents" : "");
  if (query.type) out << ", type " << static_cast<int>(*query.type);
  if (query.condition) out << ", condition " << static_cast<int>(*query.condition);
  for (const std::string& tag : query.tags) out << ", " << tag;
  if (!query.only.none()) out << ", only " << query.only.value;
  out << ", from " << query.page.before << ", at most " << query.page.limit << ", at "
      << ledger::text(query.now);
  return out.str();
}

}  // namespace bursar::simulation
