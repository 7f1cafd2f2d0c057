#include "net/problem.hpp"

#include "net/policy_view.hpp"
#include "net/spelling.hpp"

#include <array>
#include <cstddef>
#include <functional>
#include <string>

namespace bursar::net {

using ledger::Errc;

namespace {

constexpr std::array fault_fields = {
    tells("pointer", Kind::text,
          "Where: #/amount in the body, ?limit in the query, a header field by its name"),
    tells("detail", Kind::text, "What is wrong there"),
};
constexpr Schema fault_schema{"Fault", fault_fields};

// What every dialect tells behind its own words for the problem.
constexpr std::array shared_fields = {
    tells("retryable", Kind::flag, "Whether the same key may help when sent again"),
    tells("retry_after", Kind::count, "Seconds to wait", Need::optional),
    tells("errors", Kind::many, fault_schema, "Every fault of the request", Need::optional),
    tells("rule", Kind::text, "The rule of the policy that said no", Need::optional),
    tells("limit", Kind::amount, "What it allows; velocity: how many payments", Need::optional),
    tells("used", Kind::amount, "How much of that is used, or how many", Need::optional),
    tells("max_allowed_now", Kind::amount, "The largest amount that would pass", Need::optional),
    tells("resets_at", Kind::time, "When the window opens again", Need::optional),
    tells("state", Kind::text, "With INVALID_STATE: what the object is by now", Need::optional),
    tells("dispute_id", Kind::text, "With DUPLICATE_DISPUTE: the one that there is",
          Need::optional),
};

constexpr std::array canonical_fields = {
    tells("type", Kind::text, "A URI that names the kind of problem"),
    tells("title", Kind::text, "What it is; the same for every problem of this code"),
    tells("status", Kind::count, "As in HTTP"),
    tells("detail", Kind::text, "What to do about it"),
    tells("code", Kind::text, "A word for programs, as INSUFFICIENT_FUNDS"),
    tells("request_id", Kind::text, "Names this request; of a stored answer, the first one"),
    tells("agentpay_code", Kind::text, "What AgentPay calls it"),
};
constexpr std::array problem_fields = joined(canonical_fields, shared_fields);

constexpr std::array message_fields = {tells("message", Kind::text, "What it is")};
constexpr std::array rest_fields = {
    tells("detail", Kind::text, "What to do about it"),
    tells("request_id", Kind::text, "Names this request; of a stored answer, the first one"),
};
constexpr std::array code_fields = {
    tells("code", Kind::text, "A word for programs, as INSUFFICIENT_FUNDS"),
};
constexpr std::array agentpay_code_fields = {
    tells("code", Kind::text, "AP-1001 and its kind, or a word"),
};
constexpr std::array reason_fields = {tells("reason", Kind::text, "Bursar's own code")};
constexpr std::array trove_code_fields = {
    tells("error", Kind::text, "A word for programs, as INSUFFICIENT_FUNDS"),
};

constexpr std::array agentpay_error_fields = money_as_numbers(
    joined(agentpay_code_fields, message_fields, reason_fields, rest_fields, shared_fields));
constexpr Schema agentpay_error_schema{"AgentPayError", agentpay_error_fields};
constexpr std::array agentpay_problem_fields = {
    tells("error", Kind::one, agentpay_error_schema, "Why not"),
};
constexpr std::array nested_error_fields =
    joined(code_fields, message_fields, rest_fields, shared_fields);
constexpr Schema nested_error_schema{"NestedError", nested_error_fields};
constexpr std::array nested_problem_fields = {
    tells("error", Kind::one, nested_error_schema, "Why not"),
};
constexpr std::array trove_problem_fields =
    money_as_numbers(joined(trove_code_fields, message_fields, rest_fields, shared_fields));

// These count against a limit; their figures are told when they are zero, too.
bool has_limit(Errc code) {
  return code == Errc::policy_denied || code == Errc::budget_exceeded ||
         code == Errc::faucet_exhausted;
}

void write_faults(JsonWriter& json, std::span<const Fault> faults) {
  if (faults.empty()) return;
  json.key("errors").open_array();
  for (const Fault& fault : faults)
    json.open_object().text("pointer", fault.pointer).text("detail", fault.detail).close_object();
  json.close_array();
}

// What is refused for one part of a batch tells which.
void write_part(JsonWriter& json, const ledger::Error& error, std::string_view why) {
  if (error.part == 0) return;
  const std::string place = std::to_string(error.part - 1);
  json.key("errors")
      .open_array()
      .open_object()
      .text("pointer",
            error.of_payments ? "#/payments/" + place : "#/allocations/" + place + "/wallet_id")
      .text("detail", why)
      .close_object()
      .close_array();
}

std::string_view detail_of(const Problem& problem) {
  return problem.detail.empty() ? problem.outcome.detail : problem.detail;
}

void write_shared(JsonWriter& json, const Problem& problem, Dialect dialect) {
  json.flag("retryable", problem.outcome.retryable);
  if (problem.outcome.retry_after > 0)
    json.number("retry_after", static_cast<std::uint64_t>(problem.outcome.retry_after));
  write_faults(json, problem.faults);
  if (!problem.state.empty()) json.text("state", problem.state);
  if (!problem.dispute.empty()) json.text("dispute_id", problem.dispute);
  if (problem.figures == nullptr) return;
  write_part(json, *problem.figures, problem.outcome.title);
  write_figures(json, *problem.figures, dialect);
}

// A resource server that finds none of these takes the answer for no answer.
void write_facilitators_no(JsonWriter& json, bool malformed) {
  constexpr std::string_view invalid = "invalid_payload";
  json.flag("isValid", false)
      .text("invalidReason", malformed ? invalid : "unexpected_verify_error")
      .flag("success", false)
      .text("errorReason", malformed ? invalid : "unexpected_settle_error")
      .text("transaction", "")
      .text("network", "");
}

void write_canonical(JsonWriter& json, const Problem& problem, bool facilitator) {
  const Outcome& outcome = problem.outcome;
  std::string type = "urn:bursar:problem:";
  type.append(outcome.code);
  json.open_object()
      .text("type", type)
      .text("title", outcome.title)
      .number("status", static_cast<std::uint64_t>(outcome.status))
      .text("detail", detail_of(problem))
      .text("code", outcome.code)
      .text("request_id", problem.request_id)
      .text("agentpay_code", outcome.agentpay);
  write_shared(json, problem, Dialect::canonical);
  if (facilitator) write_facilitators_no(json, outcome.status == 400);
  json.close_object();
}

void write_rest(JsonWriter& json, const Problem& problem, Dialect dialect) {
  json.text("detail", detail_of(problem)).text("request_id", problem.request_id);
  write_shared(json, problem, dialect);
}

// As their documents print it, with the rest beside: a client that knows none of it ignores it.
void write_nested(JsonWriter& json, const Problem& problem, Dialect dialect) {
  const Outcome& outcome = problem.outcome;
  const bool agentpay = dialect == Dialect::agentpay;
  json.open_object().key("error").open_object();
  json.text("code", agentpay ? outcome.agentpay : outcome.code).text("message", outcome.title);
  if (agentpay) json.text("reason", outcome.code);
  write_rest(json, problem, dialect);
  json.close_object().close_object();
}

void write_trove(JsonWriter& json, const Problem& problem) {
  json.open_object().text("error", problem.outcome.code).text("message", problem.outcome.title);
  write_rest(json, problem, Dialect::trove);
  json.close_object();
}

// Who was refused in one moment shall not come back in one moment: up to half as long again and two
// seconds, by what names the request.
int spread(int retry_after, std::string_view request_id) {
  const auto most = static_cast<std::size_t>(retry_after) / 2 + 2;
  return retry_after + static_cast<int>(std::hash<std::string_view>{}(request_id) % (most + 1));
}

void put(Exchange& exchange, Problem problem) {
  problem.request_id = exchange.request_id;
  if (problem.outcome.code == refusal_name(Errc::overloaded))
    problem.outcome.retry_after = spread(problem.outcome.retry_after, problem.request_id);
  put_problem(exchange, problem, exchange.dialect);
}

}  // namespace

const Schema problem_schema{"Problem", problem_fields, "Why not (RFC 9457)."};

const Schema& problem_schema_of(Dialect dialect) {
  static constexpr Schema agentpay{"AgentPayProblem", agentpay_problem_fields};
  static constexpr Schema nested{"NestedProblem", nested_problem_fields};
  static constexpr Schema trove{"TroveProblem", trove_problem_fields};
  switch (dialect) {
    case Dialect::canonical:
    case Dialect::x402:
      return problem_schema;
    case Dialect::agentpay:
      return agentpay;
    case Dialect::wallgent:
    case Dialect::theros:
      return nested;
    case Dialect::trove:
      return trove;
  }
  return problem_schema;
}

void write_figures(JsonWriter& json, const ledger::Error& error, Dialect dialect) {
  if (error.code == Errc::price_above_max || error.code == Errc::cover_needed)
    write_money(json, "limit", error.limit, dialect);
  const bool limited = has_limit(error.code);
  if (!limited && error.code != Errc::insufficient_funds && error.code != Errc::refund_exceeds &&
      error.code != Errc::cover_needed)
    return;
  if (error.rule != ledger::PolicyRule::none) json.text("rule", word(error.rule));
  if (limited) write_rule_figures(json, error.rule, error.limit, error.used, dialect);
  write_money(json, "max_allowed_now", error.max_allowed_now, dialect);
  if (limited) json.time("resets_at", error.resets_at);
}

void write_problem(JsonWriter& json, const Problem& problem, Dialect dialect) {
  switch (dialect) {
    case Dialect::canonical:
    case Dialect::x402:
      return write_canonical(json, problem, dialect == Dialect::x402);
    case Dialect::agentpay:
    case Dialect::wallgent:
    case Dialect::theros:
      return write_nested(json, problem, dialect);
    case Dialect::trove:
      return write_trove(json, problem);
  }
}

void put_problem(Exchange& exchange, const Problem& problem, Dialect dialect) {
  Response& response = exchange.response;
  const Outcome& outcome = problem.outcome;
  response.status = outcome.status;
  if (dialect == Dialect::canonical || dialect == Dialect::x402)
    response.content_type = "application/problem+json";
  if (outcome.status == 401) response.field("WWW-Authenticate", "Bearer");
  if (outcome.retry_after > 0) response.field("Retry-After", std::to_string(outcome.retry_after));
  response.body.clear();
  JsonWriter json{response.body};
  write_problem(json, problem, dialect);
}

void put_refusal(Exchange& exchange, const ledger::Error& error, std::string_view detail) {
  put(exchange,
      {.outcome = outcome(error.code), .request_id = {}, .figures = &error, .detail = detail});
}

void put_rate_limited(Exchange& exchange, int seconds_left) {
  Outcome limited = outcome(Errc::rate_limited);
  limited.retry_after = seconds_left;
  put(exchange, {.outcome = limited, .request_id = {}});
}

void put_session_ended(Exchange& exchange) {
  put(exchange, {.outcome = outcome(Errc::unauthenticated),
                 .request_id = {},
                 .detail = "The session token has expired or was rotated: ask for the new one."});
}

void put_refusal(Exchange& exchange, EdgeRefusal refusal, std::string_view detail) {
  put(exchange, {.outcome = outcome(refusal), .request_id = {}, .detail = detail});
}

void put_invalid_state(Exchange& exchange, std::string_view state, std::string_view detail) {
  put(exchange, {.outcome = outcome(Errc::invalid_state),
                 .request_id = {},
                 .detail = detail,
                 .state = state});
}

void put_refusal(Exchange& exchange, const FramingRefusal& refusal) {
  const std::string told = detail(refusal);
  put(exchange, {.outcome = outcome(refusal.error), .request_id = {}, .detail = told});
}

void put_faults(Exchange& exchange, std::span<const Fault> faults) {
  put(exchange, {.outcome = outcome(told(faults)), .request_id = {}, .faults = faults});
}

void put_fault(Exchange& exchange, std::string_view pointer, std::string_view detail) {
  const std::array faults = {Fault{std::string{pointer}, std::string{detail}}};
  put_faults(exchange, faults);
}

void put_malformed(Exchange& exchange, std::string_view detail) {
  put(exchange, {.outcome = outcome(Errc::invalid_request), .request_id = {}, .detail = detail});
}

}  // namespace bursar::net
