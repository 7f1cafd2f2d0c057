#include "net/policies.hpp"

#include "net/list.hpp"
#include "net/named_organization.hpp"
#include "net/policy_body.hpp"
#include "net/policy_view.hpp"
#include "net/problem.hpp"

#include <array>
#include <optional>
#include <string>

namespace bursar::net {

using actors::ChangePolicyCall;
using actors::DeletePolicyCall;
using actors::MakePolicyCall;
using actors::PoliciesCall;
using ledger::Errc;
using ledger::Permission;

namespace {

constexpr std::array<std::string_view, 1> policy_prefixes = {"pol_"};

constexpr std::array deleted_fields = {
    tells("id", Kind::text, "pol_ and 26 characters"),
    tells("deleted", Kind::flag, "true"),
};
constexpr Schema deleted_schema{"DeletedPolicy", deleted_fields};

/// None: the body was refused.
std::optional<ledger::PolicyPatch> patch_of(Visit& visit, const PolicyBody& body) {
  const auto& policies = visit.edge.engine.policies();
  auto patch =
      policy_patch(body, [&](std::string_view zone) { return policies.zone(zone) != nullptr; });
  if (patch) return *std::move(patch);
  malformed(visit, patch.error().pointer, patch.error().detail);
  return std::nullopt;
}

void put_policy(Exchange& exchange, const ledger::Policy& policy, int status) {
  exchange.response.status = status;
  JsonWriter json{exchange.response.body};
  write_policy(json, policy);
}

void make_policy(Visit& visit, PolicyBody& body) {
  const auto patch = patch_of(visit, body);
  if (!patch) return;
  auto call = std::make_shared<MakePolicyCall>();
  call->command.organization = visit.caller().organization;
  call->command.policy.environment = visit.caller().environment;
  call->command.now = visit.now();
  patch->apply(call->command.policy.terms, call->command.policy.name);
  ask(visit, &actors::Engine::make_policy, std::move(call),
      [](Edge&, Exchange& exchange, MakePolicyCall& made) {
        put_policy(exchange, *made.outcome, 201);
      });
}

void change_policy(Visit& visit, PolicyBody& body) {
  auto patch = patch_of(visit, body);
  if (!patch) return;
  const auto id = ledger::parse_id(visit.id, policy_prefixes);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = std::make_shared<ChangePolicyCall>();
  call->command = {.organization = visit.caller().organization,
                   .environment = visit.caller().environment,
                   .policy = {*id},
                   .patch = *std::move(patch),
                   .now = visit.now()};
  ask(visit, &actors::Engine::change_policy, std::move(call),
      [](Edge&, Exchange& exchange, ChangePolicyCall& changed) {
        put_policy(exchange, *changed.outcome, 200);
      });
}

void delete_policy(Visit& visit) {
  const auto id = ledger::parse_id(visit.id, policy_prefixes);
  if (!id) return refuse(visit, Errc::not_found);
  auto call = std::make_shared<DeletePolicyCall>();
  call->command = {.organization = visit.caller().organization,
                   .environment = visit.caller().environment,
                   .policy = {*id},
                   .now = visit.now()};
  ask(visit, &actors::Engine::delete_policy, std::move(call),
      [](Edge&, Exchange& exchange, DeletePolicyCall& deleted) {
        exchange.response.status = 200;
        JsonWriter json{exchange.response.body};
        json.open_object();
        write_policy_id(json, "id", deleted.outcome->made.terms.id);
        json.flag("deleted", true).close_object();
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
        put_policy(exchange, rows.front(), 200);
      });
}

constexpr std::array policies_page = {limit_parameter, cursor_parameter, organization_parameter,
                                      environment_parameter};
constexpr std::array place = {organization_parameter, environment_parameter};

constexpr std::array policies_rows = {
    Route{.name = "create_policy",
          .verb = Verb::post,
          .path = "/v1/policies",
          .who = who::org,
          .permission = Permission::policies_write,
          .bound = BodyBound::batch,
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
          .parameters = policies_page,
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
    Route{.name = "change_policy",
          .verb = Verb::patch,
          .path = "/v1/policies/{id}",
          .who = who::org,
          .permission = Permission::policies_write,
          .id = PathId::policy,
          .bound = BodyBound::batch,
          .body = body_of<change_policy>,
          .reply = {200, &policy_schema},
          .handle = handle<change_policy>,
          .tag = "Policies",
          .summary = "Change a policy: what is left out stays, null removes a rule"},
    Route{.name = "delete_policy",
          .verb = Verb::del,
          .path = "/v1/policies/{id}",
          .who = who::org,
          .permission = Permission::policies_write,
          .id = PathId::policy,
          .reply = {200, &deleted_schema},
          .handle = handle<delete_policy>,
          .tag = "Policies",
          .summary = "Delete a policy that binds no wallet"},
};

}  // namespace

std::span<const Route> policy_routes() {
  return policies_rows;
}

}  // namespace bursar::net
