#include "tests/simulation/outcome_moves.hpp"

#include "tests/simulation/payments.hpp"
#include "tests/simulation/simulation.hpp"

#include <utility>

namespace bursar::simulation {
namespace {

/// One that was asked with lately, or one that nobody has.
template <class Name>
Name any_key_name(Simulation& simulation) {
  Name name;
  const Movement* found = any_keyed(simulation);
  name.wallet =
      found == nullptr ? simulation.any_wallet() : simulation.wallet(decider_of(found->command));
  name.key = found == nullptr ? any_key(simulation) : keyed_of(found->command).key;
  if (name.key.empty()) name.key = "a key of its own";
  name.now = simulation.world().clock.now();
  return name;
}

}  // namespace

void seal_a_key(Simulation& simulation) {
  simulation.seal(any_key_name<actors::SealKey>(simulation));
}

void ask_for_an_outcome(Simulation& simulation) {
  simulation.ask_outcome(any_key_name<actors::KeyName>(simulation));
}

}  // namespace bursar::simulation
