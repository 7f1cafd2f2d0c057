#pragma once

// What goes back of payments, and keys that are never used any more, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_checkpoint.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_refunded(const ledger::Refunded& refunded, wire::Refunded::Builder to);
ledger::Refunded read_refunded(wire::Refunded::Reader from);

void write_sealed(const ledger::Sealed& sealed, wire::Sealed::Builder to);
ledger::Sealed read_sealed(wire::Sealed::Reader from);

// What a checkpoint keeps of them.

void write(const CourseSum& sum, wire::CourseSum::Builder to);
CourseSum read(wire::CourseSum::Reader from);

void write(const SealSum& sum, wire::SealSum::Builder to);
SealSum read(wire::SealSum::Reader from);

}  // namespace bursar::persistence
