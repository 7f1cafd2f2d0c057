// bursar-simulate-refunds: histories of payments that are refunded and of sealed keys.

#include "tests/simulation/many_histories.hpp"
#include "tests/simulation/refund_history.hpp"

namespace bursar::simulation {
namespace {

using Figures = RefundHistory::Figures;

void add(Figures& all, const Figures& one) {
  all.paid += one.paid;
  all.refunded += one.refunded;
  all.sealed += one.sealed;
  all.batches += one.batches;
  all.disputes += one.disputes;
  all.covered += one.covered;
  all.repaid += one.repaid;
}

void tell(const Figures& all) {
  std::printf(
      "%llu payments, %llu refunds, %llu seals, %llu batches, %llu disputes, %llu covered, %llu "
      "repayments",
      number(all.paid), number(all.refunded), number(all.sealed), number(all.batches),
      number(all.disputes), number(all.covered), number(all.repaid));
}

}  // namespace
}  // namespace bursar::simulation

int main(int argc, char** argv) {
  using namespace bursar::simulation;
  return ManyHistories<RefundHistory>::main(
      {"bursar-simulate-refunds",
       "Simulated histories of payments that are refunded, and of keys that are sealed", add, tell},
      argc, argv);
}
