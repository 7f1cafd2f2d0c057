#pragma once

// A policy as the API shows it, and what of it others show too.

#include "ledger/books.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

namespace bursar::net {

void write_policy(JsonWriter& json, const ledger::Policy& policy);
/// Null where it is none.
void write_policy_id(JsonWriter& json, std::string_view name, ledger::PolicyId id);
/// The members of its rules but for the four lists: where there are many policies on a page, those
/// are as long as a body may be.
void write_policy_rules(JsonWriter& json, const ledger::PolicyTerms& terms);
/// The four lists.
void write_policy_lists(JsonWriter& json, const ledger::PolicyTerms& terms);

/// Most rules count money, velocity counts payments, and those that name whom or when have no
/// figures: then nothing is written, and that is told.
bool write_rule_figures(JsonWriter& json, ledger::PolicyRule rule, ledger::Money limit,
                        ledger::Money used, Dialect dialect = Dialect::canonical);

extern const Schema policy_schema;
extern const Schema policy_in_wallet_schema;

}  // namespace bursar::net
