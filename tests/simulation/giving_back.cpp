#include "tests/simulation/giving_back.hpp"

#include "tests/simulation/payments.hpp"
#include "tests/simulation/postings.hpp"
#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace bursar::simulation {
namespace {

// Mostly one of the newest: of those something is left.
const PaymentRow* any_payment_made(Simulation& simulation) {
  const auto& all = simulation.books().payments;
  if (all.empty()) return nullptr;
  const std::size_t newest = simulation.one_in(4) ? all.size() : 8;
  const auto back = simulation.below(std::min(all.size(), newest));
  return &std::prev(all.end(), static_cast<std::ptrdiff_t>(1 + back))->second;
}

// A third of it all that is left. Who gives and who gets the engine knows by itself.
void refund_of(Simulation& simulation, const PaymentRow& payment) {
  auto command = World::refund_of(payment.record, std::nullopt, any_key(simulation));
  if (!simulation.one_in(3))
    command.refund.amount = ledger::Amount::of(
        Money::units(1 + static_cast<std::int64_t>(simulation.below(
                             static_cast<std::uint64_t>(payment.paid().amount.money().units())))));
  const ledger::Paid& paid = payment.paid();
  command.refund.to = simulation.wallet(paid.payer);
  command.refund.giver = simulation.wallet(paid.payee.none() ? paid.payer : paid.payee);
  command.refund.org_wallet = simulation.wallet(own_wallet(command.refund.to));
  simulation.refund(std::move(command));
}

}  // namespace

void refund(Simulation& simulation) {
  if (const PaymentRow* payment = any_payment_made(simulation)) refund_of(simulation, *payment);
}

void let_several_refund(Simulation& simulation) {
  const PaymentRow* payment = any_payment_made(simulation);
  if (payment == nullptr) return;
  for (std::uint64_t left = 2 + simulation.below(3); left > 0; --left)
    refund_of(simulation, *payment);
}

}  // namespace bursar::simulation
