// What the auditor makes of lists: they show all that there is of their own, and nothing else.

#include "tests/simulation/auditor.hpp"
#include "tests/simulation/pages.hpp"
#include "tests/simulation/wallet_lists.hpp"
#include "tests/simulation/wording.hpp"

#include <algorithm>

namespace bursar::simulation {

using ledger::Environment;

void Auditor::hear_page(const Awaited& awaited, const std::vector<Listed>& all,
                        Environment environment, const actors::Page& page, const ShownPage& shown) {
  trace_.add(shown.rows.size());
  if (was_page(all, awaited.listed, awaited.durable, environment, page, shown)) return;
  findings_.report("A list shows all that its organisation has there, and nothing else",
                   std::to_string(shown.rows.size()) + " rows, then " + std::to_string(shown.next) +
                       ", of " + std::to_string(awaited.listed) + " to " +
                       std::to_string(all.size()) + " from " + std::to_string(page.before) + ", " +
                       std::to_string(page.limit) + " at most");
}

void Auditor::hear(const Awaited& awaited, const actors::WalletsCall& call) {
  ShownWallets shown{.rows = {}, .next = call.outcome->next};
  for (const actors::WalletView& view : call.outcome->rows)
    shown.rows.push_back(view.profile.opened.address.account);
  trace_.add(shown.rows.size());
  const ListAsked since{awaited.durable, awaited.moment, awaited.listed};
  if (!may_be_shown(evidence_, since, call.command, shown))
    findings_.report("A list of wallets shows those that match, and nothing else",
                     described(call.command) + ": " + std::to_string(shown.rows.size()) +
                         " rows, then " + std::to_string(shown.next) + ", of " +
                         std::to_string(awaited.listed));
  for (const actors::WalletView& view : call.outcome->rows) hear_row(awaited, view);
}

// The registry's part of a row, and the wallet's.
void Auditor::hear_row(const Awaited& awaited, const actors::WalletView& view) {
  const ledger::WalletOpened& opened = view.profile.opened;
  const WalletRow* row = books().wallet(opened.address.account);
  if (row == nullptr || row->address != opened.address || row->budget != opened.budget_limit ||
      view.state.address != opened.address)
    return findings_.report("A wallet is listed as it was opened", described(view.state));
  hear_view(awaited, view);
}

// Another record may have told more of it by now.
void Auditor::hear(const Awaited& awaited, const actors::KeysCall& call) {
  const actors::KeysQuery& asked = call.command;
  ShownPage shown{.rows = {}, .next = call.outcome->next};
  for (const actors::KeyView& view : call.outcome->rows)
    shown.rows.push_back(view.key.made.id.bits);
  hear_page(awaited, books().organization(asked.organization)->keys_listed, asked.environment,
            asked.page, shown);
  for (const actors::KeyView& view : call.outcome->rows) {
    const KeyRow* row = books().find(view.key.made.id);
    const bool is_its_own = row != nullptr && view.key.made == row->made &&
                            view.key.organization == row->organization &&
                            view.key.last_used <= row->last_used;
    const bool as_it_ends =
        row != nullptr && view.key.revoked == row->revoked && view.key.ends == row->ends;
    const bool may_be_older = row != nullptr && row->changed > awaited.durable;
    if (!is_its_own || !(as_it_ends || may_be_older))
      findings_.report("A key is shown as the journal knows it",
                       ledger::text("key_", view.key.made.id.bits));
  }
}

void Auditor::hear(const Awaited& awaited, const actors::PoliciesCall& call) {
  const actors::PoliciesQuery& asked = call.command;
  ShownPage shown{.rows = {}, .next = call.outcome->next};
  for (const ledger::Policy& policy : call.outcome->rows)
    shown.rows.push_back(policy.made.terms.id.bits);
  hear_page(awaited, books().organization(asked.organization)->policies_listed, asked.environment,
            asked.page, shown);
  for (const ledger::Policy& policy : call.outcome->rows) {
    const auto known = books().histories.find(policy.made.terms.id);
    if (known == books().histories.end() || !known->second.was(policy.made, awaited.durable))
      findings_.report("A policy is shown as it is, by all that was durable when it was asked",
                       policy.made.name);
  }
}

// The operator's list of all organisations.
void Auditor::hear(const Awaited& awaited, const actors::OrganizationsCall& call) {
  std::vector<Listed> all;
  for (std::size_t n = 1; n < books().organizations.size(); ++n)
    all.push_back({books().organizations[n].id.bits, Environment::sandbox});
  ShownPage shown{.rows = {}, .next = call.outcome->next};
  for (const actors::OrganizationSummary& one : call.outcome->rows)
    shown.rows.push_back(one.opened.id.bits);
  hear_page(awaited, all, Environment::sandbox, call.command.page, shown);
}

}  // namespace bursar::simulation
