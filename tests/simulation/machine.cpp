#include "tests/simulation/machine.hpp"

#include "tests/simulation/real_views.hpp"

#include <string>
#include <utility>

namespace bursar::simulation {

namespace fs = std::filesystem;

Machine::Machine(std::uint64_t seed, actors::Engine::Options options,
                 std::shared_ptr<RealViews> views)
    : options_{std::move(options)}, views_{std::move(views)} {
  options_.keys_directory = directory_.path() / "keys";
  begin(seed, {}, std::make_shared<tests::FakeConnector>(), std::make_shared<tests::FakePost>());
}

void Machine::begin(std::uint64_t seed, std::vector<ledger::Record> records,
                    std::shared_ptr<tests::FakeConnector> outside,
                    std::shared_ptr<tests::FakePost> told) {
  World::Derive derive;
  if (views_) derive = [this](const auto& store) { return views_->derive(store); };
  world_ = std::make_unique<World>(seed, options_, std::move(records), derive, std::move(outside),
                                   std::move(told));
  actors_always_ = actors();
}

void Machine::cut_off() {
  world_->store->cut_off();
  keep_files_as_they_are();
  cut_off_ = true;
}

// The engine that was cut off still goes through its end, and must not reach the next one's files.
void Machine::keep_files_as_they_are() {
  const fs::path next = directory_.path() / ("keys " + std::to_string(++lives_));
  if (fs::exists(options_.keys_directory))
    fs::copy(options_.keys_directory, next, fs::copy_options::recursive);
  options_.keys_directory = next;
}

void Machine::start_again(std::uint64_t seed) {
  if (stopped() && !cut_off_) cut_off();
  const ledger::Time now = world_->clock.now();
  std::vector<ledger::Record> records = world_->store->records();
  auto outside = world_->connector;
  auto told = world_->post;
  world_.reset();
  if (views_) views_->let_go();
  if (std::exchange(views_lost_, false)) views_->erase();
  cut_off_ = false;
  begin(seed, std::move(records), std::move(outside), std::move(told));
  world_->clock.advance(now.milliseconds - world_->clock.now().milliseconds);
}

void Machine::lose_derived_files() {
  views_lost_ = views_ != nullptr;
  fs::remove_all(options_.keys_directory);
}

}  // namespace bursar::simulation
