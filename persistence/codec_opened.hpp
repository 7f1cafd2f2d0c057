#pragma once

// What an Opened record brings into being, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_organization(const ledger::OrganizationOpened& opened,
                        wire::OrganizationOpened::Builder to);
ledger::OrganizationOpened read_organization(wire::OrganizationOpened::Reader from);

void write_wallet(const ledger::WalletOpened& opened, wire::WalletOpened::Builder to);
ledger::WalletOpened read_wallet(wire::WalletOpened::Reader from);

void write_key(const ledger::KeyMade& made, wire::KeyMade::Builder to);
ledger::KeyMade read_key(wire::KeyMade::Reader from);

void write_opened(const ledger::Opened& opened, wire::Opened::Builder to);
ledger::Opened read_opened(wire::Opened::Reader from);

}  // namespace bursar::persistence
