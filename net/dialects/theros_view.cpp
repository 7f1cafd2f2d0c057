#include "net/dialects/theros.hpp"
#include "net/policy_view.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"
#include "net/wallet_address.hpp"

#include <array>
#include <cstddef>
#include <variant>

namespace bursar::net {

namespace {

constexpr std::array policy_fields = {
    tells("policy_id", Kind::text, "pol_ and 26 characters"),
    tells("name", Kind::text, "Its name", Need::optional),
    tells("max_per_tx", Kind::limit, "At most so much at once", Need::optional),
    tells("max_per_day", Kind::limit, "At most so much in a UTC day", Need::optional),
    tells("max_per_month", Kind::limit, "At most so much in a UTC month", Need::optional),
};
constexpr Schema policy_schema{"TherosPolicy", policy_fields};

constexpr std::array wallet_fields = {
    tells("wallet_id", Kind::text, "wal_ and 26 characters"),
    tells("solana_address", Kind::text, "Derived from its id; nothing is put on a chain"),
    tells("agent_id", Kind::text, "The caller's own name for its agent", Need::optional),
    tells("label", Kind::text, "What the dashboard calls it", Need::optional),
    tells("usdc_balance", Kind::amount, "What it holds"),
    tells("policy", Kind::one, policy_schema, "The policy that binds it", Need::optional),
    tells("status", Kind::text, "active, idle, policy_violation, frozen, unfunded or archived"),
    tells("tags", Kind::labels, "Tags"),
    tells("created_at", Kind::time, "When it was made"),
    tells("updated_at", Kind::time, "When it was last changed"),
    tells("last_transaction_at", Kind::time, "When money last moved", Need::optional),
};

constexpr std::array funding_fields = {
    tells("wallet_id", Kind::text, "The funded wallet"),
    tells("funded_amount", Kind::amount, "What it got"),
    tells("usdc_balance", Kind::amount, "What it held then"),
    tells("org_balance_remaining", Kind::amount, "What the organisation's reserve held then"),
};

constexpr std::array allocation_fields = {
    tells("wallet_id", Kind::text, "The funded wallet"),
    tells("funded_amount", Kind::amount, "What it got"),
    tells("usdc_balance", Kind::amount, "What it held then"),
};
constexpr Schema allocation_schema{"TherosFundedAllocation", allocation_fields};

constexpr std::array batch_fields = {
    tells("funded", Kind::many, allocation_schema, "In the order of the allocations"),
    tells("total", Kind::amount, "What all of them got"),
    tells("org_balance_remaining", Kind::amount, "What the organisation's reserve held then"),
};

constexpr std::array withdrawal_fields = {
    tells("wallet_id", Kind::text, "The wallet that gave it back"),
    tells("withdrawn_amount", Kind::amount, "What went back"),
    tells("usdc_balance", Kind::amount, "What it held then"),
    tells("org_balance_remaining", Kind::amount, "What the organisation's reserve held then"),
};

void write_policy(JsonWriter& json, const actors::WalletView& view) {
  if (view.policy == nullptr) {
    json.null("policy");
    return;
  }
  const ledger::PolicyTerms& terms = view.policy->terms;
  json.key("policy").open_object();
  write_policy_id(json, "policy_id", terms.id);
  json.text_or_null("name", view.policy->name);
  write_limit(json, "max_per_tx", terms.max_per_tx);
  write_limit(json, "max_per_day", terms.max_per_day);
  write_limit(json, "max_per_month", terms.max_per_month);
  json.close_object();
}

}  // namespace

const Schema theros_wallet_schema{"TherosWallet", wallet_fields};
const Schema theros_funding_schema{"TherosFunding", funding_fields};
const Schema theros_batch_schema{"TherosBatchFunding", batch_fields};
const Schema theros_withdrawal_schema{"TherosWithdrawal", withdrawal_fields};

void write_theros_wallet(JsonWriter& json, const actors::WalletView& view, const Seen& seen) {
  const ledger::WalletOpened& opened = view.profile.opened;
  json.open_object()
      .text("wallet_id", wallet_text(opened.address.id))
      .text("solana_address", solana_address(opened.address.id))
      .text_or_null("agent_id", opened.agent_id)
      .text_or_null("label", opened.label)
      .money("usdc_balance", view.state.posted);
  write_policy(json, view);
  json.text("status", wallet_status(view, seen.now));
  write_tags(json, opened.tags);
  json.time("created_at", view.profile.created_at)
      .time("updated_at", view.profile.updated_at)
      .time("last_transaction_at", view.state.last_transaction_at)
      .close_object();
}

void write_theros_funding(JsonWriter& json, const ledger::Record& record) {
  const auto& funded = std::get<ledger::Funded>(record.fact);
  json.open_object()
      .text("wallet_id", wallet_text(funded.wallet_id))
      .money("funded_amount", funded.amount.money())
      .money("usdc_balance", balance_after(record, funded.wallet))
      .money("org_balance_remaining", balance_after(record, funded.from))
      .close_object();
}

// The entries stand in the order of the allocations, behind the giver's.
void write_theros_batch(JsonWriter& json, const ledger::Record& record) {
  const auto& funded = std::get<ledger::BatchFunded>(record.fact);
  json.open_object().key("funded").open_array();
  for (std::size_t i = 0; i < funded.allocations.size(); ++i)
    json.open_object()
        .text("wallet_id", wallet_text(funded.allocations[i].wallet_id))
        .money("funded_amount", funded.allocations[i].amount.money())
        .money("usdc_balance", record.entries.at(i + 1).balance_after)
        .close_object();
  json.close_array()
      .money("total", -record.entries.front().amount)
      .money("org_balance_remaining", record.entries.front().balance_after)
      .close_object();
}

void write_theros_withdrawal(JsonWriter& json, const ledger::Record& record) {
  const auto& withdrawn = std::get<ledger::Withdrawn>(record.fact);
  json.open_object()
      .text("wallet_id", wallet_text(withdrawn.wallet_id))
      .money("withdrawn_amount", withdrawn.amount)
      .money("usdc_balance", balance_after(record, withdrawn.wallet))
      .money("org_balance_remaining", balance_after(record, withdrawn.to))
      .close_object();
}

}  // namespace bursar::net
