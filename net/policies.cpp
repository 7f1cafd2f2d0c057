#include "net/policies.hpp"

#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"
#include "net/wallet_view.hpp"

#include <array>
#include <optional>
#include <string>

namespace bursar::net {

using actors::MakePolicyCall;
using actors::PoliciesCall;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::array<std::string_view, 1> policy_prefixes = {"pol_"};

struct PolicyBody {
  std::string name;
  std::optional<ledger::Money> max_per_tx;
  std::optional<ledger::Money> max_per_day;
  std::optional<ledger::Money> max_per_month;
  std::optional<ledger::Money> max_total;

  static const Schema schema;
};

constexpr std::array policy_body_fields = {
    takes<&PolicyBody::name, Kind::label>("name", Need::optional, "Its name"),
    takes<&PolicyBody::max_per_tx, Kind::limit>("max_per_tx", Need::optional,
                                                "At most so much at once; 0 means read-only"),
    takes<&PolicyBody::max_per_day, Kind::limit>("max_per_day", Need::optional,
                                                 "At most so much in a UTC day"),
    takes<&PolicyBody::max_per_month, Kind::limit>("max_per_month", Need::optional,
                                                   "At most so much in a UTC month"),
    takes<&PolicyBody::max_total, Kind::limit>("max_total", Need::optional,
                                               "At most so much in all"),
};

constexpr std::array policy_fields = {
    tells("id", Kind::text, "pol_ and 26 characters"),
    tells("version", Kind::count, "Every change is a new version"),
    tells("name", Kind::text, "Its name", Need::optional),
    tells("environment", Kind::text, "SANDBOX or PRODUCTION"),
    tells("max_per_tx", Kind::limit, "At most so much at once", Need::optional),
    tells("max_per_day", Kind::limit, "At most so much in a UTC day", Need::optional),
    tells("max_per_month", Kind::limit, "At most so much in a UTC month", Need::optional),
    tells("max_total", Kind::limit, "At most so much in all", Need::optional),
    tells("created_at", Kind::time, "When it was made"),
};
constexpr Schema policy_schema{"Policy", policy_fields, "What a wallet may spend."};

void write_policy(JsonWriter& json, const ledger::Policy& policy) {
  const ledger::PolicyMade& made = policy.made;
  json.open_object()
      .text("id", ledger::text("pol_", made.terms.id.bits))
      .number("version", std::uint64_t{made.terms.version})
      .text_or_null("name", made.name)
      .text("environment", environment_text(made.environment));
  write_policy_terms(json, made.terms);
  json.time("created_at", policy.created_at).close_object();
}

void make_policy(Visit& visit, PolicyBody& body) {
  auto call = std::make_shared<MakePolicyCall>();
  call->command = {.organization = visit.caller().organization,
                   .policy = {.terms = {.max_per_tx = body.max_per_tx,
                                        .max_per_day = body.max_per_day,
                                        .max_per_month = body.max_per_month,
                                        .max_total = body.max_total},
                              .environment = visit.caller().environment,
                              .name = std::move(body.name)},
                   .now = visit.now()};
  ask(visit, &actors::Engine::make_policy, std::move(call),
      [](Edge&, Exchange& exchange, MakePolicyCall& made) {
        exchange.response.status = 201;
        JsonWriter json{exchange.response.body};
        write_policy(json, *made.outcome);
      });
}

std::shared_ptr<PoliciesCall> policies_call(const Scope& of) {
  auto call = std::make_shared<PoliciesCall>();
  call->command.organization = of.organization;
  call->command.environment = of.environment;
  return call;
}

void list_policies(Visit& visit) {
  if (const auto of = scope(visit))
    ask_for_page(visit, &actors::Engine::policies, policies_call(*of), write_policy);
}

void show_policy(Visit& visit) {
  const auto id = ledger::parse_id(visit.id, policy_prefixes);
  if (!id) return refuse(visit, Errc::not_found);
  const auto of = scope(visit);
  if (!of) return;
  auto call = policies_call(*of);
  call->command.only = {*id};
  ask(visit, &actors::Engine::policies, std::move(call),
      [](Edge&, Exchange& exchange, PoliciesCall& answered) {
        const auto& rows = answered.outcome->rows;
        if (rows.empty()) return put_refusal(exchange, {.code = Errc::not_found});
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        write_policy(json, rows.front());
      });
}

constexpr std::array page = {limit_parameter, cursor_parameter, organization_parameter,
                             environment_parameter};
constexpr std::array place = {organization_parameter, environment_parameter};

constexpr std::array rows = {
    Route{.name = "create_policy",
          .verb = Verb::post,
          .path = "/v1/policies",
          .who = who::org,
          .permission = Permission::policies_write,
          .body = body_of<make_policy>,
          .reply = {201, &policy_schema},
          .handle = handle<make_policy>,
          .tag = "Policies",
          .summary = "Make a policy"},
    Route{.name = "list_policies",
          .verb = Verb::get,
          .path = "/v1/policies",
          .who = who::org_and_operator,
          .permission = Permission::wallets_read,
          .parameters = page,
          .reply = {200, &policy_schema, true},
          .handle = handle<list_policies>,
          .tag = "Policies",
          .summary = "List policies, newest first"},
    Route{.name = "get_policy",
          .verb = Verb::get,
          .path = "/v1/policies/{id}",
          .who = who::org_and_operator,
          .permission = Permission::wallets_read,
          .id = PathId::policy,
          .parameters = place,
          .reply = {200, &policy_schema},
          .handle = handle<show_policy>,
          .tag = "Policies",
          .summary = "Read a policy"},
};

}  // namespace

const Schema PolicyBody::schema{"PolicyRequest", policy_body_fields};

std::span<const Route> policy_routes() {
  return rows;
}

}  // namespace bursar::net
