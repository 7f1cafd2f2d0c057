#include "commands/verdict_text.hpp"

#include "commands/counted.hpp"
#include "crypto/bytes.hpp"
#include "net/json_writer.hpp"
#include "net/spelling.hpp"

#include <cstdio>

namespace bursar::commands {

namespace {

std::string seconds_text(double seconds) {
  char text[32];
  std::snprintf(text, sizeof text, "%.2f", seconds);
  return text;
}

void write_trial_balances(net::JsonWriter& json, const persistence::Verdict& verdict) {
  json.key("trial_balances").open_array();
  for (const ledger::TrialBalance& balance : verdict.trial_balances)
    json.open_object()
        .text("organization_id", ledger::text("org_", balance.organization.bits))
        .text("environment", net::environment_text(balance.environment))
        .text("currency", "USD")
        .money("sum", ledger::nearest(balance.sum))
        .close_object();
  json.close_array();
}

void write_fault(net::JsonWriter& json, const persistence::Verdict& verdict) {
  if (!verdict.fault) return;
  if (verdict.fault->at.none())
    json.null("wrong_sequence");
  else
    json.number("wrong_sequence", verdict.fault->at.value);
  json.text("fault", verdict.fault->what);
}

}  // namespace

std::string verdict_line(const Verified& verified) {
  const persistence::Verdict& verdict = verified.verdict;
  if (verdict.fault) return "bursar: " + verdict.fault->what;
  const std::string from = verdict.first.value > 1
                               ? " from record " + counted(verdict.first.value) +
                                     " on, with the checkpoint of what is archived,"
                               : std::string{};
  const std::string evidence =
      verified.evidence == 0
          ? std::string{}
          : ", " + counted(verified.evidence, "piece", "pieces") + " of evidence";
  return "verified " + counted(verdict.records, "record", "records") + from + " in " +
         counted(verdict.batches, "batch", "batches") + ", " +
         counted(verdict.wallets, "wallet", "wallets") + " of " +
         counted(verdict.organizations, "organisation", "organisations") + evidence +
         "; trial balance 0.00 in each of " +
         counted(verdict.trial_balances.size(), "book", "books") + "; chain hash " +
         crypto::hex(verdict.last.hash) + "; " + seconds_text(verified.seconds) + " s";
}

std::string verdict_json(const Verified& verified) {
  const persistence::Verdict& verdict = verified.verdict;
  std::string text;
  net::JsonWriter json{text};
  json.open_object().flag("ok", !verdict.fault);
  write_fault(json, verdict);
  json.number("first_record", verdict.first.value)
      .number("records", verdict.records)
      .number("batches", verdict.batches)
      .number("wallets", verdict.wallets)
      .number("organizations", verdict.organizations)
      .number("evidence", verified.evidence)
      .number("evidence_wrong", verified.evidence_wrong)
      .number("epoch", std::uint64_t{verdict.epoch})
      .time("last_record_at", verdict.last_time)
      .text("chain_hash", crypto::hex(verdict.last.hash))
      .flag("clean", verified.clean);
  write_trial_balances(json, verdict);
  json.raw("seconds", seconds_text(verified.seconds)).close_object();
  return text;
}

}  // namespace bursar::commands
