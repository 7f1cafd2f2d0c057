#pragma once

#include "actors/fatal.hpp"
#include "actors/journal_writer.hpp"
#include "actors/payment_list.hpp"
#include "actors/protocol.hpp"

namespace bursar::actors {

/// What it reads may be cold, so a live lister has a thread of its own, like the writer.
PaymentLister spawn_payment_lister(caf::actor_system& system, PaymentReading reading,
                                   const OnFatal& on_fatal, WriterThread thread);

}  // namespace bursar::actors
