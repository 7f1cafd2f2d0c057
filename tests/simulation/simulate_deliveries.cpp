// bursar-simulate-deliveries: histories of webhooks, and of receivers that do not always answer.

#include "tests/simulation/delivery_history.hpp"
#include "tests/simulation/many_histories.hpp"

#include <array>

namespace bursar::simulation {
namespace {

using Figures = DeliveryHistory::Figures;

constexpr std::array figures = {
    FigureOf<Figures>{"events", &Figures::events},
    FigureOf<Figures>{"webhooks", &Figures::webhooks}, FigureOf<Figures>{"sent", &Figures::sent},
    FigureOf<Figures>{"taken", &Figures::taken}, FigureOf<Figures>{"disabled", &Figures::disabled}};

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<DeliveryHistory>::main(
      {"bursar-simulate-deliveries",
       "Simulated histories of webhooks, and of receivers that do not always answer", figures},
      argc, argv);
}
