#pragma once

// The real views of one journal, as each next engine finds them: kept, or lost meanwhile and then
// made anew.

#include "actors/views_states.hpp"
#include "ledger/check.hpp"
#include "persistence/views.hpp"
#include "tests/support/engine_world.hpp"
#include "tests/support/temporary_directory.hpp"

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <utility>

namespace bursar::simulation {

class RealViews {
 public:
  tests::Derived derive(const tests::SimulatedStore& store) {
    let_go();
    const ledger::Sequence last = store.last_sequence();
    auto opened = persistence::open_views(options_, store, last);
    if (!opened) {
      persistence::Replayed replayed;
      for (const ledger::Record& record : store.records()) replayed.apply(record);
      persistence::make_views(options_, replayed, store);
      opened = persistence::open_views(options_, store, last);
    }
    views_ = std::move(opened).value();
    while (views_->watermark() < last)
      CHECK(views_->follow(followed_together) == persistence::Durability::durable);
    states_.emplace(*views_);
    return {*states_, *states_, *views_};
  }

  void let_go() {
    states_.reset();
    views_.reset();
  }
  void erase() { std::filesystem::remove_all(options_.directory); }
  void cut() { std::filesystem::resize_file(file(), std::filesystem::file_size(file()) / 2); }

 private:
  static constexpr std::size_t followed_together = 7;

  std::filesystem::path file() const { return options_.directory / "data.mdb"; }

  tests::TemporaryDirectory directory_{tests::TemporaryDirectory::quick_place()};
  const persistence::ViewsOptions options_{.directory = directory_.path() / "views",
                                           .map_size_bytes = std::uint64_t{1} << 26};
  std::unique_ptr<persistence::Views> views_;
  std::optional<actors::ViewsStates> states_;
};

}  // namespace bursar::simulation
