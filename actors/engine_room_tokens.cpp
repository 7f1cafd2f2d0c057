// What the engine takes in of tokens.

#include "actors/engine_room.hpp"

#include <memory>
#include <utility>

#include <caf/send.hpp>

namespace bursar::actors {

void EngineRoom::authorize(std::shared_ptr<AuthorizeCall> call) {
  end_round();
  if (!admit(call)) return;
  ledger::Pay& pay = call->command.authorize.pay;
  hand_over(std::move(call), pay.payer.account, pay.salt);
}

// What gives back needs no room.
void EngineRoom::act_on_token(std::shared_ptr<TokenActCall> call) {
  end_round();
  ledger::ActOnToken& asked = call->command.act;
  const bool gives_back =
      asked.event == ledger::TokenEvent::cancel || asked.event == ledger::TokenEvent::release;
  if (!gives_back && read_only()) return refuse(call, ledger::Errc::read_only);
  if (!admit(call)) return;
  const ledger::Paid& payment = asked.issued.payment;
  asked.payee = tables_.wallet(payment.payee_id).value();
  salt(asked.salt);
  const WayIn way = around_.way_to(payment.payer);
  if (!way) return refuse(call, ledger::Errc::not_found);
  around_.send(way, Ask<TokenActCall>{std::move(call)});
}

void EngineRoom::token(std::shared_ptr<TokenCall> call) {
  end_round();
  if (admit(call)) caf::anon_send(around_.tokens, Ask<TokenCall>{std::move(call)});
}

}  // namespace bursar::actors
