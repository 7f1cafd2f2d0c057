#pragma once

// Payments, and those that wait for approval, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_paid(const ledger::Paid& paid, wire::Paid::Builder to);
ledger::Paid read_paid(wire::Paid::Reader from);

void write_payment_held(const ledger::PaymentHeld& held, wire::PaymentHeld::Builder to);
ledger::PaymentHeld read_payment_held(wire::PaymentHeld::Reader from);

void write_approval_ended(const ledger::ApprovalEnded& ended, wire::ApprovalEnded::Builder to);
ledger::ApprovalEnded read_approval_ended(wire::ApprovalEnded::Reader from);

}  // namespace bursar::persistence
