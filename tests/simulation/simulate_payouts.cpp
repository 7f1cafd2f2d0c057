// bursar-simulate-payouts: histories of payouts, and of a bank that is not always there.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/payout_history.hpp"

namespace bursar::simulation {
namespace {

using Figures = PayoutHistory::Figures;

void add(Figures& all, const Figures& one) {
  all.asked += one.asked;
  all.completed += one.completed;
  all.failed += one.failed;
  all.cancelled += one.cancelled;
}

void tell(const Figures& all) {
  std::printf("%llu payouts, %llu completed, %llu failed, %llu cancelled", number(all.asked),
              number(all.completed), number(all.failed), number(all.cancelled));
}

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<PayoutHistory>::main(
      {"bursar-simulate-payouts",
       "Simulated histories of payouts, and of a bank that is not always there", add, tell},
      argc, argv);
}
