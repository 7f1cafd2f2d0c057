// What the auditor makes of the registry's answers: what was made is there, sums are those of the
// books.

#include "tests/simulation/auditor.hpp"
#include "tests/simulation/wording.hpp"

#include <algorithm>
#include <span>

namespace bursar::simulation {

using ledger::Environment;
using ledger::Errc;

namespace {

// A policy that was deleted is not there.
template <class C>
bool is_gone(const NaiveBooks& books, const C& call) {
  const auto policy = books.histories.find(call.command.policy);
  return call.outcome.error().code == Errc::not_found && policy != books.histories.end() &&
         !policy->second.deleted.none();
}

}  // namespace

// --- What is refused.

// None of the registry's calls is refused for no reason either.
bool Auditor::may_be_denied(const Awaited& awaited, Errc code, bool needs_room) const {
  const UnderWay& under_way = evidence_.under_way;
  if (code == Errc::read_only) return needs_room && awaited.met_full_disk;
  if (code != Errc::overloaded) return false;
  if (places_taken(evidence_) >= evidence_.bounds.calls) return true;
  return awaited.audit && (awaited.beside_audit || under_way.audits_asked > awaited.audits_asked);
}

// It may have got that environment since.
bool Auditor::denies(const Awaited& awaited, const actors::OrganizationCall& call) const {
  const auto& wallets = books().organization(call.command.organization)->wallets_listed;
  const std::span known{wallets.begin(), awaited.listed};
  return call.outcome.error().code == Errc::not_found &&
         std::ranges::none_of(known, [&](const Listed& wallet) {
           return wallet.environment == call.command.environment;
         });
}

bool Auditor::denies(const Awaited&, const actors::OpenWalletCall& call) const {
  if (is_gone(books(), call)) return true;
  const auto policy = books().policies.find(call.command.policy);
  return call.outcome.error().code == Errc::environment_mismatch &&
         policy != books().policies.end() &&
         policy->second.environment != call.command.owner.environment;
}

bool Auditor::denies(const Awaited&, const actors::AttachPolicyCall& call) const {
  if (is_gone(books(), call)) return true;
  if (call.outcome.error().code == Errc::wallet_archived) return archived(call.command.wallet);
  const auto policy = books().policies.find(call.command.policy);
  return call.outcome.error().code == Errc::environment_mismatch &&
         policy != books().policies.end() &&
         policy->second.environment != books().wallet(call.command.wallet)->address.environment;
}

bool Auditor::denies(const Awaited&, const actors::ChangePolicyCall& call) const {
  return is_gone(books(), call);
}

bool Auditor::denies(const Awaited&, const actors::DeletePolicyCall& call) const {
  return is_gone(books(), call) || (call.outcome.error().code == Errc::policy_in_use &&
                                    books().asked_to_bind.contains(call.command.policy));
}

// It gives way once.
bool Auditor::denies(const Awaited&, const actors::RotateKeyCall& call) const {
  const KeyRow* key = books().find(call.command.key);
  if (call.outcome.error().code == Errc::wallet_archived)
    return key != nullptr && std::ranges::any_of(books().wallets, [&](ledger::AccountNumber one) {
             return books().wallet(one)->address.id == key->made.wallet && archived(one);
           });
  return call.outcome.error().code == Errc::invalid_state && key != nullptr &&
         (key->revoked || key->ends != ledger::Time{});
}

// --- What was made.

namespace {

// A policy that was to be made with it is there, binds it, and says what was asked for.
bool is_bound_as_asked(const NaiveBooks& books, const actors::OpenWallet& asked,
                       ledger::PolicyId bound) {
  if (!asked.new_policy) return bound == asked.policy;
  const auto made = books.policies.find(bound);
  if (made == books.policies.end()) return false;
  ledger::PolicyMade wanted = *asked.new_policy;
  wanted.terms.id = bound;
  wanted.terms.version = 1;
  return made->second == wanted;
}

}  // namespace

void Auditor::hear(const Awaited&, const actors::OpenOrganizationCall& call) {
  const auto require_side = [&](const actors::OpenedOrganization::Side& side,
                                ledger::Environment environment) {
    const auto principal =
        world_->room->tables().principal(crypto::sha256(side.secret), world_->clock.now());
    const auto own = world_->room->tables().wallet(side.wallet);
    const bool stands = principal && own && principal->environment == environment &&
                        own->environment == environment &&
                        own->organization == principal->organization &&
                        books().wallet(own->account) != nullptr;
    if (!stands) findings_.report("What was opened is durable", "an organisation's side is not");
  };
  require_side(call.outcome->sandbox, ledger::Environment::sandbox);
  if (call.outcome->production)
    require_side(*call.outcome->production, ledger::Environment::production);
}

void Auditor::hear(const Awaited&, const actors::OpenWalletCall& call) {
  const actors::Opened& told = *call.outcome;
  const WalletRow* row = books().wallet(told.wallet.profile.opened.address.account);
  if (row == nullptr)
    return findings_.report("What was opened is durable", "a wallet that is not there");
  const actors::OpenWallet& asked = call.command;
  if (!is_bound_as_asked(books(), asked, row->policies.front()))
    findings_.report("What was opened is what was asked for", "a wallet that is bound otherwise");
  if (row->address.organization != *asked.owner.organization ||
      row->address.environment != asked.owner.environment ||
      row->budget != asked.wallet.budget_limit)
    findings_.report("What was opened is what was asked for", "a wallet that is another");
  if (asked.with_key && !speaks(told.key.secret_hash))
    findings_.report("A key speaks from its answer on", "an agent's does not");
}

// The wallet that it is bound to may have ended before this is told.
bool Auditor::speaks_or_ended(const actors::KeyView& told) const {
  const KeyRow* known = books().find(told.key.made.id);
  return speaks(crypto::sha256(told.secret)) || (known != nullptr && known->revoked);
}

void Auditor::hear(const Awaited&, const actors::MakeKeyCall& call) {
  if (!speaks_or_ended(*call.outcome))
    findings_.report("A key speaks from its answer on", "it is unknown");
  if (!call.command.owner.organization)
    evidence_.books.tell_opening(call.outcome->key.organization);
}

void Auditor::hear(const Awaited&, const actors::RevokeKeyCall& call) {
  if (speaks(call.outcome->key.made.secret_hash))
    findings_.report("A revoked key speaks for nobody", "it still does");
}

// The old one may end in its grace, by being revoked, before this is told.
void Auditor::hear(const Awaited&, const actors::RotateKeyCall& call) {
  const actors::Rotation& told = *call.outcome;
  if (!speaks_or_ended(told.made))
    findings_.report("A key speaks from its answer on",
                     "the one that another gave way to does not");
  const KeyRow* old = books().find(told.rotated);
  if (old == nullptr)
    return findings_.report("What was rotated is durable", "a key that is not there");
  if (told.grace_ends == ledger::Time{} && speaks(old->made.secret_hash))
    findings_.report("A key that gave way speaks for nobody", "it still does");
}

void Auditor::let_speak(std::size_t key) {
  KeyRow& row = evidence_.books.keys[key];
  const ledger::Time now = world_->clock.now();
  if (world_->room->tables().authenticate(row.made.secret_hash, now)) row.spoken.push_back(now);
}

bool Auditor::speaks(const crypto::Bytes<32>& secret_hash) const {
  return world_->room->tables().principal(secret_hash, world_->clock.now()).has_value();
}

void Auditor::hear(const Awaited&, const actors::MakePolicyCall& call) {
  const ledger::Policy& told = *call.outcome;
  const auto known = books().histories.find(told.made.terms.id);
  if (known == books().histories.end() || known->second.versions.front().made != told.made)
    return findings_.report("What was opened is durable", "a policy that is not there");
  ledger::PolicyTerms asked = call.command.policy.terms;
  asked.id = told.made.terms.id;
  asked.version = told.made.terms.version;
  if (asked != told.made.terms || told.organization != call.command.organization)
    findings_.report("What was opened is what was asked for", "a policy that is another");
}

void Auditor::hear(const Awaited&, const actors::ChangePolicyCall& call) {
  const ledger::Policy& told = *call.outcome;
  const ledger::PolicyTerms& terms = told.made.terms;
  const PolicyHistory& history = evidence_.books.histories[terms.id];
  const ledger::PolicyTerms* known = history.terms(terms.version);
  if (known == nullptr || *known != terms)
    return findings_.report("A policy is changed once that is durable", told.made.name);
  const auto in_force = world_->room->policies().find(terms.id);
  if (history.deleted.none() && (!in_force || in_force->terms.version < terms.version))
    findings_.report("A policy that was changed holds from its answer on", told.made.name);
  evidence_.books.changes_told.emplace_back(terms.id, terms.version);
}

void Auditor::hear(const Awaited&, const actors::DeletePolicyCall& call) {
  const ledger::PolicyId id = call.outcome->made.terms.id;
  if (evidence_.books.histories[id].deleted.none())
    findings_.report("A policy is deleted once that is durable", ledger::text("pol_", id.bits));
  if (world_->room->policies().find(id))
    findings_.report("A policy that was deleted is not there", ledger::text("pol_", id.bits));
  for (const ledger::AccountNumber account : books().wallets)
    if (books().wallet(account)->policies.back() == id)
      findings_.report("A policy that binds a wallet is not deleted",
                       "account " + std::to_string(account.value));
}

void Auditor::hear(const Awaited& awaited, const actors::AttachPolicyCall& call) {
  if (call.outcome->state.policy != call.command.policy)
    findings_.report("A policy that was attached is the wallet's", "it is another one");
  hear_view(awaited, *call.outcome);
}

void Auditor::hear(const Awaited&, const actors::AcceptClockCall& call) {
  const actors::ClockAcceptance& told = *call.outcome;
  if (!told.accepted) return;
  const auto is_told = [&](const ledger::ClockAccepted& one) {
    return one.from == told.from && one.to == told.to;
  };
  if (std::ranges::none_of(books().clocks_accepted, is_told))
    findings_.report("A clock that was accepted is in the journal", ledger::text(told.to));
}

void Auditor::hear(const Awaited& awaited, const actors::OrganizationCall& call) {
  const actors::OrganizationView& told = *call.outcome;
  const OrganizationRow& row = *books().organization(call.command.organization);
  const ledger::WalletAddress& own = told.org_wallet.profile.opened.address;
  if (told.opened.id != row.id || own.type != ledger::WalletType::org ||
      own.organization != call.command.organization ||
      own.environment != call.command.environment || told.wallets < awaited.listed ||
      told.wallets > row.wallets_listed.size() || told.keys > row.keys_listed.size() ||
      told.policies > row.policies_listed.size())
    findings_.report("An organisation is shown as the journal knows it",
                     described(told.org_wallet.state));
  hear_row(awaited, told.org_wallet);
}

// --- Sums.

// It says of which record it is, so it is exact whatever is under way.
void Auditor::hear(const Awaited&, const actors::TrialBalanceCall& call) {
  const actors::TrialBalance& told = *call.outcome;
  const auto& sheets = books().organization(call.command.organization)->sheets;
  if (told.at.value >= sheets.size())
    return findings_.report("A trial balance is of what is durable",
                            "of record " + std::to_string(told.at.value));
  const Sheet& sheet = sheets[told.at.value][static_cast<std::size_t>(call.command.environment)];
  Wide sum = 0;
  bool exact = told.sum == 0;
  for (const actors::TrialBalanceRow& row : told.rows) {
    sum += row.balance;
    exact =
        exact && (row.system ? row.balance == sheet.system[static_cast<std::size_t>(*row.system)]
                             : row.balance == sheet.wallets && row.accounts == sheet.wallets_count);
  }
  const bool opened = sheet.wallets_count > 0;
  if (!exact || sum != 0 || told.rows.size() != (opened ? sheet.system.size() : 0) + 1)
    findings_.report("A trial balance is that of its record, to the last account",
                     std::to_string(told.rows.size()) + " rows that sum to " + described(sum));
}

// It looks at every wallet that was there, where it comes to rest, and finds nothing.
void Auditor::hear(const Awaited& awaited, const actors::ReconciliationCall& call) {
  const actors::Reconciliation& told = *call.outcome;
  const std::uint64_t wallets = told.checked + told.not_compared;
  if (wallets < awaited.listed ||
      wallets > books().organization(call.command.organization)->wallets.size())
    findings_.report("A reconciliation leaves no wallet out",
                     std::to_string(wallets) + " of " + std::to_string(awaited.listed));
  if (told.differences.empty()) return;
  const actors::Difference& first = told.differences.front();
  findings_.report("Wallets, journal and writer agree",
                   first.what + " says " + described(first.found.units()) + " instead of " +
                       described(first.expected.units()));
}

}  // namespace bursar::simulation
