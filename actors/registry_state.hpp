#pragma once

// What the registry's handlers share: its state, and how something new is made.

#include "actors/audits.hpp"
#include "actors/key_uses.hpp"
#include "actors/opened_wallets.hpp"
#include "actors/opening.hpp"
#include "actors/registry.hpp"
#include "actors/service_changes.hpp"
#include "actors/wallet_changes.hpp"

#include <deque>
#include <memory>
#include <optional>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::actors {

/// Of policies at a time: one thread reads for all of them.
constexpr std::size_t replays_max = 4;

struct RegistryState {
  static inline const char* name = "registry";
  std::optional<RegistryDesk> desk;
  std::optional<RegistryBooks> books;
  std::deque<std::shared_ptr<Draft>> unsettled;  // whose final time is not known here yet
  std::shared_ptr<AuditRoom> audits = std::make_shared<AuditRoom>();
  std::shared_ptr<AuditRoom> replays = std::make_shared<AuditRoom>(replays_max);
  std::optional<KeyUses> uses;
  std::optional<ServiceChanges> services;
  EndingWallets ending;
};

inline void append(RegistryState& state, CallPtr call) {
  state.desk->around.line.append(std::move(call));
}

template <class C>
void refuse(RegistryState& state, const std::shared_ptr<C>& call, ledger::Errc code) {
  call->outcome = ledger::refuse(code);
  append(state, call);
}

/// The objects exist here at once. `finish` fills in what only the record knows.
template <class Finish>
void make(RegistryState& state, const CallPtr& call, Opening opening, ledger::Time now,
          Finish finish) {
  std::vector<Tables::KeyRow> keys = opening.key_rows();
  std::shared_ptr<Draft> draft = std::move(opening).draft(now);
  const auto& opened = std::get<ledger::Opened>(draft->record.fact);
  state.books->apply(*draft);
  open_wallets(state.desk->around, *draft, opened);
  state.unsettled.push_back(draft);
  call->draft = draft;
  call->when_durable = [&tables = state.desk->tables, &policies = state.desk->around.policies,
                        &opened, &record = draft->record, keys = std::move(keys),
                        finish = std::move(finish)](CallPtr&) {
    if (const auto& made = opened.organization) tables.put(made->number, made->id);
    if (const auto& made = opened.policy) policies.put(*made, record.organizations[0].organization);
    for (const ledger::WalletOpened& wallet : opened.wallets) tables.put(wallet.address);
    for (const Tables::KeyRow& key : keys) tables.put(key);
    finish(record);
  };
  append(state, call);
}

}  // namespace bursar::actors
