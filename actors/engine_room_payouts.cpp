// What the engine takes in of payouts.

#include "actors/engine_room.hpp"
#include "ledger/check.hpp"

#include <memory>
#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

void EngineRoom::pay_out(std::shared_ptr<PayOutCall> call) {
  end_round();
  if (!admit(call)) return;
  ledger::Pay& pay = call->command.payout.pay;
  hand_over(std::move(call), pay.payer.account, pay.salt);
}

// It gives back, and needs no room.
void EngineRoom::cancel_payout(std::shared_ptr<CancelPayoutCall> call) {
  CHECK(call->command.act.event == ledger::PayoutEvent::cancel);
  end_round();
  if (!admit(call)) return;
  const WayIn way = around_.way_to(call->command.act.asked.payment.payer);
  if (!way) return refuse(call, ledger::Errc::not_found);
  around_.send(way, Ask<CancelPayoutCall>{std::move(call)});
}

}  // namespace bursar::actors
