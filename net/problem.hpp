#pragma once

// Refusals as bodies: application/problem+json (RFC 9457), or a dialect's own shape.

#include "ledger/result.hpp"
#include "net/errors.hpp"
#include "net/exchange.hpp"
#include "net/json_reader.hpp"
#include "net/json_writer.hpp"
#include "net/route.hpp"

#include <span>
#include <string_view>

namespace bursar::net {

struct Problem {
  Outcome outcome;
  std::string_view request_id;
  const ledger::Error* figures = nullptr;  // what an agent can reckon with
  std::span<const Fault> faults = {};
  std::string_view detail = {};   // instead of the outcome's own
  std::string_view state = {};    // what the object is by now; empty: not said
  std::string_view dispute = {};  // that is there already; likewise
};

/// Rendered from the problem alone: a stored refusal looks the same at every replay.
void write_problem(JsonWriter& json, const Problem& problem, Dialect dialect);

/// What an agent can reckon with, where the refusal has any: rule, limit, used, max_allowed_now and
/// resets_at.
void write_figures(JsonWriter& json, const ledger::Error& error, Dialect dialect);

/// Makes it the answer, with the header fields that belong to its status.
void put_problem(Exchange& exchange, const Problem& problem, Dialect dialect);

// The same in the exchange's dialect and under its request id.

void put_refusal(Exchange& exchange, const ledger::Error& error, std::string_view detail = {});
/// RATE_LIMITED, until a window opens again.
void put_rate_limited(Exchange& exchange, int seconds_left);
/// UNAUTHENTICATED, to whoever had a session.
void put_session_ended(Exchange& exchange);
void put_refusal(Exchange& exchange, EdgeRefusal refusal, std::string_view detail = {});
/// INVALID_STATE, with what the object is by now.
void put_invalid_state(Exchange& exchange, std::string_view state, std::string_view detail);
void put_refusal(Exchange& exchange, const FramingRefusal& refusal);
void put_faults(Exchange& exchange, std::span<const Fault> faults);
void put_malformed(Exchange& exchange, std::string_view detail);
/// `pointer` is the fault's place: "#/amount", "?limit", "Idempotency-Key".
void put_fault(Exchange& exchange, std::string_view pointer, std::string_view detail);

extern const Schema problem_schema;
/// What the refusals of a dialect's routes look like.
const Schema& problem_schema_of(Dialect dialect);

}  // namespace bursar::net
