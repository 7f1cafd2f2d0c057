#pragma once

// Payouts, to and from Cap'n Proto: their facts, and what a checkpoint says of them.

#include "ledger/record.hpp"
#include "persistence/codec_checkpoint.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::PayoutAsked& asked, wire::PayoutAsked::Builder to);
ledger::PayoutAsked read(wire::PayoutAsked::Reader from);

void write(const ledger::PayoutAdvanced& advanced, wire::PayoutAdvanced::Builder to);
ledger::PayoutAdvanced read(wire::PayoutAdvanced::Reader from);

void write(const ledger::PayoutEnded& ended, wire::PayoutEnded::Builder to);
ledger::PayoutEnded read(wire::PayoutEnded::Reader from);

void write(const ledger::PayoutCompleted& completed, wire::PayoutCompleted::Builder to);
ledger::PayoutCompleted read(wire::PayoutCompleted::Reader from);

void write(const ledger::OpenPayouts& payouts, wire::WalletSum::Builder to);
ledger::OpenPayouts read_payouts(wire::WalletSum::Reader from);

void write(const PayoutSum& sum, wire::PayoutSum::Builder to);
PayoutSum read(wire::PayoutSum::Reader from);

}  // namespace bursar::persistence
