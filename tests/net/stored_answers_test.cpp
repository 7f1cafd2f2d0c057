// What was answered once is answered again from the record alone, for as long as its key is kept,
// by whatever engine runs then. So every row here is for ever: who wants another answer gives
// AnswerVersion a new version, and adds rows.

#include "ledger/decimal.hpp"
#include "net/receipt.hpp"
#include "tests/net/api_world.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>

#include <gtest/gtest.h>

namespace bursar::net::stored_answers_test {
namespace {

using ledger::Amount;
using ledger::Money;
using ledger::parse_decimal;

const std::string golden = std::string{BURSAR_SOURCE_DIR} + "/tests/golden/stored_answers.txt";

constexpr ledger::WalletId payer{{0x0123456789abcdef, 0x1122334455667788}};
constexpr ledger::WalletId payee{{0xfedcba9876543210, 0x8877665544332211}};
constexpr ledger::Time noon{1'700'000'000'123};

ledger::AnswerVersion canonical() {
  return {.dialect = static_cast<std::uint8_t>(Dialect::canonical), .version = 1};
}
ledger::AnswerVersion agentpay() {
  return {.dialect = static_cast<std::uint8_t>(Dialect::agentpay), .version = 1};
}

ledger::Record record_of(ledger::Fact fact, ledger::AnswerVersion version) {
  ledger::Record record;
  record.sequence = {42};
  record.time = noon;
  record.answer_version = version;
  record.entries = {
      {.account = {6}, .amount = Money::units(-7), .balance_after = *parse_decimal("12.5")},
      {.account = {7}, .amount = Money::units(7), .balance_after = *parse_decimal("3")}};
  record.fact = std::move(fact);
  return record;
}

ledger::Paid paid() {
  ledger::Paid paid;
  paid.payer = {6};
  paid.payer_id = payer;
  paid.amount = *Amount::of(*parse_decimal("1.00000001"));
  paid.fee = *parse_decimal("0.01");
  paid.salt = 99;
  return paid;
}

ledger::Paid paid_to_wallet() {
  ledger::Paid to_wallet = paid();
  to_wallet.payee = {7};
  to_wallet.payee_id = payee;
  to_wallet.description = "Tea \"and\" \xC3\xBC\n";
  to_wallet.category = "food";
  to_wallet.metadata = R"({"order":7})";
  return to_wallet;
}

ledger::Paid paid_outside() {
  ledger::Paid outside = paid();
  outside.payee_external = "shop";
  outside.as_usdc = true;
  return outside;
}

ledger::PaymentHeld waiting() {
  return {.payment = paid_to_wallet(),
          .rule = ledger::PolicyRule::approval_above,
          .above = *parse_decimal("2"),
          .expires_at = ledger::Time{1'700'006'400'000}};
}

ledger::Funded funded(ledger::FundingSource source) {
  return {.source = source,
          .wallet = {7},
          .wallet_id = payee,
          .from = {6},
          .amount = *Amount::of(*parse_decimal("250")),
          .salt = 5};
}

ledger::BatchFunded funded_together() {
  return {.from = {6},
          .from_id = payer,
          .allocations = {{{7}, payee, *Amount::of(*parse_decimal("250"))}},
          .salt = 8};
}

ledger::Refused refused_for_a_part() {
  return {.wallet = {6},
          .error = {.code = ledger::Errc::wallet_frozen, .part = 57},
          .request_id = "req_1"};
}

ledger::Withdrawn withdrawn() {
  return {.wallet = {6},
          .wallet_id = payer,
          .to = {7},
          .to_id = payee,
          .amount = *parse_decimal("250"),
          .salt = 7};
}

ledger::Funded added_to_budget() {
  ledger::Funded added = funded(ledger::FundingSource::organization);
  added.adjusts_budget = true;
  return added;
}

ledger::Withdrawn taken_from_budget() {
  ledger::Withdrawn taken = withdrawn();
  taken.adjusts_budget = true;
  return taken;
}

ledger::Cleared cleared(ledger::Clearing kind) {
  return {.kind = kind,
          .wallet = {kind == ledger::Clearing::deposit ? 7U : 6U},
          .wallet_id = payee,
          .organization_id = {{3, 4}},
          .environment = ledger::Environment::production,
          .amount = *Amount::of(*parse_decimal("250")),
          .reference = "INV-7",
          .request_id = "req_1",
          .salt = 6};
}

ledger::Refunded refunded() {
  return {.payment_place = {.sequence = {40}, .salt = 98},
          .payment = {40},
          .from = {7},
          .from_id = payee,
          .payer = {6},
          .payer_id = payer,
          .to = {6},
          .to_id = payer,
          .principal = *Amount::of(*parse_decimal("5")),
          .amount = *Amount::of(*parse_decimal("1.5")),
          .refunded_after = *parse_decimal("4"),
          .as_usdc = true,
          .salt = 7};
}

ledger::Refunded refunded_from_outside() {
  ledger::Refunded all = refunded();
  all.from = {};
  all.from_external = "a \"shop\"";
  all.refunded_after = all.principal.money();
  all.as_usdc = false;
  return all;
}

ledger::PayoutAsked asked_for_a_payout() {
  ledger::PayoutAsked asked{.payment = paid(),
                            .destination = {.type = ledger::DestinationType::stripe,
                                            .masked = R"({"account":"acct_****lo2C"})",
                                            .sealed = {}},
                            .arrives_on = 20'000,
                            .submit_at = noon};
  asked.payment.fee = {};
  asked.payment.payee_external = "dest_1";
  return asked;
}

ledger::Refused refused(ledger::Errc code) {
  return {.wallet = {6}, .error = {.code = code}, .request_id = "req_1"};
}

ledger::Refused refused_together() {
  ledger::Refused none = refused(ledger::Errc::payee_archived);
  none.error.part = 3;
  none.error.of_payments = true;
  return none;
}

ledger::Refused over_day() {
  ledger::Refused over = refused(ledger::Errc::policy_denied);
  over.error.rule = ledger::PolicyRule::max_per_day;
  over.error.limit = *parse_decimal("10");
  over.error.used = *parse_decimal("9.5");
  over.error.max_allowed_now = *parse_decimal("0.5");
  over.error.resets_at = ledger::Time{1'700'006'400'000};
  return over;
}

class Rows {
 public:
  void add(const std::string& name, ledger::Fact fact) {
    for (const auto& [dialect, version] :
         {std::pair{"canonical", canonical()}, std::pair{"agentpay", agentpay()}}) {
      std::string body;
      JsonWriter json{body};
      write_receipt(json, world_.engine, record_of(fact, version));
      text_ += name + ", " + dialect + " " + std::to_string(version.version) + "\n  " + body + "\n";
    }
  }
  const std::string& text() const { return text_; }

 private:
  tests::ApiWorld world_;
  std::string text_;
};

// BURSAR_REWRITE_GOLDEN=1 writes the file anew: for new rows, never for another old one.
TEST(StoredAnswersTest, AreTheSameBytesForEver) {
  Rows rows;
  rows.add("paid to a wallet", paid_to_wallet());
  rows.add("paid to somebody outside", paid_outside());
  rows.add("funded by the organisation", funded(ledger::FundingSource::organization));
  rows.add("funded by the treasury", funded(ledger::FundingSource::treasury));
  rows.add("funded by the faucet", funded(ledger::FundingSource::test_faucet));
  rows.add("deposited", cleared(ledger::Clearing::deposit));
  rows.add("withdrawn", cleared(ledger::Clearing::withdrawal));
  rows.add("fees taken out", cleared(ledger::Clearing::fees_withdrawal));
  rows.add("funded together", funded_together());
  rows.add("refused: one of them is frozen", refused_for_a_part());
  rows.add("went back", withdrawn());
  rows.add("added to a budget", added_to_budget());
  rows.add("taken from a budget", taken_from_budget());
  rows.add("refused: frozen", refused(ledger::Errc::wallet_frozen));
  rows.add("refused: over the day's limit", over_day());
  rows.add("refused: too little money", refused(ledger::Errc::insufficient_funds));
  rows.add("waits for approval", waiting());
  rows.add("refunded in part", refunded());
  rows.add("refunded from outside", refunded_from_outside());
  rows.add("refused: one of several payments", refused_together());
  rows.add("asked for a payout", asked_for_a_payout());
  if (std::getenv("BURSAR_REWRITE_GOLDEN") != nullptr) std::ofstream{golden} << rows.text();
  std::ifstream in{golden};
  const std::string agreed{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_EQ(rows.text(), agreed);
}

}  // namespace
}  // namespace bursar::net::stored_answers_test
