// bursar-simulate-payouts: histories of payouts, and of a bank that is not always there.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/payout_history.hpp"

#include <array>

namespace bursar::simulation {
namespace {

using Figures = PayoutHistory::Figures;

constexpr std::array figures = {FigureOf<Figures>{"payouts", &Figures::asked},
                                FigureOf<Figures>{"completed", &Figures::completed},
                                FigureOf<Figures>{"failed", &Figures::failed},
                                FigureOf<Figures>{"cancelled", &Figures::cancelled}};

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<PayoutHistory>::main(
      {"bursar-simulate-payouts",
       "Simulated histories of payouts, and of a bank that is not always there", figures},
      argc, argv);
}
