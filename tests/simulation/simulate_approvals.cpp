// bursar-simulate-approvals: histories of payments that wait for approval.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/waiting_history.hpp"

#include <array>

namespace bursar::simulation {
namespace {

using Figures = WaitingHistory::Figures;

constexpr std::array figures = {FigureOf<Figures>{"asked", &Figures::asked},
                                FigureOf<Figures>{"approved", &Figures::approved},
                                FigureOf<Figures>{"rejected", &Figures::rejected},
                                FigureOf<Figures>{"expired", &Figures::expired}};

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<WaitingHistory>::main(
      {"bursar-simulate-approvals", "Simulated histories of payments that wait for approval",
       figures},
      argc, argv);
}
