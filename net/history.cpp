#include "net/history.hpp"

#include "ledger/disputes.hpp"
#include "ledger/payment_states.hpp"
#include "ledger/payouts.hpp"
#include "net/list.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <array>
#include <variant>

namespace bursar::net {

using actors::BalanceCall;
using ledger::Cleared;
using ledger::Funded;
using ledger::Paid;
using ledger::Record;

namespace {

constexpr std::array transaction_fields = {
    tells("id", Kind::text,
          "tx_ or payout_ and 26 characters; none for an opening balance or a sweep",
          Need::optional),
    tells("type", Kind::text,
          "payment, payout, refund, repayment, funding, deposit, withdrawal, sweep or opening"),
    tells("amount", Kind::amount, "What moved"),
    tells("fee", Kind::amount, "What this wallet bore on top"),
    tells("direction", Kind::text, "debit or credit"),
    tells("counterparty", Kind::text, "A wallet's id, somebody outside, or a source",
          Need::optional),
    tells("description", Kind::text, "What the payer wrote, a deposit's reference, or auto-topup",
          Need::optional),
    tells("status", Kind::text,
          "completed; of a payment refunded, partially_refunded or disputed too"),
    tells("currency", Kind::text, "USD"),
    tells("balance_after", Kind::amount, "What the wallet held then"),
    tells("created_at", Kind::time, "When it was decided"),
};

using Row = TransactionRow;

Row row_of(const Paid& paid, ledger::AccountNumber account) {
  const bool payer = paid.payer == account;
  std::string counterparty = payer && paid.payee.none() ? paid.payee_external
                             : payer                    ? wallet_text(paid.payee_id)
                                                        : wallet_text(paid.payer_id);
  return {.type = "payment",
          .amount = paid.amount.money(),
          .fee = payer ? paid.cost() - paid.amount.money() : paid.amount.money() - paid.proceeds(),
          .credit = !payer,
          .counterparty = std::move(counterparty),
          .description = paid.description,
          .as_usdc = paid.as_usdc};
}

// Of what is covered, whoever was paid gives the rest.
Row row_of(const ledger::Refunded& refunded, const ledger::Fact& fact, const ledger::Entry& entry) {
  const bool gives = refunded.from == entry.account;
  const auto* const resolved = std::get_if<ledger::DisputeRefunded>(&fact);
  const ledger::Money covered = gives && resolved ? resolved->covered : ledger::Money{};
  std::string counterparty = gives                  ? wallet_text(refunded.payer_id)
                             : refunded.from.none() ? refunded.from_external
                                                    : wallet_text(refunded.from_id);
  return {.type = "refund",
          .amount = refunded.amount.money() - covered,
          .credit = !gives,
          .counterparty = std::move(counterparty),
          .as_usdc = refunded.as_usdc};
}

Row row_of(const ledger::PayoutCompleted& paid_out) {
  return {.type = "payout",
          .amount = paid_out.amount.money(),
          .counterparty = std::string{word(paid_out.type)},
          .description = paid_out.description,
          .as_usdc = paid_out.as_usdc,
          .id_prefix = "payout_"};
}

/// Of a payment what it is by now; everything else is done.
ledger::PaymentState state_of(const actors::Engine& engine, const Record& record) {
  if (!std::holds_alternative<Paid>(record.fact)) return ledger::PaymentState::completed;
  return ledger::state_of(engine.course(record.sequence));
}

Row row_of(const Funded& funded, ledger::AccountNumber account) {
  const bool gives = funded.from == account;
  return {.type = "funding",
          .amount = funded.amount.money(),
          .credit = !gives,
          .counterparty = gives ? wallet_text(funded.wallet_id) : std::string{word(funded.source)},
          .description = funded.topped_up_on != 0 ? "auto-topup" : "",
          .as_usdc = funded.as_usdc};
}

Row row_of(const Cleared& cleared) {
  return {.type = word(cleared.kind),
          .amount = cleared.amount.money(),
          .credit = cleared.kind == ledger::Clearing::deposit,
          .counterparty = "external",
          .description = cleared.reference};
}

Row row_of(const ledger::WalletArchived& archived, ledger::AccountNumber account) {
  const bool swept = archived.wallet == account;
  return {.type = "sweep",
          .amount = archived.swept,
          .credit = !swept,
          .counterparty = wallet_text(swept ? archived.swept_to_id : archived.wallet_id)};
}

// The giver's is one row, whoever the many are.
Row row_of_batch(const ledger::Entry& entry) {
  const bool gives = entry.amount.negative();
  return {.type = "funding",
          .amount = gives ? -entry.amount : entry.amount,
          .credit = !gives,
          .counterparty =
              gives ? std::string{} : std::string{word(ledger::FundingSource::organization)}};
}

Row row_of(const ledger::Withdrawn& withdrawn, ledger::AccountNumber account) {
  const bool gives = withdrawn.wallet == account;
  return {.type = "withdrawal",
          .amount = withdrawn.amount,
          .credit = !gives,
          .counterparty = wallet_text(gives ? withdrawn.to_id : withdrawn.wallet_id)};
}

void put_transactions(Edge& edge, Exchange& exchange, const ListPlace& place,
                      const actors::WalletView& view) {
  const ledger::WalletAddress& wallet = view.state.address;
  const ledger::Sequence newest{place.position == 0 ? view.last.value : place.position};
  const std::uint32_t limit = place.query.limit;
  const auto records = newest.none() ? std::vector<Record>{}
                                     : edge.engine.history(wallet.account, newest, limit + 1);
  JsonWriter json = begin_list(exchange);
  for (std::size_t at = 0; at < records.size() && at < limit; ++at)
    write_transaction(json, edge.engine, records[at], wallet);
  if (records.size() > limit) return end_list(edge, exchange, place, records[limit].sequence.value);
  // The walk ended: at the wallet's first record, or where the one before it was archived.
  ledger::Sequence before = newest;
  if (!records.empty())
    if (const auto* entry = entry_of(records.back(), wallet.account)) before = entry->previous;
  end_list(edge, exchange, place, 0, before.none() ? std::nullopt : edge.engine.archived_before());
}

}  // namespace

const Schema transaction_schema{"Transaction", transaction_fields};

TransactionRow transaction_row(const Record& record, const ledger::Entry& entry) {
  if (const auto* paid = std::get_if<Paid>(&record.fact)) return row_of(*paid, entry.account);
  if (const auto* funded = std::get_if<Funded>(&record.fact)) return row_of(*funded, entry.account);
  if (const auto* cleared = std::get_if<Cleared>(&record.fact)) return row_of(*cleared);
  if (const auto* archived = std::get_if<ledger::WalletArchived>(&record.fact))
    return row_of(*archived, entry.account);
  if (const ledger::Refunded* const refunded = ledger::refund_of(record.fact))
    return row_of(*refunded, record.fact, entry);
  if (const auto* repaid = std::get_if<ledger::ReceivableRepaid>(&record.fact))
    return {.type = "repayment", .amount = repaid->amount.money(), .counterparty = "treasury"};
  if (const auto* paid_out = std::get_if<ledger::PayoutCompleted>(&record.fact))
    return row_of(*paid_out);
  if (std::holds_alternative<ledger::BatchFunded>(record.fact)) return row_of_batch(entry);
  if (const auto* withdrawn = std::get_if<ledger::Withdrawn>(&record.fact))
    return row_of(*withdrawn, entry.account);
  const bool credit = !entry.amount.negative();
  return {.type = "opening",
          .amount = credit ? entry.amount : -entry.amount,
          .credit = credit,
          .counterparty = "treasury"};
}

void write_transaction(JsonWriter& json, const actors::Engine& engine, const Record& record,
                       const ledger::WalletAddress& wallet) {
  const ledger::Entry* entry = entry_of(record, wallet.account);
  if (entry == nullptr || !transacts(record.fact)) return;
  const Row row = transaction_row(record, *entry);
  json.open_object();
  if (salt_of(record.fact))
    json.text("id", ledger::text(row.id_prefix, engine.payment_id(record)));
  else
    json.null("id");
  json.text("type", row.type)
      .money("amount", row.amount)
      .money("fee", row.fee)
      .text("direction", row.credit ? "credit" : "debit")
      .text_or_null("counterparty", row.counterparty)
      .text_or_null("description", row.description)
      .text("status", word(state_of(engine, record)))
      .text("currency", currency_text(row.as_usdc))
      .money("balance_after", entry->balance_after)
      .time("created_at", record.time)
      .close_object();
}

void list_transactions(Visit& visit) {
  auto place = list_place(visit);
  if (!place) return;
  auto call = std::make_shared<BalanceCall>();
  call->command.wallet = visit.path_wallet().account;
  ask(visit, &actors::Engine::balance, std::move(call),
      [place = std::move(*place)](Edge& edge, Exchange& exchange, BalanceCall& answered) {
        put_transactions(edge, exchange, place, *answered.outcome);
      });
}

}  // namespace bursar::net
