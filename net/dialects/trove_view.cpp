#include "net/dialects/trove.hpp"
#include "net/history.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <algorithm>
#include <array>

namespace bursar::net {

namespace {

constexpr std::array key_fields = {
    tells("id", Kind::text, "key_ and 26 characters"),
    tells("name", Kind::text, "Its name"),
    tells("api_key", Kind::text, "tvpk_…, shown once"),
};

constexpr std::array spent_fields = {
    tells("balance_usd", Kind::number, "What has been spent"),
    tells("total_spent_usd", Kind::number, "The same"),
    tells("budget_limit_usd", Kind::number, "What it may spend in its life", Need::optional),
    tells("remaining_budget_usd", Kind::number, "What is left of that", Need::optional),
    tells("transaction_count", Kind::count, "How often money moved"),
};
constexpr std::array id_fields = {tells("id", Kind::count, "The wallet's number")};
constexpr std::array name_fields = {
    tells("agent_id", Kind::text, "Your own name for the agent", Need::optional),
    tells("name", Kind::text, "Its name", Need::optional),
};
constexpr std::array made_fields = {tells("created_at", Kind::time, "When it was made")};
constexpr std::array wallet_fields = joined(id_fields, name_fields, spent_fields, made_fields);
constexpr std::array balance_wallet_fields = {
    tells("wallet_id", Kind::count, "The wallet's number")};
constexpr std::array balance_fields = joined(balance_wallet_fields, spent_fields);

constexpr std::array purchase_fields = {
    tells("id", Kind::text, "tx_ and 26 characters"),
    tells("amount_usd", Kind::number, "What the vendor got"),
    tells("fee_usd", Kind::number, "What was borne on top; it counts against no budget"),
    tells("description", Kind::text, "What it is for", Need::optional),
    tells("vendor", Kind::text, "Who was paid", Need::optional),
    tells("balance_usd", Kind::number, "What the wallet has spent with it"),
    tells("status", Kind::text, "completed"),
    tells("created_at", Kind::time, "When it was decided"),
};

constexpr std::array transaction_fields = {
    tells("id", Kind::text, "tx_ and 26 characters; none for an opening balance", Need::optional),
    tells("type", Kind::text, "purchase, payment, funding and others"),
    tells("amount_usd", Kind::number, "What moved"),
    tells("fee_usd", Kind::number, "What this wallet bore on top"),
    tells("direction", Kind::text, "debit or credit"),
    tells("description", Kind::text, "What it was for", Need::optional),
    tells("vendor", Kind::text, "Who is on the other side", Need::optional),
    tells("status", Kind::text, "completed"),
    tells("created_at", Kind::time, "When it was decided"),
};
constexpr Schema transaction_schema_of_trove{"TroveTransaction", transaction_fields};
constexpr std::array transactions_fields = {
    tells("transactions", Kind::many, transaction_schema_of_trove, "Newest first"),
    tells("page", Kind::count, "Which page, from 1"),
    tells("limit", Kind::count, "How many rows a page has"),
    tells("total", Kind::count, "How many there are"),
};

// A budget counts amounts without their fees, and so must what is told beside it.
void write_spent(JsonWriter& json, const ledger::WalletState& state) {
  const ledger::Money spent = state.usage.in_total;
  json.money_number("balance_usd", spent).money_number("total_spent_usd", spent);
  if (const auto limit = state.budget_limit) {
    json.money_number("budget_limit_usd", *limit);
    json.money_number("remaining_budget_usd", std::max(*limit - spent, ledger::Money{}));
  } else {
    json.null("budget_limit_usd").null("remaining_budget_usd");
  }
  json.number("transaction_count", state.transaction_count);
}

}  // namespace

const Schema trove_key_schema{"TroveKey", key_fields};
const Schema trove_wallet_schema{"TroveWallet", wallet_fields};
const Schema trove_balance_schema{"TroveBalance", balance_fields};
const Schema trove_purchase_schema{"TrovePurchase", purchase_fields};
const Schema trove_transactions_schema{"TroveTransactions", transactions_fields};

void write_trove_key(JsonWriter& json, const actors::KeyView& made) {
  json.open_object()
      .id("id", "key_", made.key.made.id.bits)
      .text("name", made.key.made.name)
      .text("api_key", made.secret)
      .close_object();
}

void write_trove_wallet(JsonWriter& json, const actors::WalletView& view) {
  const ledger::WalletOpened& opened = view.profile.opened;
  json.open_object()
      .number("id", opened.number)
      .text_or_null("agent_id", opened.agent_id)
      .text_or_null("name", opened.name);
  write_spent(json, view.state);
  json.time("created_at", view.profile.created_at).close_object();
}

void write_trove_balance(JsonWriter& json, const actors::WalletView& view) {
  json.open_object().number("wallet_id", view.profile.opened.number);
  write_spent(json, view.state);
  json.close_object();
}

void write_purchase(JsonWriter& json, const ledger::Record& record, const ledger::Bits128& id) {
  const ledger::Paid& paid = *payment_of(record);
  const bool waits = std::holds_alternative<ledger::PaymentHeld>(record.fact);
  json.open_object()
      .id("id", "tx_", id)
      .money_number("amount_usd", paid.amount.money())
      .money_number("fee_usd", paid.fee)
      .text_or_null("description", paid.description)
      .text_or_null("vendor", paid.payee_external)
      .money_number("balance_usd", paid.usage_after.in_total)
      .text("status", waits ? "pending_approval" : "completed")
      .time("created_at", record.time)
      .close_object();
}

void write_trove_transaction(JsonWriter& json, const ledger::Record& record,
                             const ledger::Bits128& id, ledger::AccountNumber wallet) {
  const ledger::Entry* entry = entry_of(record, wallet);
  if (entry == nullptr || !transacts(record.fact)) return;
  const TransactionRow row = transaction_row(record, *entry);
  const auto* paid = std::get_if<ledger::Paid>(&record.fact);
  const bool purchase = paid != nullptr && paid->payee.none() && !row.credit;
  json.open_object();
  if (row.type == "opening")
    json.null("id");
  else
    json.id("id", row.id_prefix, id);
  json.text("type", purchase ? "purchase" : row.type)
      .money_number("amount_usd", row.amount)
      .money_number("fee_usd", row.fee)
      .text("direction", row.credit ? "credit" : "debit")
      .text_or_null("description", row.description)
      .text_or_null("vendor", row.counterparty)
      .text("status", "completed")
      .time("created_at", record.time)
      .close_object();
}

}  // namespace bursar::net
