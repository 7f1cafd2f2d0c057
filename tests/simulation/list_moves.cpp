#include "tests/simulation/list_moves.hpp"

#include "tests/simulation/simulation.hpp"
#include "tests/simulation/wallet_moves.hpp"

#include <array>
#include <string_view>

namespace bursar::simulation {
namespace {

// Mostly the first page, and a large one.
actors::Page any_page(Simulation& simulation) {
  actors::Page page;
  if (simulation.one_in(3)) page.limit = static_cast<std::uint32_t>(1 + simulation.below(4));
  if (simulation.one_in(3)) page.before = simulation.below(wallets_max);
  return page;
}

template <class Call, class Query>
void read_list(Simulation& simulation, Query query,
               const std::vector<ledger::AccountNumber>& shown = {}) {
  if (simulation.one_in(4)) query.environment = ledger::Environment::production;
  if constexpr (requires { query.page; }) query.page = any_page(simulation);
  simulation.ask<Call>(query, shown);
}

}  // namespace

void read_lists(Simulation& simulation) {
  const ledger::OrganizationNumber organization = simulation.any_organization();
  const auto& wallets = simulation.books().organizations[organization.value].wallets;
  switch (simulation.below(5)) {
    case 0: {
      actors::WalletsQuery query;
      query.organization = organization;
      query.now = simulation.world().clock.now();
      return read_list<actors::WalletsCall>(simulation, query, wallets);
    }
    case 1:
      return read_list<actors::OrganizationCall>(
          simulation, actors::OrganizationQuery{.organization = organization}, wallets);
    case 2: {
      actors::KeysQuery query;
      query.organization = organization;
      return read_list<actors::KeysCall>(simulation, query);
    }
    case 3: {
      actors::PoliciesQuery query;
      query.organization = organization;
      return read_list<actors::PoliciesCall>(simulation, query);
    }
    default:
      return simulation.ask<actors::OrganizationsCall>(
          actors::OrganizationsQuery{any_page(simulation)});
  }
}

void sum_up(Simulation& simulation) {
  const ledger::OrganizationNumber organization = simulation.any_organization();
  if (simulation.one_in(2))
    simulation.ask<actors::TrialBalanceCall>(actors::TrialBalanceQuery{
        organization,
        simulation.one_in(4) ? ledger::Environment::production : ledger::Environment::sandbox});
  else
    simulation.ask<actors::ReconciliationCall>(actors::ReconciliationQuery{organization});
}

std::vector<std::string> any_tags(Simulation& simulation) {
  constexpr std::array<std::string_view, 3> known{"blue", "green", "red"};
  std::vector<std::string> tags;
  for (const std::string_view tag : known)
    if (simulation.one_in(2)) tags.emplace_back(tag);
  return tags;
}

void find_wallets(Simulation& simulation) {
  actors::WalletsQuery query;
  query.organization = simulation.any_organization();
  if (simulation.one_in(4)) query.environment = ledger::Environment::production;
  query.agents_only = simulation.one_in(4);
  if (simulation.one_in(6))
    query.type = simulation.one_in(4) ? ledger::WalletType::org : ledger::WalletType::agent;
  if (!simulation.one_in(3)) query.condition = static_cast<ledger::Condition>(simulation.below(6));
  if (simulation.one_in(2)) query.tags = any_tags(simulation);
  const auto& wallets = simulation.books().organizations[query.organization.value].wallets;
  if (simulation.one_in(16)) query.only = wallets[simulation.below(wallets.size())];
  query.page = any_page(simulation);
  query.page.looked_at_max = actors::wallet_looks_max;
  query.now = simulation.world().clock.now();
  simulation.ask<actors::WalletsCall>(query, wallets);
}

}  // namespace bursar::simulation
