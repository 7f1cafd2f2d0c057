#pragma once

#include "actors/fatal.hpp"
#include "actors/journal_writer.hpp"
#include "actors/payment_list.hpp"
#include "actors/protocol.hpp"

#include <functional>

namespace bursar::actors {

/// What it reads may be cold, so a live lister has a thread of its own, like the writer. Whoever
/// waits for answers is told of each by `after_answer`.
PaymentLister spawn_payment_lister(caf::actor_system& system, PaymentReading reading,
                                   const OnFatal& on_fatal, WriterThread thread,
                                   std::function<void()> after_answer);

}  // namespace bursar::actors
