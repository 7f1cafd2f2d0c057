#pragma once

// The real engine on a simulated machine: its clock, disk and schedule are a seed's, it may be cut
// off at any moment, and the next engine finds what was durable, or what the disk kept of a batch
// in doubt, and outside the same connector and the same receivers of webhooks. A batch is one
// transaction of the store, so a torn one is there whole or not at all: what a tear does to the
// bytes below is not to be seen at this port.

#include "tests/support/engine_world.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <vector>

namespace bursar::simulation {

using World = tests::EngineWorld;

class RealViews;

class Machine {
 public:
  /// With `views` what is derived from the journal is real, and is lost with the other files.
  Machine(std::uint64_t seed, actors::Engine::Options options,
          std::shared_ptr<RealViews> views = {});

  World& world() { return *world_; }
  const World& world() const { return *world_; }

  /// Whether a commit of unknown outcome, or a bug, has stopped the engine.
  bool stopped() const { return !world_->fatal.empty(); }
  /// While one engine has ended, and the next has not begun.
  bool between_lives() const { return world_ == nullptr; }
  bool disk_held() const { return world_->schedule.holding(); }
  /// How many wallets have an actor, those that are about to end too; two of one wallet are two.
  std::size_t wallet_actors() const { return actors() - actors_always_; }

  /// What was not durable is lost, and nobody hears anything any more.
  void cut_off();
  /// The next engine begins, on a machine that was cut off or whose engine came to an end.
  void start_again(std::uint64_t seed);
  /// The files that are derived from the journal go, as those of idempotency keys, once nobody
  /// has them open.
  void lose_derived_files();

 private:
  void begin(std::uint64_t seed, std::vector<ledger::Record> records,
             std::shared_ptr<tests::FakeConnector> outside, std::shared_ptr<tests::FakePost> told);
  void keep_files_as_they_are();
  std::size_t actors() const { return world_->schedule.system().registry().running(); }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  actors::Engine::Options options_;
  const std::shared_ptr<RealViews> views_;
  std::uint64_t lives_ = 0;
  bool cut_off_ = false;
  bool views_lost_ = false;
  std::size_t actors_always_ = 0;  // whoever is there before any wallet lives
  std::unique_ptr<World> world_;
};

}  // namespace bursar::simulation
