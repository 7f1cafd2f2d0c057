#include "net/fund_batch.hpp"

#include "ledger/check.hpp"
#include "net/authority.hpp"
#include "net/dialects/theros.hpp"
#include "net/funding.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/payments.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <array>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::net {

using actors::FundBatchCall;
using ledger::BatchFunded;
using ledger::Permission;

namespace {

constexpr std::array allocation_fields = {
    takes<&AllocationBody::wallet, Kind::wallet_id>("wallet_id", Need::required,
                                                    "Which wallet; none is named twice"),
    takes<&AllocationBody::amount, Kind::amount>("amount", Need::required, "What it gets"),
};
constexpr Schema allocation_schema{"Allocation", allocation_fields};

constexpr std::array batch_fields = {
    takes_many<&FundBatchBody::allocations>("allocations", allocation_schema,
                                            ledger::allocations_max, "Who gets how much"),
    takes<&FundBatchBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                  "Makes it safe to send again"),
};

constexpr std::array funded_fields = {
    tells("wallet_id", Kind::text, "The funded wallet"),
    tells("funded_amount", Kind::amount, "What it got"),
    tells("balance", Kind::amount, "What it held then"),
};
constexpr Schema funded_schema{"FundedAllocation", funded_fields};

constexpr std::array reply_fields = {
    tells("id", Kind::text, "tx_ and 26 characters, of all of them together"),
    tells("funded", Kind::many, funded_schema, "In the order of the allocations"),
    tells("total", Kind::amount, "What all of them got"),
    tells("org_balance_remaining", Kind::amount, "What the org wallet held then"),
    tells("currency", Kind::text, "USD"),
    tells("created_at", Kind::time, "When it was decided"),
};
constexpr Schema reply_schema{"BatchFunding", reply_fields, "The receipt of many fundings."};

/// To the wallet of one, as the row calls it.
std::string pointer_to(std::size_t index, const Visit& visit) {
  const Schema& allocation = *visit.route.body->fields.front().of;
  return "#/allocations/" + std::to_string(index) + '/' +
         std::string{allocation.fields.front().name};
}

/// What no field alone can show to be wrong.
std::optional<Fault> named_twice(const Visit& visit, const FundBatchBody& body) {
  std::unordered_set<ledger::WalletId> seen;
  for (std::size_t i = 0; i < body.allocations.size(); ++i) {
    const ledger::WalletId wallet = body.allocations[i].wallet;
    if (wallet.bits != names_nothing && !seen.insert(wallet).second)
      return Fault{pointer_to(i, visit), "is given twice in this batch"};
  }
  return std::nullopt;
}

/// The parts, as far as the caller reaches; of the first that is beyond it, why.
ledger::Result<std::vector<ledger::FundBatch::Part>> parts_of(const Visit& visit,
                                                              const FundBatchBody& body) {
  std::vector<ledger::FundBatch::Part> parts;
  parts.reserve(body.allocations.size());
  for (const auto& [id, amount] : body.allocations) {
    const auto wallet = visit.edge.engine.find_wallet(id);
    if (const auto reached = reach(visit.caller(), id, wallet); !reached) {
      ledger::Error error = reached.error();
      error.part = static_cast<std::uint16_t>(parts.size() + 1);
      return std::unexpected{error};
    }
    parts.push_back({.wallet = wallet.value(), .amount = amount_of(amount)});
  }
  return parts;
}

/// False: one of them is the giver itself, which is the answer.
bool others_alone(Visit& visit, const std::vector<ledger::FundBatch::Part>& parts) {
  for (std::size_t i = 0; i < parts.size(); ++i) {
    if (parts[i].wallet.type != ledger::WalletType::org) continue;
    malformed(visit, pointer_to(i, visit), "is the organisation's own wallet, which gives");
    return false;
  }
  return true;
}

constexpr std::array fund_batch_rows = {
    Route{.name = "fund_wallets",
          .verb = Verb::post,
          .path = "/v1/wallets/fund-batch",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .bound = BodyBound::fundings,
          .body = body_of<fund_batch>,
          .reply = {200, &reply_schema},
          .handle = handle<fund_batch>,
          .tag = "Wallets",
          .summary = "Fund up to 1,000 wallets from the organisation, all of them or none"},
};

}  // namespace

const Schema FundBatchBody::schema{"FundBatchRequest", batch_fields};

void fund_batch(Visit& visit, FundBatchBody& body) {
  if (const auto wrong = choose_key(visit.request.idempotency_key, body.key); !wrong.empty())
    return malformed(visit, key_field, wrong);
  if (const auto fault = named_twice(visit, body))
    return malformed(visit, fault->pointer, fault->detail);
  auto parts = parts_of(visit, body);
  if (!parts) return refuse(visit, parts.error());
  if (!others_alone(visit, *parts)) return;
  auto call = std::make_shared<FundBatchCall>();
  call->organization = visit.caller().organization;
  call->command.keyed = keyed_by(visit, std::move(body.key));
  call->command.now = visit.now();
  call->command.batch.parts = *std::move(parts);
  with_org_wallet(visit.edge, visit.exchange,
                  [call = std::move(call)](Edge& edge, Exchange& exchange,
                                           const ledger::WalletAddress& own) mutable {
                    call->command.batch.org_wallet = own;
                    await_receipt(edge, exchange, *call);
                    edge.engine.fund_batch(std::move(call));
                  });
}

// The entries stand in the order of the allocations, behind the giver's.
void write_batch_funding(JsonWriter& json, const ledger::Record& record,
                         const ledger::Bits128& id) {
  if (dialect_of(record) == Dialect::theros) return write_theros_batch(json, record);
  const auto& funded = std::get<BatchFunded>(record.fact);
  CHECK(record.entries.size() == funded.allocations.size() + 1);
  json.open_object().id("id", "tx_", id).key("funded").open_array();
  for (std::size_t i = 0; i < funded.allocations.size(); ++i)
    json.open_object()
        .text("wallet_id", wallet_text(funded.allocations[i].wallet_id))
        .money("funded_amount", funded.allocations[i].amount.money())
        .money("balance", record.entries[i + 1].balance_after)
        .close_object();
  json.close_array()
      .money("total", -record.entries.front().amount)
      .money("org_balance_remaining", record.entries.front().balance_after)
      .text("currency", currency_text(false))
      .time("created_at", record.time)
      .close_object();
}

std::span<const Route> fund_batch_routes() {
  return fund_batch_rows;
}

}  // namespace bursar::net
