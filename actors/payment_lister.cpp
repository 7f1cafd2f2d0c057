#include "actors/payment_lister.hpp"

#include "actors/fail_stop.hpp"

#include <memory>
#include <utility>

#include <caf/actor_system.hpp>
#include <caf/typed_event_based_actor.hpp>

namespace bursar::actors {
namespace {

PaymentLister::behavior_type behavior(PaymentLister::pointer self,
                                      const std::shared_ptr<const PaymentReading>& reading,
                                      const OnFatal* on_fatal,
                                      const std::function<void()>& after_answer) {
  fail_stop(self, on_fatal);
  return {[reading, after_answer](Ask<PaymentsCall>& ask) {
    ask.call->outcome = list_payments(ask.call->command, *reading);
    Call::answer(std::move(ask.call));
    after_answer();
  }};
}

}  // namespace

PaymentLister spawn_payment_lister(caf::actor_system& system, PaymentReading reading,
                                   const OnFatal& on_fatal, WriterThread thread,
                                   std::function<void()> after_answer) {
  auto shared = std::make_shared<const PaymentReading>(std::move(reading));
  if (thread == WriterThread::own)
    return system.spawn<caf::detached>(behavior, shared, &on_fatal, std::move(after_answer));
  return system.spawn(behavior, shared, &on_fatal, std::move(after_answer));
}

}  // namespace bursar::actors
