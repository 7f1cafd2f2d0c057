#include "actors/registry_keys.hpp"

#include "actors/key_changes.hpp"
#include "actors/session_changes.hpp"

#include <utility>
#include <variant>

namespace bursar::actors {

using ledger::Errc;

void on_make_key(RegistryState& state, const std::shared_ptr<MakeKeyCall>& call) {
  const MakeKey& asked = call->command;
  if (asked.wallet && state.books->status(asked.wallet->account) == ledger::WalletStatus::archived)
    return refuse(state, call, Errc::wallet_archived);
  Opening opening{*state.books, state.desk->random, asked.owner};
  if (asked.opens_environment) opening.enter(asked.owner.environment);
  KeyView& answer = call->outcome.emplace();
  answer.secret = opening.key({.name = asked.name,
                               .permissions = asked.permissions,
                               .prefix = asked.key_prefix,
                               .wallet = asked.wallet ? &*asked.wallet : nullptr});
  const ledger::OrganizationNumber organization = opening.organization();
  answer.organization = opening.organization_id();  // once handed on, the call is the writer's
  const ledger::KeyMade made = opening.opened().keys.back();
  make(state, call, std::move(opening), asked.now,
       [&answer, made, organization](const ledger::Record& record) {
         answer.key = {.made = made, .organization = organization, .created_at = record.time};
       });
}

// The new key exists here at once, and so does the old one's end.
void on_rotate_key(RegistryState& state, const std::shared_ptr<RotateKeyCall>& call) {
  auto rotating =
      KeyRotating::begin(*state.books, state.desk->tables, state.desk->random, call->command);
  if (!rotating) return refuse(state, call, rotating.error().code);
  const std::shared_ptr<Draft>& draft = rotating->draft;
  state.books->apply(*draft);
  state.unsettled.push_back(draft);
  call->draft = draft;
  call->outcome = std::move(rotating->answer);
  call->when_durable = [&tables = state.desk->tables, &answer = *call->outcome,
                        &record = draft->record, row = rotating->row,
                        old = rotating->old](CallPtr&) {
    tables.rotate(old, row, answer.grace_ends);
    answer.made.key.created_at = record.time;
  };
  append(state, call);
}

void on_revoke_key(RegistryState& state, const std::shared_ptr<RevokeKeyCall>& call) {
  const RevokeKey& asked = call->command;
  const auto key = key_to_revoke(*state.books, asked);
  if (!key) return refuse(state, call, key.error().code);
  if (!key->revoked) {
    call->draft = std::make_shared<Draft>();
    ledger::Record& record = call->draft->record;
    record.time = asked.now;
    record.organizations[0].organization = asked.organization;
    record.fact = ledger::KeyRevoked{asked.key};
    state.books->apply(*call->draft);
    call->when_durable = [&tables = state.desk->tables, hash = key->made.secret_hash](CallPtr&) {
      tables.erase(hash);
    };
  }
  call->outcome = state.books->view(*key);
  call->outcome->key.revoked = true;
  append(state, call);
}

void on_issue_session(RegistryState& state, const std::shared_ptr<IssueSessionCall>& call) {
  const auto draft = new_session(*state.books, call->command);
  if (!draft) return refuse(state, call, draft.error().code);
  state.books->apply(**draft);
  call->draft = *draft;
  const auto& issued =
      call->outcome.emplace(std::get<ledger::SessionIssued>(call->draft->record.fact));
  call->when_durable = [&tables = state.desk->tables, &issued](CallPtr&) { tables.put(issued); };
  append(state, call);
}

}  // namespace bursar::actors
