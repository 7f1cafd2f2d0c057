#include "commands/record_csv.hpp"

#include "ledger/decimal.hpp"
#include "ledger/time.hpp"
#include "net/spelling.hpp"

#include <variant>

namespace bursar::commands {

namespace {

/// What a spreadsheet would compute, instead of showing it, when a cell begins with it: an agent's
/// text must do nothing to whoever opens the file.
bool formula(std::string_view value) {
  return !value.empty() && std::string_view{"=+-@\t\r\n"}.contains(value.front());
}

std::string cell(std::string_view value) {
  std::string shown = formula(value) ? "'" : "";
  shown += value;
  if (shown.find_first_of(",\"\r\n") == std::string::npos) return shown;
  std::string text{'"'};
  for (const char c : shown) {
    if (c == '"') text += '"';
    text += c;
  }
  return text += '"';
}

/// What every posting of a record has in common.
struct Common {
  Common(const ledger::Record& record, const RecordNames& names)
      : before{std::to_string(record.sequence.value) + ',' + ledger::text(record.time) + ',' +
               std::string{kind(record.fact)} + ',' + names.payment_text(record) + ','} {
    const ledger::Paid* paid = std::get_if<ledger::Paid>(&record.fact);
    if (const auto* held = std::get_if<ledger::PaymentHeld>(&record.fact)) paid = &held->payment;
    if (const auto* asked = std::get_if<ledger::PayoutAsked>(&record.fact)) paid = &asked->payment;
    const auto* const paid_out = std::get_if<ledger::PayoutCompleted>(&record.fact);
    const auto* cleared = std::get_if<ledger::Cleared>(&record.fact);
    if (paid != nullptr)
      after = cell(paid->description) + ',' + cell(paid->category);
    else if (paid_out != nullptr)
      after = cell(paid_out->description) + ',';
    else if (cleared != nullptr)
      after = cell(cleared->reference) + ',';
    else
      after = ",";
    after += ',';
    if (record.idempotency) after += cell(record.idempotency->key);
  }

  std::string before;
  std::string after;
};

}  // namespace

const std::string_view csv_header =
    "sequence,created_at,kind,id,organization_id,environment,account,amount,balance_after,"
    "held_after,currency,description,category,idempotency_key\r\n";

void write_csv(std::string& out, const ledger::Record& record, const RecordNames& names) {
  if (record.entries.empty()) return;
  const Common common{record, names};
  for (const ledger::Entry& entry : record.entries) {
    const RecordNames::Account& account = names.account(entry.account);
    out += common.before;
    out += names.organization_text(account.organization) + ',';
    out += net::environment_text(account.environment);
    out += ',' + names.account_text(entry.account) + ',' + text(entry.amount) + ',' +
           text(entry.balance_after) + ',' + text(entry.held_after) + ",USD,";
    out += common.after + "\r\n";
  }
}

}  // namespace bursar::commands
