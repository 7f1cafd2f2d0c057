#include "net/audit.hpp"

#include "ledger/decimal.hpp"
#include "net/named_organization.hpp"
#include "net/spelling.hpp"
#include "net/visit.hpp"
#include "net/wallet_view.hpp"

#include <array>
#include <string>

namespace bursar::net {

using actors::ReconciliationCall;
using actors::TrialBalanceCall;
using ledger::Permission;

namespace {

constexpr std::array trial_row_fields = {
    tells("account", Kind::text, "wallets, treasury, fees, external or inter_org"),
    tells("accounts", Kind::count, "How many accounts that is"),
    tells("balance", Kind::amount, "Credits are positive"),
};
constexpr Schema trial_row_schema{"TrialBalanceRow", trial_row_fields};

constexpr std::array trial_fields = {
    tells("ok", Kind::flag, "Whether the sum is zero"),
    tells("accounts", Kind::many, trial_row_schema,
          "The organisation's accounts in the environment of the key"),
    tells("sum", Kind::amount, "Zero, or the books are wrong"),
    tells("at_sequence", Kind::count, "The organisation's sequence that this is about"),
};
constexpr Schema trial_schema{"TrialBalance", trial_fields};

constexpr std::array difference_fields = {
    tells("wallet_id", Kind::text, "The wallet"),
    tells("what", Kind::text, "Which of its balances differs"),
    tells("expected", Kind::amount, "What the books say"),
    tells("found", Kind::amount, "What was found"),
};
constexpr Schema difference_schema{"Difference", difference_fields};

constexpr std::array reconciliation_fields = {
    tells("ok", Kind::flag, "Whether there is no difference"),
    tells("checked", Kind::count, "How many wallets were compared"),
    tells("not_compared", Kind::count,
          "How many were not, as payments went on at each of 32 visits: ask again"),
    tells("differences", Kind::many, difference_schema, "At most 100"),
    tells("at_sequence", Kind::count, "The organisation's sequence that this is about"),
};
constexpr Schema reconciliation_schema{"Reconciliation", reconciliation_fields};

std::string_view word(const std::optional<ledger::SystemAccount>& account) {
  if (!account) return "wallets";
  switch (*account) {
    case ledger::SystemAccount::treasury:
      return "treasury";
    case ledger::SystemAccount::fees:
      return "fees";
    case ledger::SystemAccount::external:
      return "external";
    case ledger::SystemAccount::inter_org:
      return "inter_org";
  }
  return "";
}

// Sums over many wallets may exceed what Money holds: whole dollars, then the eight digits.
std::string sum_text(ledger::Wide units) {
  constexpr ledger::Wide dollar = ledger::Money::units_per_dollar;
  const ledger::Wide size = units < 0 ? -units : units;
  ledger::Wide dollars = size / dollar;
  std::string digits;
  do {
    digits.insert(digits.begin(), static_cast<char>('0' + static_cast<int>(dollars % 10)));
    dollars /= 10;
  } while (dollars != 0);
  const auto rest = ledger::Money::units(static_cast<std::int64_t>(size % dollar));
  return (units < 0 ? "-" : "") + digits + ledger::text(rest).substr(1);
}

void put_trial_balance(Edge&, Exchange& exchange, TrialBalanceCall& answered) {
  const actors::TrialBalance& balance = *answered.outcome;
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object().flag("ok", balance.sum == 0).key("accounts").open_array();
  for (const actors::TrialBalanceRow& row : balance.rows)
    json.open_object()
        .text("account", word(row.system))
        .number("accounts", row.accounts)
        .text("balance", sum_text(row.balance))
        .close_object();
  json.close_array()
      .text("sum", sum_text(balance.sum))
      .number("at_sequence", balance.at.value)
      .close_object();
}

void put_reconciliation(Edge&, Exchange& exchange, ReconciliationCall& answered) {
  const actors::Reconciliation& found = *answered.outcome;
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object()
      .flag("ok", found.differences.empty())
      .number("checked", found.checked)
      .number("not_compared", found.not_compared)
      .key("differences")
      .open_array();
  for (const actors::Difference& difference : found.differences)
    json.open_object()
        .text("wallet_id", wallet_text(difference.wallet))
        .text("what", difference.what)
        .money("expected", difference.expected)
        .money("found", difference.found)
        .close_object();
  json.close_array().number("at_sequence", found.at.value).close_object();
}

void show_trial_balance(Visit& visit) {
  const auto of = scope(visit);
  if (!of) return;
  auto call = std::make_shared<TrialBalanceCall>();
  call->command = {.organization = of->organization, .environment = of->environment};
  ask(visit, &actors::Engine::trial_balance, std::move(call), put_trial_balance);
}

void reconcile(Visit& visit) {
  const auto of = scope(visit);
  if (!of) return;
  auto call = std::make_shared<ReconciliationCall>();
  call->command.organization = of->organization;
  ask(visit, &actors::Engine::reconcile, std::move(call), put_reconciliation);
}

constexpr std::array one_book = {organization_parameter, environment_parameter};
constexpr std::array all_books = {organization_parameter};

constexpr std::array audit_rows = {
    Route{.name = "get_trial_balance",
          .verb = Verb::get,
          .path = "/v1/ledger/trial-balance",
          .who = who::org_and_operator,
          .permission = Permission::payments_read,
          .parameters = one_book,
          .reply = {200, &trial_schema},
          .handle = handle<show_trial_balance>,
          .tag = "Ledger",
          .summary = "Sum the organisation's accounts: zero, or the books are wrong"},
    Route{.name = "get_reconciliation",
          .verb = Verb::get,
          .path = "/v1/ledger/reconciliation",
          .who = who::org_and_operator,
          .permission = Permission::payments_read,
          .parameters = all_books,
          .reply = {200, &reconciliation_schema},
          .handle = handle<reconcile>,
          .tag = "Ledger",
          .summary = "Compare every balance with the journal"},
};

}  // namespace

std::span<const Route> audit_routes() {
  return audit_rows;
}

}  // namespace bursar::net
