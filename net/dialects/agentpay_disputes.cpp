// AgentPay's disputes: opened, listed, shown evidence for, withdrawn.

#include "net/dialects/agentpay.hpp"
#include "net/dialects/agentpay_page.hpp"
#include "net/dispute_view.hpp"
#include "net/disputes.hpp"

#include <array>

namespace bursar::net {

using ledger::Permission;

namespace {

constexpr std::array listed_fields = {
    tells("disputes", Kind::many, agentpay_dispute_schema, "Newest first"),
};
constexpr std::array page_fields = joined(listed_fields, numbered_fields);
constexpr Schema page_schema{"AgentPayDisputePage", page_fields};

void list_numbered(Visit& visit) {
  auto query = disputes_query(visit);
  if (!query) return;
  query->page = numbered_page;
  const actors::Engine& engine = visit.edge.engine;
  put_numbered_page(visit.exchange, visit.query, "disputes", engine.disputes(*query),
                    [&engine](JsonWriter& json, const actors::DisputeRow& row) {
                      write_dispute_row(json, engine, row, Dialect::agentpay);
                    });
  rests_on(visit.exchange, visit.durable);
  visit.exchange.done();
}

constexpr std::array disputes_page = {
    Parameter{"status", "Only those that are this by now", dispute_words}, limit_parameter,
    offset_parameter};

constexpr std::array agentpay_disputes_rows = {
    Route{.name = "agentpay_create_dispute",
          .verb = Verb::post,
          .path = "/agentpay/v1/disputes",
          .who = who::agents_too,
          .permission = Permission::disputes_write,
          .dialect = Dialect::agentpay,
          .body = body_of<create_dispute>,
          .reply = {201, &agentpay_dispute_schema},
          .handle = handle<create_dispute>,
          .tag = "AgentPay",
          .summary = "Open a dispute on a completed payment, in AgentPay's spelling"},
    Route{.name = "agentpay_list_disputes",
          .verb = Verb::get,
          .path = "/agentpay/v1/disputes",
          .who = who::agents_too,
          .permission = Permission::payments_read,
          .dialect = Dialect::agentpay,
          .parameters = disputes_page,
          .reply = {200, &page_schema},
          .handle = handle<list_numbered>,
          .tag = "AgentPay",
          .summary = "List disputes of either side, newest first, in AgentPay's spelling"},
    Route{.name = "agentpay_get_dispute",
          .verb = Verb::get,
          .path = "/agentpay/v1/disputes/{id}",
          .who = who::agents_too,
          .permission = Permission::payments_read,
          .id = PathId::dispute,
          .dialect = Dialect::agentpay,
          .reply = {200, &agentpay_dispute_with_evidence_schema},
          .handle = handle<show_dispute>,
          .tag = "AgentPay",
          .summary = "Read a dispute and what was shown there, in AgentPay's spelling"},
    Route{.name = "agentpay_add_evidence",
          .verb = Verb::post,
          .path = "/agentpay/v1/disputes/{id}/evidence",
          .who = who::agents_too,
          .permission = Permission::disputes_write,
          .id = PathId::dispute,
          .bound = BodyBound::evidence,
          .dialect = Dialect::agentpay,
          .body = body_of<add_evidence>,
          .reply = {201, &evidence_schema},
          .handle = handle<add_evidence>,
          .tag = "AgentPay",
          .summary = "Add evidence to an open or under-review dispute, in AgentPay's spelling"},
    Route{.name = "agentpay_withdraw_dispute",
          .verb = Verb::post,
          .path = "/agentpay/v1/disputes/{id}/withdraw",
          .who = who::agents_too,
          .permission = Permission::disputes_write,
          .id = PathId::dispute,
          .dialect = Dialect::agentpay,
          .reply = {200, &agentpay_dispute_schema},
          .handle = handle<withdraw_dispute>,
          .tag = "AgentPay",
          .summary = "Drop a dispute before it is reviewed, in AgentPay's spelling"},
};

}  // namespace

std::span<const Route> agentpay_dispute_routes() {
  return agentpay_disputes_rows;
}

}  // namespace bursar::net
