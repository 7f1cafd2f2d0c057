// What the auditor makes of wallets that change and end, and of their sessions.

#include "actors/transfer_coordinator.hpp"
#include "tests/simulation/auditor.hpp"
#include "tests/simulation/postings.hpp"
#include "tests/simulation/wording.hpp"

#include <algorithm>

namespace bursar::simulation {

using ledger::AccountNumber;
using ledger::Errc;
using ledger::WalletStatus;

bool Auditor::archived(AccountNumber wallet) const {
  return books().wallet(wallet)->status() == WalletStatus::archived;
}

void Auditor::end_asked(const actors::EndWallet& command) {
  Evidence::Ends& ends = evidence_.ends[command.wallet];
  ++ends.asked;
  ++ends.under_way;
  if (command.reject_approvals)
    evidence_.decisions.ask_to_reject_all(command.wallet, command.by_key);
}

void Auditor::end_answered(AccountNumber wallet) {
  Evidence::Ends& ends = evidence_.ends[wallet];
  --ends.under_way;
  ++ends.answered;
}

// When there were so many records, or later.
bool Auditor::has_waited_since(AccountNumber payer, ledger::Sequence then) const {
  return std::ranges::any_of(books().approvals, [&](const auto& one) {
    return one.second.payer() == payer && (one.second.waits() || one.second.ended > then);
  });
}

bool Auditor::denies(const Awaited& awaited, const actors::ChangeWalletCall& call) const {
  const actors::ChangeWallet& asked = call.command;
  const Errc code = call.outcome.error().code;
  if (code == Errc::wallet_archived) return archived(asked.wallet);
  if (code == Errc::not_found) {
    const auto gone =
        asked.policy ? books().histories.find(*asked.policy) : books().histories.end();
    return (asked.of_agent && !books().wallet(asked.wallet)->agent) ||
           (gone != books().histories.end() && !gone->second.deleted.none());
  }
  if (code == Errc::read_only) return awaited.met_full_disk && !asked.only_freezes();
  if (code != Errc::environment_mismatch || !asked.policy) return false;
  const auto policy = books().policies.find(*asked.policy);
  return policy != books().policies.end() &&
         policy->second.environment != books().wallet(asked.wallet)->address.environment;
}

// Credits that nobody was told of may be under way to whoever has no room, none of them so large.
bool Auditor::denies(const Awaited& awaited, const actors::EndWalletCall& call) const {
  constexpr Money under_way_max = Money::dollars(100'000);
  const actors::EndWallet& asked = call.command;
  const Errc code = call.outcome.error().code;
  const WalletRow& wallet = *books().wallet(asked.wallet);
  if (code == Errc::invalid_request) return wallet.address.type == ledger::WalletType::org;
  if (code == Errc::not_found) return asked.with_agent && !wallet.agent;
  if (code == Errc::holds_open) return has_waited_since(asked.wallet, awaited.durable);
  // It may have paid since, and told of that first.
  if (code == Errc::balance_not_zero)
    return !asked.with_agent && wallet.durable.in > awaited.shown.front().second.out;
  if (!asked.with_agent) return false;
  const WalletRow& own = *books().wallet(own_wallet(wallet.address));
  if (code == Errc::balance_limit)
    return own.durable.in + under_way_max.units() > ledger::balance_max.units();
  return code == Errc::overloaded &&
         evidence_.under_way.passed - awaited.passed >= actors::accept_timeout;
}

bool Auditor::denies(const Awaited&, const actors::SetTopupCall& call) const {
  const AccountNumber wallet = call.command.wallet;
  const Errc code = call.outcome.error().code;
  if (code == Errc::wallet_archived) return archived(wallet);
  return code == Errc::invalid_request &&
         books().wallet(wallet)->address.type == ledger::WalletType::org;
}

void Auditor::hear(const Awaited& awaited, const actors::SetTopupCall& call) {
  const auto& asked = call.command.terms;
  const auto& told = call.outcome->state.topup;
  const bool as_asked =
      asked.has_value() == told.has_value() &&
      (!asked || (asked->enabled == told->enabled && asked->trigger_below == told->trigger_below &&
                  asked->amount == told->amount && asked->max_per_day == told->max_per_day));
  if (!as_asked)
    findings_.report("A wallet is topped up by the terms that were set", "it has others");
  hear_view(awaited, *call.outcome);
}

void Auditor::hear(const Awaited& awaited, const actors::ChangeWalletCall& call) {
  const actors::ChangeWallet& asked = call.command;
  const actors::WalletView& told = *call.outcome;
  const bool as_asked = (!asked.status || told.state.status == *asked.status) &&
                        (!asked.policy || told.state.policy == *asked.policy) &&
                        (!asked.tags || told.profile.opened.tags == *asked.tags) &&
                        (!asked.label || told.profile.opened.label == *asked.label);
  if (!as_asked)
    findings_.report("A wallet is what it was changed to", "it is not, once that is told");
  hear_view(awaited, told);
}

// Of one that had ended before nothing is swept again.
void Auditor::hear(const Awaited&, const actors::EndWalletCall& call) {
  const actors::EndedWallet& told = *call.outcome;
  const ledger::WalletAddress& address = books().wallet(call.command.wallet)->address;
  if (told.wallet.state.status != WalletStatus::archived || !told.wallet.state.posted.zero() ||
      !archived(address.account))
    findings_.report("A wallet that has ended is archived and holds nothing",
                     described(told.wallet.state));
  if (!told.swept.zero()) {
    evidence_.books.wallet(address.account)->told.pass(-Wide{told.swept.units()});
    evidence_.books.wallet(own_wallet(address))->told.pass(told.swept.units());
  }
  if (!call.command.with_agent) return;
  for (const KeyRow& key : books().keys)
    if (key.made.wallet == address.id && speaks(key.made.secret_hash))
      findings_.report("A deleted agent's keys speak for nobody",
                       ledger::text("key_", key.made.id.bits));
}

// --- Sessions.

bool Auditor::denies(const Awaited&, const actors::IssueSessionCall& call) const {
  return call.outcome.error().code == Errc::wallet_archived && archived(call.command.wallet);
}

// A later one may have ended it before this is told.
void Auditor::hear(const Awaited&, const actors::IssueSessionCall& call) {
  const ledger::SessionIssued& told = *call.outcome;
  const actors::IssueSession& asked = call.command;
  const auto& sessions = books().wallet(asked.wallet)->sessions;
  if (told.generation > sessions.size() || sessions[told.generation - 1] != told)
    return findings_.report("What was opened is durable", "a session that is not there");
  const std::int64_t lasts = told.expires.milliseconds - asked.now.milliseconds - asked.ttl_ms;
  if (told.wallet != asked.wallet || lasts < 0 || lasts >= 1'000)
    findings_.report("What was opened is what was asked for", "a session that is another");
  for (std::uint64_t older = 1; older < told.generation; ++older)
    if (speaks(sessions[older - 1]))
      findings_.report("No session speaks but its wallet's newest", "an older one does");
}

bool Auditor::speaks(const ledger::SessionIssued& session) const {
  return world_->room->tables()
      .principal(books().wallet(session.wallet)->address.id,
                 {.generation = session.generation, .expires = session.expires},
                 world_->clock.now())
      .has_value();
}

void Auditor::audit_sessions(const WalletRow& row) {
  for (const ledger::SessionIssued& session : row.sessions) {
    const bool newest = session.generation == row.sessions.size();
    if (!newest && speaks(session))
      findings_.report("No session speaks but its wallet's newest", "an older one does");
    const bool ended = row.status() == ledger::WalletStatus::archived;
    if (newest && speaks(session) != (!ended && world_->clock.now() < session.expires))
      findings_.report("A session speaks as long as the journal says, no longer and no shorter",
                       "until " + ledger::text(session.expires));
  }
}

}  // namespace bursar::simulation
