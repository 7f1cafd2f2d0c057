#pragma once

// Services and tokens as the export writes them: the members of a record's fact.

#include "ledger/record.hpp"
#include "net/json_writer.hpp"

namespace bursar::commands {

void write_fact(net::JsonWriter& json, const ledger::ServiceMade& made);
void write_fact(net::JsonWriter& json, const ledger::ServiceChanged& changed);
void write_fact(net::JsonWriter& json, const ledger::ServiceMarked& marked);
void write_fact(net::JsonWriter& json, const ledger::TokenIssued& issued);
void write_fact(net::JsonWriter& json, const ledger::TokenAdvanced& advanced);
void write_fact(net::JsonWriter& json, const ledger::TokenEnded& ended);
/// What a payment says of the token that it settles.
void write_settled(net::JsonWriter& json, const ledger::Settled& settled);

}  // namespace bursar::commands
