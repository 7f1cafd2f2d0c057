#include "net/policy_evaluation.hpp"

#include "ledger/policy.hpp"
#include "net/authority.hpp"
#include "net/errors.hpp"
#include "net/json_values.hpp"
#include "net/path_policy.hpp"
#include "net/policy_body.hpp"
#include "net/policy_view.hpp"
#include "net/visit.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using actors::WalletCall;

namespace {

struct EvaluationBody {
  ledger::WalletId wallet = {};
  ledger::Money amount = {};
  std::string recipient;
  std::string category;
  std::optional<ledger::Time> at;

  static const Schema schema;
};

constexpr std::array policy_evaluation_body_fields = {
    takes<&EvaluationBody::wallet, Kind::wallet_id>("wallet_id", Need::required,
                                                    "The wallet that would pay"),
    takes<&EvaluationBody::amount, Kind::amount>("amount", Need::required,
                                                 "What the payee would get"),
    takes<&EvaluationBody::recipient, Kind::label>(
        "recipient", Need::required, "A wallet id, a service id, or the label of somebody outside"),
    takes<&EvaluationBody::category, Kind::label>("category", Need::optional,
                                                  "What the payer would say it is for"),
    takes<&EvaluationBody::at, Kind::time>("at", Need::optional, "When; now, unless told"),
};

constexpr std::array trace_fields = {
    tells("rule", Kind::text, "A rule of the policy, as its field is called"),
    tells("outcome", Kind::text, "pass or deny"),
    tells("limit", Kind::text, "What it allows: money, or how many payments", Need::optional),
    tells("used", Kind::text, "How much of that is used", Need::optional),
    tells("max_allowed_now", Kind::amount, "The largest amount that it would let pass"),
    tells("resets_at", Kind::time, "When it opens again", Need::optional),
};
constexpr Schema trace_schema{"PolicyRuling", trace_fields};

constexpr std::array evaluation_fields = {
    tells("decision", Kind::text, "allow or deny"),
    tells("requires_approval", Kind::flag, "Whether a payment that passes would wait for approval"),
    tells("policy_id", Kind::text, "pol_ and 26 characters"),
    tells("version", Kind::count, "The version that was asked"),
    tells("rule", Kind::text, "The first rule that says no", Need::optional),
    tells("max_allowed_now", Kind::amount, "The largest amount that every rule would let pass"),
    tells("resets_at", Kind::time, "When that rule opens again", Need::optional),
    tells("trace", Kind::many, trace_schema, "Every rule of the policy, in order"),
};
constexpr Schema evaluation_schema{"PolicyEvaluation", evaluation_fields};

/// A payment that nobody makes, and the policy that it is shown to.
struct Trial {
  std::shared_ptr<const ledger::PolicyInForce> policy;
  ledger::Money amount = {};
  WrittenRecipient recipient;
  std::string label;
  std::string category;
  ledger::Time at = {};

  ledger::Spend spend() const {
    return {.amount = amount,
            .to = recipient.wallet,
            .service = recipient.service,
            .to_external = label,
            .category = category,
            .now = at};
  }
};

void write_ruling(JsonWriter& json, const ledger::Ruling& ruling) {
  json.open_object()
      .text("rule", word(ruling.rule))
      .text("outcome", ruling.allows ? "pass" : "deny");
  if (!write_rule_figures(json, ruling.rule, ruling.limit, ruling.used))
    json.null("limit").null("used");
  json.money("max_allowed_now", ruling.left).time("resets_at", ruling.resets_at).close_object();
}

void write_evaluation(JsonWriter& json, const Trial& trial, const ledger::Counters& counters) {
  const ledger::PolicyInForce& policy = *trial.policy;
  const ledger::Spend spend = trial.spend();
  const auto may = judge(&policy, counters, spend);
  json.open_object()
      .text("decision", may ? "allow" : "deny")
      .flag("requires_approval",
            may && approval_rule(policy.terms, trial.amount) != ledger::PolicyRule::none);
  write_policy_id(json, "policy_id", policy.terms.id);
  json.number("version", std::uint64_t{policy.terms.version})
      .text_or_null("rule", may ? std::string_view{} : word(may.error().rule))
      .money("max_allowed_now", allowance(&policy, counters, spend))
      .time("resets_at", may ? ledger::Time{} : may.error().resets_at)
      .key("trace")
      .open_array();
  for (const ledger::PolicyRule rule : ledger::policy_rules)
    if (const auto says = ruling(rule, policy, counters, spend)) write_ruling(json, *says);
  json.close_array().close_object();
}

void evaluate_policy(Visit& visit, EvaluationBody& body) {
  const auto recipient = recipient_of(body.recipient);
  if (!recipient) return malformed(visit, "#/recipient", "begins like an id and is none");
  auto policy = path_policy(visit);
  if (!policy) return refuse(visit, policy.error());
  const auto wallet = visit.edge.engine.find_wallet(body.wallet);
  if (const auto reached = reach(visit.caller(), body.wallet, wallet); !reached)
    return refuse(visit, reached.error());
  auto trial = std::make_shared<Trial>(
      Trial{.policy = *std::move(policy),
            .amount = body.amount,
            .recipient = {.wallet = recipient->wallet, .service = recipient->service, .label = {}},
            .label = recipient->label.empty() ? std::string{} : body.recipient,
            .category = std::move(body.category),
            .at = body.at.value_or(visit.now())});
  auto call = std::make_shared<WalletCall>();
  call->command.wallet = wallet->account;
  ask(visit, &actors::Engine::wallet, std::move(call),
      [trial = std::move(trial)](Edge&, Exchange& exchange, WalletCall& seen) {
        const ledger::WalletState& state = seen.outcome->state;
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_evaluation(json, *trial, {.usage = state.usage, .recent = state.recent});
      });
}

constexpr std::array policy_evaluation_rows = {
    Route{.name = "evaluate_policy",
          .verb = Verb::post,
          .path = "/v1/policies/{id}/evaluate",
          .who = who::org,
          .permission = ledger::Permission::wallets_read,
          .id = PathId::policy,
          .body = body_of<evaluate_policy>,
          .reply = {200, &evaluation_schema},
          .handle = handle<evaluate_policy>,
          .tag = "Policies",
          .summary = "Ask a policy about a payment that is not made: nothing moves"},
};

}  // namespace

const Schema EvaluationBody::schema{"PolicyEvaluationRequest", policy_evaluation_body_fields};

std::span<const Route> policy_evaluation_routes() {
  return policy_evaluation_rows;
}

}  // namespace bursar::net
