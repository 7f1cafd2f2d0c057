// bursar-simulate-approvals: histories of payments that wait for approval.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/waiting_history.hpp"

namespace bursar::simulation {
namespace {

using Figures = WaitingHistory::Figures;

void add(Figures& all, const Figures& one) {
  all.asked += one.asked;
  all.approved += one.approved;
  all.rejected += one.rejected;
  all.expired += one.expired;
}

void tell(const Figures& all) {
  std::printf("%llu asked: %llu approved, %llu rejected, %llu expired", number(all.asked),
              number(all.approved), number(all.rejected), number(all.expired));
}

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<WaitingHistory>::main(
      {"bursar-simulate-approvals", "Simulated histories of payments that wait for approval", add,
       tell},
      argc, argv);
}
