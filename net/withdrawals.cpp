#include "net/withdrawals.hpp"

#include "net/dialects/theros.hpp"
#include "net/dialects/wallgent.hpp"
#include "net/funding.hpp"
#include "net/idempotency.hpp"
#include "net/json_values.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/spelling.hpp"

#include <array>
#include <memory>
#include <utility>
#include <variant>

namespace bursar::net {

using actors::FundCall;
using actors::WalletCall;
using actors::WithdrawCall;
using ledger::Errc;
using ledger::Funded;
using ledger::Money;
using ledger::Permission;
using ledger::WalletAddress;
using ledger::Withdrawn;

namespace {

constexpr std::array withdrawal_fields = {
    takes<&WithdrawalBody::amount, Kind::all_or_some>(
        "amount", Need::required, "What goes back; \"all\": whatever the wallet has free"),
    takes<&WithdrawalBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                   "Makes it safe to send again"),
};

constexpr std::array adjustment_fields = {
    takes<&AdjustmentBody::amount, Kind::adjustment>(
        "amount", Need::required,
        "What the agent gets of the organisation; below zero, what it gives back"),
    takes<&AdjustmentBody::key, Kind::idempotency>("idempotency_key", Need::optional,
                                                   "Makes it safe to send again"),
};

constexpr std::array withdrawn_fields = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("wallet_id", Kind::text, "The wallet that gave it back"),
    tells("withdrawn_amount", Kind::amount, "What went back"),
    tells("balance", Kind::amount, "What the wallet held then"),
    tells("org_balance_remaining", Kind::amount, "What the org wallet held then"),
    tells("currency", Kind::text, "USD"),
    tells("created_at", Kind::time, "When it was decided"),
};
constexpr Schema withdrawn_schema{"Withdrawal", withdrawn_fields, "The receipt of a withdrawal."};

constexpr std::array adjusted_fields = {
    tells("id", Kind::text, "agt_ and the 26 characters of its wallet's id"),
    tells("wallet_id", Kind::text, "Its wallet"),
    tells("adjustment", Kind::amount, "What it got; below zero, what it gave back"),
    tells("new_balance", Kind::amount, "What its wallet held then"),
    tells("currency", Kind::text, "USD"),
    tells("transaction_id", Kind::text, "tx_ and 26 characters"),
    tells("created_at", Kind::time, "When it was decided"),
};
constexpr Schema adjusted_schema{"BudgetAdjustment", adjusted_fields};

/// Of the agent's side.
struct Adjusted {
  ledger::WalletId wallet_id = {};
  ledger::AccountNumber wallet = {};
  Money adjustment = {};
};

Adjusted adjusted(const ledger::Record& record) {
  if (const auto* funded = std::get_if<Funded>(&record.fact))
    return {funded->wallet_id, funded->wallet, funded->amount.money()};
  const auto& withdrawn = std::get<Withdrawn>(record.fact);
  return {withdrawn.wallet_id, withdrawn.wallet, -withdrawn.amount};
}

/// False: the request's keys are malformed, which is the answer.
bool takes_key(Visit& visit, std::string& key) {
  const auto wrong = choose_key(visit.request.idempotency_key, key);
  if (!wrong.empty()) malformed(visit, key_field, wrong);
  return wrong.empty();
}

template <class Call>
std::shared_ptr<Call> begun(Visit& visit, std::string key) {
  auto call = std::make_shared<Call>();
  call->organization = visit.caller().organization;
  call->command.keyed = keyed_by(visit, std::move(key));
  call->command.now = visit.now();
  return call;
}

void hand_over_withdrawal(Edge& edge, Exchange& exchange, const WalletAddress& own,
                          std::shared_ptr<WithdrawCall> call) {
  call->command.withdraw.org_wallet = own;
  await_receipt(edge, exchange, *call);
  edge.engine.withdraw(std::move(call));
}

void hand_over_funding(Edge& edge, Exchange& exchange, const WalletAddress& own,
                       std::shared_ptr<FundCall> call) {
  call->command.fund.org_wallet = own;
  await_receipt(edge, exchange, *call);
  edge.engine.fund(std::move(call));
}

/// Whoever is no agent has no budget to adjust; else as with_org_wallet().
template <class GoOn>
void of_agent(Visit& visit, GoOn go_on) {
  auto question = std::make_shared<WalletCall>();
  question->command.wallet = visit.path_wallet().account;
  question->organization = visit.caller().organization;
  visit.exchange.await(*question, [&edge = visit.edge, &exchange = visit.exchange,
                                   go_on = std::move(go_on)](actors::Call* answered) mutable {
    const auto* known = known_from<WalletCall>(edge, exchange, answered);
    if (known == nullptr) return exchange.done();
    if (known->outcome->profile.opened.agent)
      return with_org_wallet(edge, exchange, std::move(go_on));
    rests_on(exchange, known->rests_on);
    put_refusal(exchange, {.code = Errc::not_found});
    exchange.done();
  });
  visit.edge.engine.wallet(std::move(question));
}

void ask_to_add(Visit& visit, AdjustmentBody& body) {
  auto call = begun<FundCall>(visit, std::move(body.key));
  call->command.fund = {
      .wallet = visit.path_wallet(), .amount = amount_of(body.amount), .adjusts_budget = true};
  of_agent(visit, [call = std::move(call)](Edge& edge, Exchange& exchange,
                                           const WalletAddress& own) mutable {
    hand_over_funding(edge, exchange, own, std::move(call));
  });
}

void ask_to_remove(Visit& visit, AdjustmentBody& body) {
  auto call = begun<WithdrawCall>(visit, std::move(body.key));
  call->command.withdraw = {
      .wallet = visit.path_wallet(), .amount = amount_of(-body.amount), .adjusts_budget = true};
  of_agent(visit, [call = std::move(call)](Edge& edge, Exchange& exchange,
                                           const WalletAddress& own) mutable {
    hand_over_withdrawal(edge, exchange, own, std::move(call));
  });
}

constexpr std::array withdrawals_rows = {
    Route{.name = "withdraw_from_wallet",
          .verb = Verb::post,
          .path = "/v1/wallets/{id}/withdraw",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .body = body_of<withdraw>,
          .reply = {200, &withdrawn_schema},
          .handle = handle<withdraw>,
          .tag = "Wallets",
          .summary = "Fetch money back from a wallet, or all it has free; a frozen one gives too"},
    Route{.name = "adjust_agent_budget",
          .verb = Verb::post,
          .path = "/v1/agents/{id}/adjust-budget",
          .who = who::org,
          .permission = Permission::wallets_write,
          .replay = Replay::by_key,
          .id = PathId::wallet,
          .body = body_of<adjust_budget>,
          .reply = {200, &adjusted_schema},
          .handle = handle<adjust_budget>,
          .tag = "Agents",
          .summary = "Move money between the organisation and an agent, either way"},
};

}  // namespace

const Schema WithdrawalBody::schema{"WithdrawalRequest", withdrawal_fields};
const Schema AdjustmentBody::schema{"BudgetAdjustmentRequest", adjustment_fields};

void withdraw(Visit& visit, WithdrawalBody& body) {
  if (!takes_key(visit, body.key)) return;
  if (visit.path_wallet().type == ledger::WalletType::org)
    return malformed(visit, "An organisation's own wallet has nowhere to give back to.");
  auto call = begun<WithdrawCall>(visit, std::move(body.key));
  call->command.withdraw.wallet = visit.path_wallet();
  if (!body.amount.zero()) call->command.withdraw.amount = amount_of(body.amount);
  with_org_wallet(
      visit.edge, visit.exchange,
      [call = std::move(call)](Edge& edge, Exchange& exchange, const WalletAddress& own) mutable {
        hand_over_withdrawal(edge, exchange, own, std::move(call));
      });
}

void adjust_budget(Visit& visit, AdjustmentBody& body) {
  if (!takes_key(visit, body.key)) return;
  if (visit.path_wallet().type == ledger::WalletType::org) return refuse(visit, Errc::not_found);
  if (body.amount.negative())
    ask_to_remove(visit, body);
  else
    ask_to_add(visit, body);
}

bool adjusts_budget(const ledger::Record& record) {
  if (const auto* funded = std::get_if<Funded>(&record.fact)) return funded->adjusts_budget;
  const auto* withdrawn = std::get_if<Withdrawn>(&record.fact);
  return withdrawn != nullptr && withdrawn->adjusts_budget;
}

void write_withdrawal(JsonWriter& json, const ledger::Record& record, const ledger::Bits128& id) {
  if (dialect_of(record) == Dialect::theros) return write_theros_withdrawal(json, record);
  const auto& withdrawn = std::get<Withdrawn>(record.fact);
  json.open_object()
      .id("id", "tx_", id)
      .text("wallet_id", wallet_text(withdrawn.wallet_id))
      .money("withdrawn_amount", withdrawn.amount)
      .money("balance", balance_after(record, withdrawn.wallet))
      .money("org_balance_remaining", balance_after(record, withdrawn.to))
      .text("currency", currency_text(false))
      .time("created_at", record.time)
      .close_object();
}

void write_adjustment(JsonWriter& json, const ledger::Record& record, const ledger::Bits128& id) {
  const auto [wallet_id, wallet, adjustment] = adjusted(record);
  const Money balance = balance_after(record, wallet);
  if (dialect_of(record) == Dialect::wallgent)
    return write_wallgent_adjustment(json, wallet_id, adjustment, balance);
  json.open_object()
      .text("id", agent_text(wallet_id))
      .text("wallet_id", wallet_text(wallet_id))
      .money("adjustment", adjustment)
      .money("new_balance", balance)
      .text("currency", currency_text(false))
      .id("transaction_id", "tx_", id)
      .time("created_at", record.time)
      .close_object();
}

std::span<const Route> withdrawal_routes() {
  return withdrawals_rows;
}

}  // namespace bursar::net
