#pragma once

// Services, tokens, sessions and approvals in the rows of a checkpoint, to and from Cap'n Proto.

#include "persistence/codec_checkpoint.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::OpenTokens& tokens, wire::WalletSum::Builder to);
ledger::OpenTokens read_tokens(wire::WalletSum::Reader from);

void write(const ServiceSum& sum, wire::ServiceSum::Builder to);
ServiceSum read(wire::ServiceSum::Reader from);

void write(const TokenSum& sum, wire::TokenSum::Builder to);
TokenSum read(wire::TokenSum::Reader from);

void write(const SessionSum& sum, wire::SessionSum::Builder to);
SessionSum read(wire::SessionSum::Reader from);

void write(const ApprovalSum& sum, wire::ApprovalSum::Builder to);
ApprovalSum read(wire::ApprovalSum::Reader from);

}  // namespace bursar::persistence
