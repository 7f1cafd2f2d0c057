#include "net/approval_view.hpp"
#include "net/payment_fields.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>

namespace bursar::net {

using ledger::Errc;
using ledger::Paid;
using ledger::Record;
using ledger::WalletAddress;

namespace {

constexpr std::array<std::string_view, 1> payment_prefixes = {"tx_"};

constexpr std::array posting_fields = {
    tells("account", Kind::text, "A wallet's id, or the name of a system account"),
    tells("amount", Kind::amount, "Credits are positive"),
};
constexpr Schema posting_schema{"Entry", posting_fields};

constexpr std::array event_fields = {
    tells("type", Kind::text, "payment.completed; payment.pending_approval and what came of it"),
    tells("sequence", Kind::count, "Its place among the organisation's"),
    tells("created_at", Kind::time, "When it happened"),
};
constexpr Schema event_schema{"PaymentEvent", event_fields};

constexpr std::array cost_fields = {
    tells("fee", Kind::amount, "What the reader's side bore"),
    tells("total_debited", Kind::amount, "For the payer: both together", Need::optional),
};
constexpr std::array balance_after_fields = {
    tells("balance_after", Kind::amount, "For the payer: what the wallet held then",
          Need::optional),
};
constexpr std::array books_fields = {
    tells("postings", Kind::many, posting_schema, "The reader's side of the books"),
    tells("events", Kind::many, event_schema, "What happened to it"),
};
constexpr std::array payment_with_postings_fields =
    joined(payment::parties, cost_fields, payment::state, payment::payers_own, balance_after_fields,
           payment::approval, payment::made, books_fields);

bool of_operator(const ledger::Principal& principal) {
  return principal.key_class == ledger::KeyClass::operator_;
}

bool sees(const ledger::Principal& principal, const std::optional<WalletAddress>& wallet) {
  if (!wallet) return false;
  if (of_operator(principal)) return true;
  if (principal.wallet) return wallet->id == principal.wallet->id;
  return wallet->organization == principal.organization;
}

// The reader's own side. A key that is bound to the payee sees its own entry and no other; the
// operator sees both sides.
class Postings {
 public:
  Postings(const ledger::Principal& principal, bool as_payer)
      : principal_{principal}, as_payer_{as_payer} {}

  void write(JsonWriter& json, const Record& record, const std::optional<WalletAddress>& payer,
             const std::optional<WalletAddress>& payee) const {
    json.key("postings").open_array();
    for (const ledger::Entry& entry : record.entries)
      for (const auto& wallet : {payer, payee}) {
        const std::string account = name(entry.account, wallet);
        if (account.empty()) continue;
        json.open_object().text("account", account).money("amount", entry.amount).close_object();
        break;
      }
    json.close_array();
  }

 private:
  std::string name(ledger::AccountNumber account,
                   const std::optional<WalletAddress>& wallet) const {
    if (!wallet) return {};
    if (!of_operator(principal_) && wallet->organization != principal_.organization) return {};
    if (account == wallet->account)
      return as_payer_ || sees(principal_, wallet) ? wallet_text(wallet->id) : std::string{};
    if (principal_.wallet && !as_payer_) return {};
    constexpr std::array<std::string_view, ledger::system_accounts_count> names = {
        "treasury", "fees", "external", "inter_org"};
    const std::uint64_t place = account.value - wallet->system_accounts.value;
    return place < names.size() ? std::string{names[place]} : std::string{};
  }

  const ledger::Principal& principal_;
  bool as_payer_;
};

void write_event(JsonWriter& json, const Record& record, ledger::OrganizationNumber organization) {
  const auto decided = ledger::decision_of(record.fact);
  const bool waits = std::holds_alternative<ledger::PaymentHeld>(record.fact);
  const auto what = waits     ? ledger::ApprovalStatus::pending
                    : decided ? decided->status
                              : ledger::ApprovalStatus::approved;
  const std::string type = std::string{"payment."}.append(payment_status(what));
  for (const ledger::OrganizationLink& link : record.organizations)
    if (link.organization == organization)
      json.open_object()
          .text("type", type)
          .number("sequence", link.sequence.value)
          .time("created_at", record.time)
          .close_object();
}

/// A payment's record and, where it needed approval, the one that asked for it.
struct Story {
  std::optional<Record> request = {};
  Record record;
};

void put_payment(Edge& edge, Exchange& exchange, const ledger::Bits128& id, const Story& story) {
  const Record& record = story.record;
  const bool ended = std::holds_alternative<ledger::ApprovalEnded>(record.fact);
  // What was never paid is told as it was asked for.
  const Record& shown = ended ? *story.request : record;
  const ledger::Paid& paid = *payment_of(shown);
  const ledger::Principal& caller = *exchange.principal;
  const auto payer = edge.engine.find_wallet(paid.payer_id);
  const auto payee = paid.payee.none() ? std::nullopt : edge.engine.find_wallet(paid.payee_id);
  const bool as_payer = sees(caller, payer);
  const bool made = std::holds_alternative<Paid>(record.fact);
  if (!as_payer && !(made && sees(caller, payee)))
    return put_refusal(exchange, {.code = Errc::not_found});
  const bool anywhere = of_operator(caller);
  if (payer && payer->environment != caller.environment && !anywhere)
    return put_refusal(exchange, {.code = Errc::environment_mismatch});
  const Dialect dialect = exchange.route->dialect;
  exchange.response.status = 200;
  JsonWriter json{exchange.response.body};
  json.open_object();
  if (as_payer)
    write_payment_members(
        json, shown, id, dialect,
        ended ? payment_status(ledger::decision_of(record.fact)->status) : std::string_view{});
  else
    write_payment_for_payee(json, record, id, dialect);
  if (dialect == Dialect::canonical) {
    const auto whose = anywhere ? payer->organization : caller.organization;
    Postings{caller, as_payer}.write(json, record, payer, payee);
    json.key("events").open_array();
    if (story.request) write_event(json, *story.request, whose);
    write_event(json, record, whose);
    json.close_array();
  }
  json.close_object();
}

}  // namespace

const Schema payment_with_postings_schema{"PaymentDetails", payment_with_postings_fields};

void show_payment(Visit& visit) {
  const auto id = ledger::parse_id(visit.id, payment_prefixes);
  if (!id) return refuse(visit, Errc::not_found);
  // One that is archived is found no more: whose it was, nobody can tell here.
  const auto record = visit.edge.engine.payment(*id);
  if (!record) return refuse(visit, Errc::not_found);
  if (payment_of(*record) == nullptr) return refuse(visit, Errc::not_found);
  if (std::holds_alternative<Paid>(record->fact)) {
    rests_on(visit.exchange, visit.durable);
    put_payment(visit.edge, visit.exchange, *id, {.record = *record});
    return visit.exchange.done();
  }
  auto call = std::make_shared<actors::ApprovalCall>();
  call->command.request = record->sequence;
  ask(visit, &actors::Engine::approval, std::move(call),
      [id = *id, request = *record](Edge& edge, Exchange& exchange, actors::ApprovalCall& told) {
        const auto end =
            told.outcome->ended.none() ? std::nullopt : edge.engine.record(told.outcome->ended);
        if (end)
          put_payment(edge, exchange, id, {.request = request, .record = *end});
        else
          put_payment(edge, exchange, id, {.record = request});
      });
}

}  // namespace bursar::net
