#include "actors/wallet_directory.hpp"

#include "actors/accept_later.hpp"
#include "actors/fail_stop.hpp"
#include "actors/gathering.hpp"
#include "actors/journal_heads.hpp"
#include "actors/live_wallets.hpp"
#include "actors/wallet_actor.hpp"
#include "ledger/check.hpp"

#include <algorithm>
#include <optional>
#include <unordered_map>
#include <utility>
#include <variant>
#include <vector>

#include <caf/stateful_actor.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

using ledger::AccountNumber;
using std::chrono::milliseconds;

constexpr std::size_t slice_wallets = 256;  // looked at in one step of the sweep
constexpr std::size_t slice_resting = 1'024;
constexpr std::size_t looks_when_full = 4;  // for each that comes to life
constexpr std::size_t marked_together = 256;
// Once round, if the steps are no shorter than that.
constexpr milliseconds period_when_full{1'000};
constexpr milliseconds period_of_resting{1'000};
constexpr milliseconds pause_min{1};
constexpr milliseconds pause_of_resting_min{10};

using Waiting = std::variant<ToWallet, AcceptLater>;

struct State {
  static inline const char* name = "wallet_directory";
  std::optional<DirectoryDesk> desk;
  std::unordered_map<AccountNumber, std::vector<Waiting>> moving;  // loading or leaving
  LiveWallets live;
  RestingWallets resting;
  std::size_t leaving = 0;
  std::shared_ptr<Draft::Mark> mark;  // of those that left and wait for one
  std::size_t unmarked = 0;           // how many these are
  caf::actor_clock::time_point swept_at;
};

using Self = WalletDirectory::stateful_pointer<State>;

WalletDoor& door_of(State& state, AccountNumber wallet) {
  WalletDoor* const door = state.desk->around.doors.find(wallet.value);
  CHECK(door != nullptr);
  return *door;
}

// --- What came to a closed door, and where it goes.

void send_on(Self self, const WalletActor& actor, Waiting waiting) {
  if (auto* later = std::get_if<AcceptLater>(&waiting)) {
    later->answer.delegate(actor, std::move(later->question.accept));
    return;
  }
  std::visit([&](auto& message) { self->send(actor, std::move(message)); },
             std::get<ToWallet>(waiting));
}

const Visit* as_visit(const Waiting& waiting) {
  const auto* message = std::get_if<ToWallet>(&waiting);
  return message != nullptr ? std::get_if<Visit>(message) : nullptr;
}

// Nothing overtakes: a door opens when all that had to turn from it has arrived.
void arrive_at(Self self, WalletDoor& door, Waiting waiting) {
  send_on(self, door.actor(), std::move(waiting));
  door.arrived();
  door.try_open();
}

void wait(State& state, AccountNumber wallet, Waiting waiting) {
  state.moving.at(wallet).push_back(std::move(waiting));
}

// --- To life.

bool dismiss(Self self, AccountNumber wallet, std::uint32_t uses);

void look(Self self, std::size_t count, milliseconds idle) {
  State& state = self->state;
  state.live.look(
      count, idle, [&](AccountNumber wallet) { return door_of(state, wallet).uses(); },
      [&](AccountNumber wallet, std::uint32_t uses) { return dismiss(self, wallet, uses); });
}

bool full(const State& state) {
  return state.live.size() > state.desk->live_max;
}

void bring_to_life(Self self, AccountNumber wallet, WalletSeed seed) {
  State& state = self->state;
  WalletDoor& door = door_of(state, wallet);
  state.live.add(wallet, door.uses());
  door.put(spawn_wallet(self->system(), state.desk->around, std::move(seed)));
  state.desk->figures.activations.fetch_add(1, std::memory_order_relaxed);
  if (full(state)) look(self, looks_when_full, milliseconds{0});
}

void arrive(Self self, AccountNumber wallet, Waiting waiting) {
  State& state = self->state;
  if (state.moving.contains(wallet)) return wait(state, wallet, std::move(waiting));
  WalletDoor& door = door_of(state, wallet);
  if (door.actor()) return arrive_at(self, door, std::move(waiting));

  const auto resting = state.resting.find(wallet);
  if (!resting) {
    state.moving.try_emplace(wallet);
    wait(state, wallet, std::move(waiting));
    return self->send(state.desk->loader, Load{wallet});
  }
  if (const Visit* visit = as_visit(waiting)) {
    show(*visit, resting->state, resting->denied_at, state.desk->around.line);
    return door.arrived();
  }
  bring_to_life(self, wallet, *state.resting.take(wallet));
  arrive_at(self, door, std::move(waiting));
}

void arrive_all(Self self, AccountNumber wallet) {
  auto moved = self->state.moving.extract(wallet);
  CHECK(!moved.empty());
  for (Waiting& waiting : moved.mapped()) arrive(self, wallet, std::move(waiting));
}

void on_loaded(Self self, const Loaded& loaded) {
  const AccountNumber wallet = loaded.state.address.account;
  self->state.resting.load(loaded.state);
  arrive_all(self, wallet);
  self->state.resting.unload(wallet);
}

void on_open(State& state, const Open& open) {
  for (WalletSeed& seed : *open.seeds) {
    const AccountNumber wallet = seed.wallet.state().address.account;
    state.resting.put(wallet, std::move(seed), open.durable);
  }
}

// --- To rest.

bool dismiss(Self self, AccountNumber wallet, std::uint32_t uses) {
  State& state = self->state;
  WalletDoor& door = door_of(state, wallet);
  if (!door.try_close(uses)) return false;
  state.moving.try_emplace(wallet);
  ++state.leaving;
  self->send(door.actor(), Leave{});
  return true;
}

// Goes into the line behind all that these wallets have put there, and sees how far the journal
// comes with that.
struct MarkCall final : Call {
  std::shared_ptr<Draft::Mark> mark;
  ledger::Sequence last = {};
};

void mark_those_that_left(State& state) {
  if (!state.mark) return;
  auto call = std::make_shared<MarkCall>();
  call->mark = std::exchange(state.mark, nullptr);
  state.unmarked = 0;
  call->at_its_place = [&to = *call](const JournalHeads* heads) { to.last = heads->last(); };
  call->when_durable = [&to = *call](CallPtr& journaled) {
    to.mark->store(to.last.value, std::memory_order_release);
    journaled.reset();
  };
  state.desk->around.line.append(std::move(call));
}

void one_less_leaves(State& state) {
  --state.leaving;
  if (state.leaving == 0 || state.unmarked >= marked_together) mark_those_that_left(state);
}

// Its actor had nothing more in its mailbox: the door was closed when nothing was on its way.
void on_left(Self self, const Left& left) {
  State& state = self->state;
  door_of(state, left.wallet).put({});
  if (!state.mark) state.mark = std::make_shared<Draft::Mark>(0);
  ++state.unmarked;
  state.resting.put(left.wallet, std::move(*left.seed), state.mark);
  state.desk->figures.passivations.fetch_add(1, std::memory_order_relaxed);
  one_less_leaves(state);
  arrive_all(self, left.wallet);
}

void on_stays(Self self, const Stays& stays) {
  State& state = self->state;
  WalletDoor& door = door_of(state, stays.wallet);
  state.live.add(stays.wallet, door.uses());
  one_less_leaves(state);
  arrive_all(self, stays.wallet);
  door.try_open();
}

// --- As time goes by.

milliseconds next_pause(const State& state) {
  const auto steps = [](std::size_t count, std::size_t slice) {
    return 1 + static_cast<std::int64_t>(count / slice);
  };
  const milliseconds usual = state.desk->idle / 4;
  const milliseconds period = full(state) ? std::min(usual, period_when_full) : usual;
  const milliseconds pause = std::max(pause_min, period / steps(state.live.size(), slice_wallets));
  if (state.resting.states() == 0) return pause;
  return std::min(pause,
                  std::max(pause_of_resting_min,
                           period_of_resting / steps(state.resting.places(), slice_resting)));
}

void sweep_later(Self self) {
  self->state.swept_at = self->clock().now();
  self->delayed_send(self, next_pause(self->state), Sweep{});
}

void on_sweep(Self self) {
  State& state = self->state;
  const auto passed = self->clock().now() - state.swept_at;
  state.live.wait(std::chrono::duration_cast<milliseconds>(passed));
  look(self, slice_wallets, full(state) ? milliseconds{0} : state.desk->idle);
  state.resting.settle(slice_resting, state.desk->states.watermark());
  mark_those_that_left(state);
  sweep_later(self);
}

void end_all(Self self, const caf::exit_msg& message) {
  State& state = self->state;
  const auto end = [&](AccountNumber wallet) {
    if (const WalletActor& actor = door_of(state, wallet).actor())
      self->send_exit(actor, message.reason);
  };
  for (const auto& live : state.live.all()) end(live.wallet);
  for (const auto& [wallet, waiting] : state.moving) end(wallet);
  self->quit(message.reason);
}

WalletDirectory::behavior_type behavior(Self self, const DirectoryDesk& desk) {
  fail_stop(self, &desk.around.on_fatal);
  self->set_exit_handler([self](caf::exit_msg& message) { end_all(self, message); });
  self->state.desk.emplace(desk);
  sweep_later(self);
  return {
      [self](Detour& detour) { arrive(self, detour.wallet, std::move(detour.message)); },
      [self](const Accept& accept) {
        auto answer = self->make_response_promise<Accepted>();
        arrive(self, accept.to, AcceptLater{{.accept = accept}, answer});
        return answer;
      },
      [self](const Open& open) { on_open(self->state, open); },
      [self](const Loaded& loaded) { on_loaded(self, loaded); },
      [self](const Left& left) { on_left(self, left); },
      [self](const Stays& stays) { on_stays(self, stays); },
      [self](const Tidy& tidy) { self->state.resting.forget(tidy.now); },
      [self](Sweep) { on_sweep(self); },
  };
}

}  // namespace

WalletDirectory spawn_wallet_directory(caf::actor_system& system, const DirectoryDesk& desk) {
  return system.spawn(behavior, desk);
}

}  // namespace bursar::actors
