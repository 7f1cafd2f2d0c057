#include "commands/record_csv.hpp"

#include "ledger/decimal.hpp"
#include "ledger/time.hpp"
#include "net/spelling.hpp"

#include <variant>

namespace bursar::commands {

namespace {

std::string quoted(std::string_view value) {
  if (value.find_first_of(",\"\r\n") == std::string_view::npos) return std::string{value};
  std::string text{'"'};
  for (const char c : value) {
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
    const auto* paid = std::get_if<ledger::Paid>(&record.fact);
    const auto* cleared = std::get_if<ledger::Cleared>(&record.fact);
    if (paid != nullptr)
      after = quoted(paid->description) + ',' + quoted(paid->category);
    else if (cleared != nullptr)
      after = quoted(cleared->reference) + ',';
    else
      after = ",";
    after += ',';
    if (record.idempotency) after += quoted(record.idempotency->key);
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
