#pragma once

// Services and tokens in the rows of a checkpoint, to and from Cap'n Proto.

#include "persistence/codec_checkpoint.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write(const ledger::OpenTokens& tokens, wire::WalletSum::Builder to);
ledger::OpenTokens read_tokens(wire::WalletSum::Reader from);

void write(const ServiceSum& sum, wire::ServiceSum::Builder to);
ServiceSum read(wire::ServiceSum::Reader from);

void write(const TokenSum& sum, wire::TokenSum::Builder to);
TokenSum read(wire::TokenSum::Reader from);

}  // namespace bursar::persistence
