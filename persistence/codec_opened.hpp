#pragma once

// What an Opened record brings into being, and the terms of policies, to and from Cap'n Proto.

#include "ledger/record.hpp"
#include "persistence/codec_schema.hpp"

namespace bursar::persistence {

void write_terms(const ledger::PolicyTerms& terms, wire::PolicyTerms::Builder to);
ledger::PolicyTerms read_terms(wire::PolicyTerms::Reader from);

void write_organization(const ledger::OrganizationOpened& opened,
                        wire::OrganizationOpened::Builder to);
ledger::OrganizationOpened read_organization(wire::OrganizationOpened::Reader from);

void write_wallet(const ledger::WalletOpened& opened, wire::WalletOpened::Builder to);
ledger::WalletOpened read_wallet(wire::WalletOpened::Reader from);

void write_key(const ledger::KeyMade& made, wire::KeyMade::Builder to);
ledger::KeyMade read_key(wire::KeyMade::Reader from);

void write_policy(const ledger::PolicyMade& made, wire::PolicyMade::Builder to);
ledger::PolicyMade read_policy(wire::PolicyMade::Reader from);

void write_opened(const ledger::Opened& opened, wire::Opened::Builder to);
ledger::Opened read_opened(wire::Opened::Reader from);

}  // namespace bursar::persistence
