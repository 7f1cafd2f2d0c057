#include "actors/registry_replays.hpp"

#include "actors/journal_heads.hpp"

#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

// Where the wallets' histories begin is seen at one place in the journal, and read once that is
// durable.
void on_replay_policy(RegistryState& state, const std::shared_ptr<ReplayPolicyCall>& call) {
  AuditPlace place = state.replays->enter(call->command.organization);
  if (!place) return refuse(state, call, ledger::Errc::overloaded);
  call->outcome = state.books->to_replay(call->command, state.desk->around.signs);
  call->at_its_place = [&page = *call->outcome](const JournalHeads* heads) {
    for (ReplayedWallet& wallet : page.wallets)
      wallet.last = heads->account(wallet.account).head.last;
  };
  call->when_durable = [replayer = state.desk->replayer,
                        place = std::move(place)](CallPtr& placed) mutable {
    caf::anon_send(replayer, Replay{std::static_pointer_cast<ReplayPolicyCall>(std::move(placed)),
                                    std::move(place)});
  };
  append(state, call);
}

}  // namespace bursar::actors
