#include "actors/policy_changes.hpp"

#include <utility>

namespace bursar::actors {
namespace {

std::shared_ptr<Draft> draft_of(const ledger::Policy& policy, ledger::Fact fact, ledger::Time now) {
  auto draft = std::make_shared<Draft>();
  draft->record.time = now;
  draft->record.organizations[0].organization = policy.organization;
  draft->record.fact = std::move(fact);
  return draft;
}

template <class C, class InForce>
void put_on_its_way(C& call, ledger::Policy after, ledger::Fact fact, InForce in_force) {
  call.draft = draft_of(after, std::move(fact), call.command.now);
  call.outcome = std::move(after);
  call.when_durable = [&answer = *call.outcome, &record = call.draft->record, in_force](CallPtr&) {
    in_force(answer.made);
    answer.updated_at = record.time;
  };
}

ledger::Result<ledger::Policy> known(const RegistryBooks& books, const auto& asked) {
  return books.policy(asked.policy, asked.organization, asked.environment);
}

}  // namespace

void change(const RegistryBooks& books, PoliciesInForce& policies, ChangePolicyCall& call) {
  call.outcome = known(books, call.command);
  if (!call.outcome) return;
  ledger::Policy after = *call.outcome;
  call.command.patch.apply(after.made.terms, after.made.name);
  if (after.made == call.outcome->made) return;
  ++after.made.terms.version;
  ledger::PolicyChanged fact{after.made.terms, after.made.name};
  put_on_its_way(call, std::move(after), std::move(fact),
                 [&policies](const ledger::PolicyMade& made) { policies.change(made); });
}

void change(const RegistryBooks& books, PoliciesInForce& policies, DeletePolicyCall& call) {
  const ledger::PolicyId id = call.command.policy;
  call.outcome = known(books, call.command);
  if (!call.outcome) return;
  if (call.outcome->wallets > 0 || books.binds_still(id)) {
    call.outcome = ledger::refuse(ledger::Errc::policy_in_use);
    return;
  }
  put_on_its_way(call, *call.outcome, ledger::PolicyDeleted{id},
                 [&policies](const ledger::PolicyMade& made) { policies.erase(made.terms.id); });
}

void show_policies(const std::vector<WalletView*>& views, const PoliciesInForce& policies) {
  for (WalletView* view : views)
    if (const ledger::PolicyId id = view->state.policy; !id.bits.none())
      view->policy = policies.find(id);
}

void show_policies_later(Call& call, std::vector<WalletView*> views,
                         const PoliciesInForce& policies) {
  call.when_durable = [views = std::move(views), &policies](CallPtr&) {
    show_policies(views, policies);
  };
}

}  // namespace bursar::actors
