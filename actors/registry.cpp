#include "actors/registry.hpp"

#include "actors/audits.hpp"
#include "actors/fail_stop.hpp"
#include "actors/gathering.hpp"
#include "actors/key_changes.hpp"
#include "actors/policy_changes.hpp"
#include "actors/registry_keys.hpp"
#include "actors/registry_replays.hpp"
#include "actors/registry_state.hpp"
#include "actors/wallet_changes.hpp"
#include "actors/wallet_seed.hpp"
#include "ledger/check.hpp"

#include <deque>
#include <optional>
#include <utility>
#include <variant>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

using ledger::Errc;
using State = RegistryState;
using Self = Registry::stateful_pointer<State>;

void settle_times(State& state) {
  while (!state.unsettled.empty() && state.unsettled.front()->durable->load() != 0) {
    state.books->settle_times(state.unsettled.front()->record);
    state.unsettled.pop_front();
  }
}

void on_open_wallet(State& state, const std::shared_ptr<OpenWalletCall>& call) {
  OpenWallet& asked = call->command;
  const Owner& owner = asked.owner;
  if (!asked.policy.bits.none()) {
    if (!owner.organization) return refuse(state, call, Errc::not_found);
    const auto policy = state.books->policy(asked.policy, *owner.organization, owner.environment);
    if (!policy) return refuse(state, call, policy.error().code);
    asked.wallet.policy = asked.policy;
  }
  if (owner.organization && !asked.wallet.agent_id.empty() &&
      state.books->has_agent(*owner.organization, asked.wallet.agent_id))
    return refuse(state, call, Errc::agent_id_taken);

  Opening opening{*state.books, state.desk->random, owner};
  Opened& answer = call->outcome.emplace();
  answer.organization = opening.organization_id();
  const ledger::OrganizationNumber number = opening.organization();
  if (asked.new_policy) asked.wallet.policy = opening.policy(*asked.new_policy).terms.id;
  const ledger::WalletOpened opened =
      opening.wallet(std::move(asked.wallet), ledger::WalletType::agent);
  if (asked.with_key) {
    answer.api_key = opening.key({.name = asked.key_name,
                                  .permissions = asked.permissions,
                                  .prefix = asked.key_prefix,
                                  .wallet = &opened.address});
    answer.secret_key = opening.secret(asked.secret_prefix);
    answer.key = opening.opened().keys.back();
    answer.wallet.active_key = ledger::Key{.made = answer.key, .organization = number};
  }
  const ledger::AccountNumber account = opened.address.account;
  answer.wallet.profile = {.opened = opened, .policy = opened.policy};
  call->at_its_place = [&answer, account](const JournalHeads* heads) {
    answer.wallet.last = heads->account(account).head.last;
  };
  make(state, call, std::move(opening), asked.now,
       [&answer, &policies = state.desk->around.policies](const ledger::Record& record) {
         answer.wallet.profile.created_at = record.time;
         answer.wallet.profile.updated_at = record.time;
         if (auto& key = answer.wallet.active_key) key->created_at = record.time;
         answer.wallet.state = state_after(answer.wallet.profile.opened, record);
         show_policies({&answer.wallet}, policies);
       });
}

void on_open_organization(State& state, const std::shared_ptr<OpenOrganizationCall>& call) {
  const OpenOrganization& asked = call->command;
  Opening opening{*state.books,
                  state.desk->random,
                  {.organization = std::nullopt,
                   .new_organization_name = asked.name,
                   .new_organization_balance = {}}};
  const auto first_key = [&](const std::string& prefix) -> OpenedOrganization::Side {
    std::string secret =
        opening.key({.name = asked.name, .permissions = ledger::org_default, .prefix = prefix});
    return {.wallet = opening.opened().wallets.back().address.id,
            .key = opening.opened().keys.back().id,
            .secret = std::move(secret)};
  };
  OpenedOrganization& answer = call->outcome.emplace();
  answer.organization = opening.opened().organization.value();
  answer.sandbox = first_key(asked.key_prefixes[0]);
  if (asked.production) {
    opening.enter(ledger::Environment::production);
    answer.production = first_key(asked.key_prefixes[1]);
  }
  make(state, call, std::move(opening), asked.now,
       [&answer](const ledger::Record& record) { answer.created_at = record.time; });
}

void on_make_policy(State& state, const std::shared_ptr<MakePolicyCall>& call) {
  const MakePolicy& asked = call->command;
  Opening opening{*state.books,
                  state.desk->random,
                  {.organization = asked.organization,
                   .environment = asked.policy.environment,
                   .new_organization_name = {},
                   .new_organization_balance = {}}};
  ledger::Policy& answer = call->outcome.emplace();
  answer.made = opening.policy(asked.policy);
  answer.organization = asked.organization;
  make(state, call, std::move(opening), asked.now, [&answer](const ledger::Record& record) {
    answer.created_at = record.time;
    answer.updated_at = record.time;
  });
}

// The policy is otherwise here at once, and for wallets when the record is durable.
template <class C>
void change_policy(State& state, const std::shared_ptr<C>& call) {
  change(*state.books, state.desk->around.policies, *call);
  if (call->draft) {
    state.books->apply(*call->draft);
    state.unsettled.push_back(call->draft);
  }
  append(state, call);
}

void on_attach_policy(State& state, const std::shared_ptr<AttachPolicyCall>& call) {
  const AttachPolicy& asked = call->command;
  if (state.ending.hold_back(asked.wallet, call, state.desk->around.registry)) return;
  const auto known = state.books->wallet(asked.wallet);
  if (!known || known->profile.opened.address.organization != asked.organization)
    return refuse(state, call, Errc::not_found);
  if (state.books->status(asked.wallet) == ledger::WalletStatus::archived)
    return refuse(state, call, Errc::wallet_archived);
  if (!asked.policy.bits.none()) {
    const auto policy = state.books->policy(asked.policy, asked.organization,
                                            known->profile.opened.address.environment);
    if (!policy) return refuse(state, call, policy.error().code);
  }
  const auto mark = std::make_shared<Draft::Mark>(0);
  state.books->attach(asked.wallet, asked.policy, asked.now, mark);
  call->outcome = *state.books->wallet(asked.wallet);
  show_policies_later(*call, {&*call->outcome}, state.desk->around.policies);
  bind_wallet(*state.desk, call, mark);
}

void on_change_wallet(State& state, const std::shared_ptr<ChangeWalletCall>& call) {
  if (state.ending.hold_back(call->command.wallet, call, state.desk->around.registry)) return;
  WalletChanging changing = change_wallet(*state.desk, *state.books, call);
  if (changing.refused != Errc{}) return refuse(state, call, changing.refused);
  if (changing.draft) state.unsettled.push_back(std::move(changing.draft));
}

void on_set_topup(State& state, const std::shared_ptr<SetTopupCall>& call) {
  if (state.ending.hold_back(call->command.wallet, call, state.desk->around.registry)) return;
  const Errc refused = set_topup(*state.desk, *state.books, call);
  if (refused != Errc{}) refuse(state, call, refused);
}

void on_end_wallet(State& state, const std::shared_ptr<EndWalletCall>& call) {
  if (state.ending.hold_back(call->command.wallet, call, state.desk->around.registry)) return;
  const Errc refused = end_wallet(*state.desk, *state.books, state.ending, call);
  if (refused != Errc{}) refuse(state, call, refused);
}

void on_ending(State& state, const Ending& ending) {
  settle_times(state);
  state.books->settle();
  if (ending.transfer)
    state.unsettled.push_back(record_end(*state.desk, *state.books, ending));
  else
    refuse(state, ending.call, ending.refused);
  state.ending.over(ending.call->command.wallet);
}

void on_wallet(State& state, const std::shared_ptr<WalletCall>& call) {
  const WalletQuery& asked = call->command;
  const ledger::AccountNumber wallet =
      asked.wallet.none()
          ? state.books->numbered(asked.organization, asked.environment, asked.number)
          : asked.wallet;
  auto known = state.books->wallet(wallet);
  if (!known) return refuse(state, call, Errc::not_found);
  call->outcome = *std::move(known);
  show_policies_later(*call, {&*call->outcome}, state.desk->around.policies);
  state.desk->around.tell(wallet, Ask<WalletCall>{call});
}

void gather_views(State& state, const CallPtr& call, std::vector<WalletView*> views) {
  call->at_its_place = [views](const JournalHeads* heads) { show_last_records(views, *heads); };
  show_policies_later(*call, views, state.desk->around.policies);
  gather(state.desk->around, call, std::move(views));
}

// The organisation's wallets that are known here as changed while their own part of it is still on
// its way into the line.
std::vector<WalletView> changing(const State& state, ledger::OrganizationNumber organization) {
  std::vector<WalletView> views;
  for (const std::shared_ptr<Draft>& draft : state.unsettled) {
    const auto* changed = std::get_if<ledger::WalletChanged>(&draft->record.fact);
    if (changed == nullptr || draft->record.organizations[0].organization != organization) continue;
    if (draft->durable->load() == 0)
      views.emplace_back().profile.opened.address.account = changed->wallet;
  }
  return views;
}

// A row may be there, or not, by what is on its way: the list waits behind that too.
void on_wallets(State& state, const std::shared_ptr<WalletsCall>& call) {
  const WalletsQuery& asked = call->command;
  call->outcome = state.books->wallets(asked, state.desk->around.signs);
  std::vector<WalletView*> views;
  for (WalletView& view : call->outcome->rows) views.push_back(&view);
  show_policies_later(*call, views, state.desk->around.policies);
  auto visited = std::make_shared<std::vector<WalletView>>();
  if (asked.condition || !asked.tags.empty()) *visited = changing(state, asked.organization);
  call->at_its_place = [views, visited](const JournalHeads* heads) {
    show_last_records(views, *heads);
  };
  for (WalletView& view : *visited) views.push_back(&view);
  gather(state.desk->around, call, std::move(views));
}

void on_organization(State& state, const std::shared_ptr<OrganizationCall>& call) {
  const RegistryBooks::Tenant& tenant = state.books->tenant(call->command.organization);
  const ledger::AccountNumber own = tenant.org_wallet(call->command.environment);
  if (own.none()) return refuse(state, call, Errc::not_found);
  OrganizationView& view = call->outcome.emplace(
      OrganizationView{RegistryBooks::view(tenant), *state.books->wallet(own)});
  gather_views(state, call, {&view.org_wallet});
}

void on_organizations(State& state, const std::shared_ptr<OrganizationsCall>& call) {
  call->outcome = state.books->organizations(call->command);
  append(state, call);
}

void on_keys(State& state, const std::shared_ptr<KeysCall>& call) {
  const KeysQuery& query = call->command;
  if (!query.only.bits.none())
    if (const auto key = key_of(*state.books, query.only, query.organization, query.environment);
        !key)
      return refuse(state, call, key.error().code);
  call->outcome = state.books->keys(query);
  append(state, call);
}

void on_policies(State& state, const std::shared_ptr<PoliciesCall>& call) {
  const PoliciesQuery& query = call->command;
  if (!query.only.bits.none()) {
    const auto policy = state.books->policy(query.only, query.organization, query.environment);
    if (!policy) return refuse(state, call, policy.error().code);
  }
  call->outcome = state.books->policies(query);
  append(state, call);
}

void on_make_service(State& state, const std::shared_ptr<MakeServiceCall>& call) {
  if (state.books->status(call->command.provider.account) == ledger::WalletStatus::archived)
    return refuse(state, call, Errc::wallet_archived);
  state.services->make(*call, state.desk->random);
  append(state, call);
}

void on_change_service(State& state, const std::shared_ptr<ChangeServiceCall>& call) {
  state.services->change(*call);
  append(state, call);
}

void on_mark_service(State& state, const std::shared_ptr<MarkServiceCall>& call) {
  state.services->mark(*call);
  append(state, call);
}

template <class C>
auto asked(Self self, void (*handle)(State&, const std::shared_ptr<C>&)) {
  return [&state = self->state, handle](const Ask<C>& ask) {
    settle_times(state);
    state.books->settle();
    handle(state, ask.call);
  };
}

void on_trial_balance(State& state, const std::shared_ptr<TrialBalanceCall>& call) {
  AuditPlace place = state.audits->enter(call->command.organization);
  if (!place) return refuse(state, call, Errc::overloaded);
  sum_up(call, state.books->tenant(call->command.organization), state.desk->around.line,
         std::move(place));
}

void on_reconciliation(State& state, const std::shared_ptr<ReconciliationCall>& call) {
  AuditPlace place = state.audits->enter(call->command.organization);
  if (!place) return refuse(state, call, Errc::overloaded);
  reconcile(call, state.books->tenant(call->command.organization), state.desk->around,
            std::move(place));
}

void record_uses(State& state, ledger::KeysUsed used, ledger::Time now) {
  CallPtr call = call_that_records(std::move(used), now);
  state.books->apply(*call->draft);
  append(state, std::move(call));
}

void tell_uses_later(Self self) {
  self->delayed_send(self, self->state.desk->key_uses_period, TellUses{});
}

// While the disk is nearly full uses are kept until there is room.
void on_tell_uses(Self self) {
  State& state = self->state;
  if (state.desk->around.read_only.load(std::memory_order_relaxed)) return tell_uses_later(self);
  state.books->settle();
  const ledger::Time now = state.desk->clock.now();
  ledger::KeysUsed used = state.uses->next(now);
  if (!used.uses.empty()) record_uses(state, std::move(used), now);
  if (state.uses->round_over()) return tell_uses_later(self);
  self->send(self, TellUses{});
}

Registry::behavior_type behavior(Self self, const RegistryDesk& desk,
                                 const std::shared_ptr<RegistryBooks>& books) {
  fail_stop(self, &desk.around.on_fatal);
  self->state.desk.emplace(desk);
  self->state.books.emplace(std::move(*books));
  self->state.uses.emplace(desk.tables);
  self->state.services.emplace(desk.around.services, desk.around.terms.fees);
  if (desk.key_uses_period.count() > 0) tell_uses_later(self);
  return {
      asked(self, on_open_wallet),
      asked(self, on_make_key),
      asked(self, on_make_policy),
      asked(self, on_revoke_key),
      asked(self, on_rotate_key),
      asked(self, on_attach_policy),
      asked(self, on_wallet),
      asked(self, on_wallets),
      asked(self, on_organization),
      asked(self, on_open_organization),
      asked(self, on_organizations),
      asked(self, on_keys),
      asked(self, on_policies),
      asked(self, on_trial_balance),
      asked(self, on_reconciliation),
      asked(self, on_replay_policy),
      asked(self, change_policy<ChangePolicyCall>),
      asked(self, change_policy<DeletePolicyCall>),
      asked(self, on_issue_session),
      asked(self, on_change_wallet),
      asked(self, on_end_wallet),
      asked(self, on_set_topup),
      asked(self, on_make_service),
      asked(self, on_change_service),
      asked(self, on_mark_service),
      [self](TellUses) { on_tell_uses(self); },
      [self](const Ending& ending) { on_ending(self->state, ending); },
  };
}

}  // namespace

Registry spawn_registry(caf::actor_system& system, const RegistryDesk& desk, RegistryBooks books) {
  return system.spawn(behavior, desk, std::make_shared<RegistryBooks>(std::move(books)));
}

}  // namespace bursar::actors
