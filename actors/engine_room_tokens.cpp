// What the engine takes in of tokens.

#include "actors/engine_room.hpp"
#include "ledger/check.hpp"

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

// What gives back needs no room. A key is the payee's, and looked up by its wallet; a known one is
// answered without room too.
void EngineRoom::act_on_token(std::shared_ptr<TokenActCall> call) {
  end_round();
  const KeyHashes keyed = content_hash_.of(call->command);
  CHECK(keyed.none() || call->command.act.event != ledger::TokenEvent::cancel);
  if (keyed.none() && !gives_back(call->command) && read_only())
    return refuse(call, ledger::Errc::read_only);
  if (!admit(call)) return;
  ledger::ActOnToken& asked = call->command.act;
  const ledger::Paid& payment = asked.issued.payment;
  asked.payee = tables_.wallet(payment.payee_id).value();
  salt(asked.salt);
  if (!keyed.none()) tidy(call->command.now);
  const WayIn way = around_.way_to(keyed.none() ? payment.payer : payment.payee);
  if (!way) return refuse(call, ledger::Errc::not_found);
  around_.send(way, KeyedAsk<TokenActCall>{std::move(call), keyed});
}

void EngineRoom::token(std::shared_ptr<TokenCall> call) {
  end_round();
  if (admit(call)) caf::anon_send(around_.tokens, Ask<TokenCall>{std::move(call)});
}

}  // namespace bursar::actors
