#include "ledger/payment_states.hpp"
#include "net/payment_fields.hpp"
#include "net/payments.hpp"
#include "net/problem.hpp"
#include "net/receipt.hpp"
#include "net/spelling.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::net {

using ledger::Errc;
using ledger::Paid;
using ledger::Record;
using ledger::WalletAddress;

namespace {

constexpr std::array<std::string_view, 1> payment_prefixes = {"tx_"};
constexpr std::size_t later_events_max = 100;

constexpr std::array posting_fields = {
    tells("account", Kind::text, "A wallet's id, or the name of a system account"),
    tells("amount", Kind::amount, "Credits are positive"),
};
constexpr Schema posting_schema{"Entry", posting_fields};

constexpr std::array event_fields = {
    tells("type", Kind::text,
          "payment.completed; payment.pending_approval and what came of it; payment.refunded; "
          "dispute.opened and what came of it, but for evidence"),
    tells("sequence", Kind::count, "Its place among the organisation's"),
    tells("refund_id", Kind::text, "Of a refund: tx_ and 26 characters", Need::optional),
    tells("amount", Kind::amount, "Of a refund: what went back", Need::optional),
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
    tells("refunded_amount", Kind::amount, "What of it is refunded, where something is",
          Need::optional),
    tells("postings", Kind::many, posting_schema, "The reader's side of the books"),
    tells("events", Kind::many, event_schema,
          "What happened to it; of its refunds and its dispute at most the newest 100"),
};
constexpr std::array payment_with_postings_fields =
    joined(payment::parties, cost_fields, payment::state, payment::payers_own, balance_after_fields,
           payment::approval, payment::made, books_fields);

bool of_operator(const ledger::Principal& principal) {
  return principal.key_class == ledger::KeyClass::operator_;
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
    const std::uint64_t nth = account.value - wallet->system_accounts.value;
    return nth < names.size() ? std::string{names[nth]} : std::string{};
  }

  const ledger::Principal& principal_;
  bool as_payer_;
};

// Of a dispute its own words.
std::string event_of_dispute(const ledger::DisputeMove& move) {
  const bool resolved = move.status == ledger::DisputeStatus::resolved_refunded ||
                        move.status == ledger::DisputeStatus::resolved_denied;
  if (resolved) return "dispute.resolved";
  if (move.status == ledger::DisputeStatus::open) return "dispute.opened";
  return std::string{"dispute."}.append(word(move.status));
}

std::string_view event_word(const Record& record) {
  using ledger::PaymentEvent;
  const PaymentEvent event = ledger::payment_event(record.fact).value();
  if (event == PaymentEvent::refund_part || event == PaymentEvent::refund_rest)
    return word(ledger::PaymentState::refunded);
  const bool waited = event == PaymentEvent::reject || event == PaymentEvent::expire;
  return word(
      ledger::after(waited ? ledger::PaymentState::pending_approval : ledger::PaymentState::asked,
                    event)
          .value());
}

std::string event_text(const Record& record) {
  if (const auto move = ledger::dispute_move(record.fact)) return event_of_dispute(*move);
  return std::string{"payment."}.append(event_word(record));
}

void write_event(JsonWriter& json, const actors::Engine& engine, const Record& record,
                 ledger::OrganizationNumber organization) {
  for (const ledger::OrganizationLink& link : record.organizations) {
    if (link.organization != organization) continue;
    json.open_object().text("type", event_text(record)).number("sequence", link.sequence.value);
    if (const ledger::Refunded* const refunded = ledger::refund_of(record.fact))
      json.id("refund_id", "tx_", engine.payment_id(record))
          .money("amount", refunded->amount.money());
    json.time("created_at", record.time).close_object();
  }
}

/// A payment's record and, where it needed approval, the one that asked for it; then what has
/// become of it.
struct Story {
  std::optional<Record> request = {};
  Record record;
  ledger::PaymentCourse course = {};
  std::vector<Record> later = {};  // refunds and what its dispute came to, the newest, in order
};

// What is shown as evidence is told with the dispute, and is no event of the payment.
bool is_evidence(const Record& record) {
  return std::holds_alternative<ledger::EvidenceAdded>(record.fact);
}

// Back from the newest to the payment, as far as is shown and kept. Pieces of evidence are not
// many: a payment has one dispute, and that so many of either side.
Story story_of(const actors::Engine& engine, std::optional<Record> request, Record record) {
  Story story{.request = std::move(request), .record = std::move(record)};
  if (!std::holds_alternative<Paid>(story.record.fact)) return story;
  story.course = engine.course(story.record.sequence);
  ledger::Sequence at = story.course.last;
  while (at > story.record.sequence && story.later.size() < later_events_max) {
    auto one = engine.record(at);
    if (!one) break;
    at = one->previous_of_payment;
    if (!is_evidence(*one)) story.later.push_back(*std::move(one));
  }
  std::ranges::reverse(story.later);
  return story;
}

ledger::PaymentState state_of(const Story& story) {
  if (const auto decision = ledger::decision_of(story.record.fact);
      decision && decision->status != ledger::ApprovalStatus::approved)
    return ledger::state_of(decision->status);
  if (std::holds_alternative<ledger::PaymentHeld>(story.record.fact))
    return ledger::PaymentState::pending_approval;
  return ledger::state_of(story.course);
}

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
    write_payment_members(json, shown, id, dialect, state_of(story));
  else
    write_payment_for_payee(json, record, id, dialect, state_of(story));
  if (dialect == Dialect::canonical) {
    const auto whose = anywhere ? payer->organization : caller.organization;
    if (!story.course.refunded.zero()) json.money("refunded_amount", story.course.refunded);
    Postings{caller, as_payer}.write(json, record, payer, payee);
    json.key("events").open_array();
    if (story.request) write_event(json, edge.engine, *story.request, whose);
    write_event(json, edge.engine, record, whose);
    for (const Record& later : story.later) write_event(json, edge.engine, later, whose);
    json.close_array();
  }
  json.close_object();
}

}  // namespace

bool sees(const ledger::Principal& principal, const std::optional<WalletAddress>& wallet) {
  if (!wallet) return false;
  if (of_operator(principal)) return true;
  if (principal.wallet) return wallet->id == principal.wallet->id;
  return wallet->organization == principal.organization;
}

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
    put_payment(visit.edge, visit.exchange, *id, story_of(visit.edge.engine, {}, *record));
    return visit.exchange.done();
  }
  auto call = std::make_shared<actors::ApprovalCall>();
  call->command.request = record->sequence;
  ask(visit, &actors::Engine::approval, std::move(call),
      [id = *id, request = *record](Edge& edge, Exchange& exchange, actors::ApprovalCall& told) {
        const auto end =
            told.outcome->ended.none() ? std::nullopt : edge.engine.record(told.outcome->ended);
        if (end)
          put_payment(edge, exchange, id, story_of(edge.engine, request, *end));
        else
          put_payment(edge, exchange, id, story_of(edge.engine, {}, request));
      });
}

}  // namespace bursar::net
