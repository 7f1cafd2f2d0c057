// bursar-simulate-tokens: histories of services and of payment tokens for their calls.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/token_history.hpp"

#include <array>

namespace bursar::simulation {
namespace {

using Figures = TokenHistory::Figures;

constexpr std::array figures = {FigureOf<Figures>{"tokens", &Figures::issued},
                                FigureOf<Figures>{"settled", &Figures::settled},
                                FigureOf<Figures>{"cancelled", &Figures::cancelled},
                                FigureOf<Figures>{"released", &Figures::released},
                                FigureOf<Figures>{"expired", &Figures::expired},
                                FigureOf<Figures>{"breached", &Figures::breached},
                                FigureOf<Figures>{"refunds", &Figures::refunded}};

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<TokenHistory>::main(
      {"bursar-simulate-tokens", "Simulated histories of services and of payment tokens", figures},
      argc, argv);
}
