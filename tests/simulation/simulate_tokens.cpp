// bursar-simulate-tokens: histories of services and of payment tokens for their calls.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/token_history.hpp"

namespace bursar::simulation {
namespace {

using Figures = TokenHistory::Figures;

void add(Figures& all, const Figures& one) {
  all.issued += one.issued;
  all.settled += one.settled;
  all.cancelled += one.cancelled;
  all.released += one.released;
  all.expired += one.expired;
  all.breached += one.breached;
  all.refunded += one.refunded;
}

void tell(const Figures& all) {
  std::printf(
      "%llu tokens: %llu settled, %llu cancelled, %llu released, %llu expired, %llu breached; "
      "%llu refunds",
      number(all.issued), number(all.settled), number(all.cancelled), number(all.released),
      number(all.expired), number(all.breached), number(all.refunded));
}

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<TokenHistory>::main(
      {"bursar-simulate-tokens", "Simulated histories of services and of payment tokens", add,
       tell},
      argc, argv);
}
