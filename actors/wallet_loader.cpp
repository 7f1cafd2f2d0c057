#include "actors/wallet_loader.hpp"

#include "actors/fail_stop.hpp"

#include <stdexcept>
#include <string>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

void on_load(WalletLoader::pointer self, const Surroundings& around, const WalletStates& states,
             Load load) {
  auto state = states.load(load.wallet);
  // The journal knows the wallet, or it would have no door: what is on disk is not all of it.
  if (!state) throw std::runtime_error{"no state of account " + std::to_string(load.wallet.value)};
  self->send(around.directory, Loaded{*std::move(state)});
}

WalletLoader::behavior_type behavior(WalletLoader::pointer self, const Surroundings* around,
                                     const WalletStates* states) {
  fail_stop(self, &around->on_fatal);
  return {[=](Load load) { on_load(self, *around, *states, load); }};
}

}  // namespace

WalletLoader spawn_wallet_loader(caf::actor_system& system, const Surroundings& around,
                                 const WalletStates& states, WriterThread thread) {
  if (thread == WriterThread::own) return system.spawn<caf::detached>(behavior, &around, &states);
  return system.spawn(behavior, &around, &states);
}

}  // namespace bursar::actors
