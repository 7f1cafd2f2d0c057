#pragma once

// A dispute and what is shown there, as their records tell them.

#include "actors/engine.hpp"
#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"
#include "net/schema.hpp"

#include <string_view>
#include <vector>

namespace bursar::net {

constexpr std::string_view dispute_words =
    "open|under_review|resolved_refunded|resolved_denied|withdrawn";

/// As one record of it left it: the dispute or, of evidence, that piece. Rendered from that record
/// and the one that opened it, alone, in the spelling that it was asked in.
void write_dispute_record(JsonWriter& json, const actors::Engine& engine,
                          const ledger::Record& record);
/// The members alone, of an object that is open.
void write_dispute_members(JsonWriter& json, const actors::Engine& engine,
                           const ledger::Record& record, Dialect dialect = Dialect::canonical);

/// The dispute that `opened` has begun, as it stands, without the end of its object.
void write_dispute_as_it_stands(JsonWriter& json, const actors::Engine& engine,
                                const ledger::Record& opened,
                                const actors::DisputeStanding& standing, Dialect dialect);
/// Every piece that was shown there, in their order, as far as it is kept.
void write_evidence_list(JsonWriter& json, const actors::Engine& engine,
                         const ledger::Record& opened);
/// The members of a piece.
void write_evidence_members(JsonWriter& json, const actors::Engine& engine,
                            const ledger::Record& record, bool names_dispute);

extern const Schema dispute_schema;
extern const Schema dispute_with_evidence_schema;
extern const Schema agentpay_dispute_schema;
extern const Schema agentpay_dispute_with_evidence_schema;
extern const Schema evidence_schema;
extern const Schema evidence_with_content_schema;

}  // namespace bursar::net
