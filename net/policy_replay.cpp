#include "net/policy_replay.hpp"

#include "actors/engine.hpp"
#include "net/errors.hpp"
#include "net/path_policy.hpp"
#include "net/policy_view.hpp"
#include "net/spelling.hpp"
#include "net/visit.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using actors::ReplayPolicyCall;
using ledger::PaymentSum;
using ledger::PolicyVerdicts;

namespace {

struct ReplayBody {
  ledger::Time from = {};
  std::optional<ledger::Time> to;
  std::string cursor;

  static const Schema schema;
};

constexpr std::array policy_replay_body_fields = {
    takes<&ReplayBody::from, Kind::time>("from", Need::required, "The first instant that counts"),
    takes<&ReplayBody::to, Kind::time>("to", Need::optional,
                                       "The first that does not; now, unless told"),
    takes<&ReplayBody::cursor, Kind::label>("cursor", Need::optional,
                                            "next_cursor of the page before"),
};

constexpr std::array rule_fields = {
    tells("rule", Kind::text, "A rule of the policy, as its field is called"),
    tells("denied", Kind::count, "How many payments it would have been the first to deny"),
    tells("denied_amount", Kind::amount, "Their amounts"),
};
constexpr Schema rule_schema{"PolicyReplayRule", rule_fields};

constexpr std::array agent_fields = {
    tells("wallet_id", Kind::text, "The wallet that paid"),
    tells("name", Kind::text, "Its name", Need::optional),
    tells("complete", Kind::flag, "False: it has too many records since, or some were archived"),
    tells("payments", Kind::count, "How many it made in that time"),
    tells("amount", Kind::amount, "Their amounts, without fees"),
    tells("denied", Kind::count, "How many of them would have been denied"),
    tells("denied_amount", Kind::amount, "Their amounts"),
    tells("first_denied_at", Kind::time, "When the first of these was made", Need::optional),
    tells("rules", Kind::many, rule_schema, "Those that would have denied one"),
};
constexpr Schema agent_schema{"PolicyReplayAgent", agent_fields};

constexpr std::array replay_fields = {
    tells("policy_id", Kind::text, "pol_ and 26 characters"),
    tells("version", Kind::count, "The version that was asked"),
    tells("from", Kind::time, "The first instant that counts"),
    tells("to", Kind::time, "The first that does not"),
    tells("payments", Kind::count, "How many payments the wallets of this page made"),
    tells("amount", Kind::amount, "Their amounts, without fees"),
    tells("denied", Kind::count, "How many of them would have been denied"),
    tells("denied_amount", Kind::amount, "Their amounts"),
    tells("rules", Kind::many, rule_schema, "Those that would have denied one"),
    tells("agents", Kind::many, agent_schema, "Every wallet of this page that paid"),
    tells("has_more", Kind::flag, "Whether there are more wallets"),
    tells("next_cursor", Kind::text, "Where they begin", Need::optional),
};
constexpr Schema replay_schema{"PolicyReplay", replay_fields};

void write_verdicts(JsonWriter& json, const PolicyVerdicts& verdicts) {
  json.number("payments", verdicts.seen.payments)
      .money("amount", verdicts.seen.amount)
      .number("denied", verdicts.denied.payments)
      .money("denied_amount", verdicts.denied.amount);
}

void write_rules(JsonWriter& json, const PolicyVerdicts& verdicts) {
  json.key("rules").open_array();
  for (const auto& [rule, sum] : verdicts.denied_by)
    json.open_object()
        .text("rule", word(rule))
        .number("denied", sum.payments)
        .money("denied_amount", sum.amount)
        .close_object();
  json.close_array();
}

void write_agent(JsonWriter& json, const actors::ReplayedWallet& wallet) {
  json.open_object()
      .text("wallet_id", wallet_text(wallet.wallet))
      .text_or_null("name", wallet.name)
      .flag("complete", wallet.complete);
  write_verdicts(json, wallet.verdicts);
  json.time("first_denied_at", wallet.verdicts.first_denied_at);
  write_rules(json, wallet.verdicts);
  json.close_object();
}

/// What a cursor is bound to: the sums of all pages are of one policy and one time.
std::string filters(const actors::ReplayPolicy& asked) {
  const ledger::PolicyTerms& terms = asked.policy->terms;
  return "policy replay?policy=" + ledger::text(terms.id.bits) +
         "&version=" + std::to_string(terms.version) +
         "&organization=" + std::to_string(asked.organization.value) +
         "&from=" + std::to_string(asked.from.milliseconds) +
         "&to=" + std::to_string(asked.to.milliseconds);
}

void put_replay(Edge& edge, Exchange& exchange, ReplayPolicyCall& answered) {
  const actors::ReplayPolicy& asked = answered.command;
  const actors::PolicyReplayed& page = *answered.outcome;
  PolicyVerdicts all;
  for (const actors::ReplayedWallet& wallet : page.wallets) all.add(wallet.verdicts);
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object();
  write_policy_id(json, "policy_id", asked.policy->terms.id);
  json.number("version", std::uint64_t{asked.policy->terms.version})
      .time("from", asked.from)
      .time("to", asked.to);
  write_verdicts(json, all);
  write_rules(json, all);
  json.key("agents").open_array();
  for (const actors::ReplayedWallet& wallet : page.wallets) write_agent(json, wallet);
  json.close_array().flag("has_more", page.next != 0);
  if (page.next == 0)
    json.null("next_cursor");
  else
    json.text("next_cursor", edge.cursors.write(page.next, filters(asked)));
  json.close_object();
}

void replay_policy(Visit& visit, ReplayBody& body) {
  auto policy = path_policy(visit);
  if (!policy) return refuse(visit, policy.error());
  auto call = std::make_shared<ReplayPolicyCall>();
  actors::ReplayPolicy& asked = call->command;
  asked.organization = visit.caller().organization;
  asked.environment = visit.caller().environment;
  asked.policy = *std::move(policy);
  asked.from = body.from;
  asked.to = body.to.value_or(visit.now());
  if (asked.from >= asked.to) return malformed(visit, "#/from", "is not before the end");
  if (!body.cursor.empty()) {
    if (!body.to)
      return malformed(visit, "#/to", "goes with a cursor: as the page before has told it");
    const auto position = visit.edge.cursors.read(body.cursor, filters(asked));
    if (!position)
      return malformed(visit, "#/cursor", "is not one of this policy, as it is now, and this time");
    asked.before = *position;
  }
  ask(visit, &actors::Engine::replay_policy, std::move(call), put_replay);
}

constexpr std::array policy_replay_rows = {
    Route{.name = "replay_policy",
          .verb = Verb::post,
          .path = "/v1/policies/{id}/replay",
          .who = who::org,
          .permission = ledger::Permission::payments_read,
          .id = PathId::policy,
          .body = body_of<replay_policy>,
          .reply = {200, &replay_schema},
          .handle = handle<replay_policy>,
          .tag = "Policies",
          .summary = "Show a policy past payments: what it would have denied; nothing moves"},
};

}  // namespace

const Schema ReplayBody::schema{"PolicyReplayRequest", policy_replay_body_fields};

std::span<const Route> policy_replay_routes() {
  return policy_replay_rows;
}

}  // namespace bursar::net
