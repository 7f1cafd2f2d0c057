#pragma once

// Disputes, to and from Cap'n Proto: their facts, and what a checkpoint says of them.

#include "ledger/record.hpp"
#include "persistence/codec_checkpoint.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::DisputeOpened& opened, wire::DisputeOpened::Builder to);
ledger::DisputeOpened read(wire::DisputeOpened::Reader from);

void write(const ledger::EvidenceAdded& added, wire::EvidenceAdded::Builder to);
ledger::EvidenceAdded read(wire::EvidenceAdded::Reader from);

void write(const ledger::DisputeMoved& moved, wire::DisputeMoved::Builder to);
ledger::DisputeMoved read(wire::DisputeMoved::Reader from);

void write(const ledger::DisputeRefunded& refunded, wire::DisputeRefunded::Builder to);
ledger::DisputeRefunded read(wire::DisputeRefunded::Reader from);

void write(const ledger::ReceivableRepaid& repaid, wire::ReceivableRepaid::Builder to);
ledger::ReceivableRepaid read(wire::ReceivableRepaid::Reader from);

void write(const DisputeSum& sum, wire::DisputeSum::Builder to);
DisputeSum read(wire::DisputeSum::Reader from);

/// Of the course of a payment.
void write(const ledger::DisputeCourse& course, wire::CourseSum::Builder to);
ledger::DisputeCourse read_dispute_course(wire::CourseSum::Reader from);

}  // namespace bursar::persistence
