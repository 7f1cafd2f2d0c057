// bursar-simulate-refunds: histories of payments that are refunded and of sealed keys.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/refund_history.hpp"

#include <array>

namespace bursar::simulation {
namespace {

using Figures = RefundHistory::Figures;

constexpr std::array figures = {FigureOf<Figures>{"payments", &Figures::paid},
                                FigureOf<Figures>{"refunds", &Figures::refunded},
                                FigureOf<Figures>{"seals", &Figures::sealed},
                                FigureOf<Figures>{"batches", &Figures::batches},
                                FigureOf<Figures>{"disputes", &Figures::disputes},
                                FigureOf<Figures>{"covered", &Figures::covered},
                                FigureOf<Figures>{"repayments", &Figures::repaid}};

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<RefundHistory>::main(
      {"bursar-simulate-refunds",
       "Simulated histories of payments that are refunded, and of keys that are sealed", figures},
      argc, argv);
}
