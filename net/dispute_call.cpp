#include "net/dispute_call.hpp"

#include "ledger/decimal.hpp"
#include "ledger/payment_states.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"

#include <cstdint>
#include <memory>
#include <string>
#include <utility>

namespace bursar::net {

using actors::DisputeCall;
using actors::DisputeCommand;
using ledger::DisputeEvent;
using ledger::Errc;

namespace {

void put_duplicate(Edge& edge, Exchange& exchange, ledger::Sequence payment) {
  const auto opening = edge.engine.record(edge.engine.course(payment).dispute.opened);
  const std::string id =
      opening ? ledger::text("disp_", edge.engine.payment_id(*opening)) : std::string{};
  put_problem(exchange,
              {.outcome = outcome(Errc::duplicate_dispute),
               .request_id = exchange.request_id,
               .dispute = id},
              exchange.dialect);
}

void put_lacking(Exchange& exchange, const ledger::Error& error) {
  const std::string detail =
      "It has " + text(error.max_allowed_now) + " of the " + text(error.limit) +
      " that are to go back and lacks " + text(error.limit - error.max_allowed_now) +
      ". Resolve it with cover: true, so that its organisation's treasury gives that and is repaid "
      "from its next credits; or wait until it has more.";
  put_refusal(exchange, error, detail);
}

bool put_own_refusal(Edge& edge, Exchange& exchange, const DisputeCall& call) {
  const ledger::Error& error = call.outcome.error();
  if (error.code == Errc::duplicate_dispute)
    put_duplicate(edge, exchange, call.command.act.refund.payment);
  else if (error.code == Errc::invalid_state)
    put_wrong_turn(edge, exchange, call.command);
  else if (error.code == Errc::dispute_too_late)
    put_invalid_state(exchange, word(state_of(edge.engine.course(call.command.act.refund.payment))),
                      outcome(error.code).detail);
  else if (error.code == Errc::cover_needed)
    put_lacking(exchange, error);
  else if (!call.why.empty())
    put_refusal(exchange, error, call.why);
  else
    return false;
  rests_on(exchange, call.rests_on);
  return true;
}

}  // namespace

void put_wrong_turn(Edge& edge, Exchange& exchange, const DisputeCommand& command) {
  const ledger::PaymentCourse course = edge.engine.course(command.act.refund.payment);
  if (command.act.event == DisputeEvent::open)
    return put_invalid_state(exchange, word(state_of(course)),
                             command.act.refund.paid.payee.none()
                                 ? "It was paid to somebody outside: nobody here can give it back. "
                                   "Have it refunded, where that is possible."
                                 : "Nothing is left of it that could go back.");
  const std::string now{word(course.dispute.status)};
  put_invalid_state(exchange, now,
                    "It is " + now +
                        " by now: one that is open can be withdrawn or reviewed, one that is under "
                        "review resolved, and an end stays.");
}

void hand_over(Visit& visit, DisputeCommand command) {
  auto call = std::make_shared<DisputeCall>();
  command.now = visit.now();
  command.keyed.answer_version.dialect = static_cast<std::uint8_t>(visit.route.dialect);
  call->command = std::move(command);
  call->organization = visit.caller().organization;
  visit.exchange.await(*call,
                       [&edge = visit.edge, &exchange = visit.exchange](actors::Call* answered) {
                         auto* decided = static_cast<DisputeCall*>(answered);
                         if (decided != nullptr && decided->outcome)
                           put_receipt(edge, exchange, *decided->outcome);
                         else if (decided == nullptr || !put_own_refusal(edge, exchange, *decided))
                           settled_as<DisputeCall>(edge, exchange, answered);
                         exchange.done();
                       });
  visit.edge.engine.dispute(std::move(call));
}

}  // namespace bursar::net
