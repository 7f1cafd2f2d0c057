#include "actors/webhook_changes.hpp"

#include <array>
#include <bit>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace bursar::actors {
namespace {

using ledger::Errc;
using ledger::Sequence;
using ledger::WebhookMark;
using ledger::WebhookReason;
using ledger::WebhookStatus;
using State = WebhooksState;

template <class C>
void answer(State& state, std::shared_ptr<C> call) {
  append(state, std::move(call));
}
template <class C>
void refuse(State& state, const std::shared_ptr<C>& call, Errc code) {
  call->refused = code;
  call->outcome = ledger::refuse(code);
  answer(state, call);
}

/// Committed together, in this order.
template <class C>
void record_changes(State& state, const std::shared_ptr<C>& call, std::vector<ledger::Fact> facts) {
  auto drafts = std::make_unique<Call::Drafts>();
  for (ledger::Fact& fact : facts)
    drafts->push_back(
        webhook_draft(std::move(fact), call->command.now, call->command.scope.organization));
  call->drafts = std::move(drafts);
  call->when_durable = [bell = state.desk->bell, own = call.get()](CallPtr&) {
    for (const auto& draft : *own->drafts) {
      WebhookRow& row = *own->outcome;
      if (const auto* made = std::get_if<ledger::WebhookMade>(&draft->record.fact)) {
        row.made = draft->record.sequence;
        row.webhook = ledger::first_state(draft->record, *made);
      } else {
        change(row.webhook, draft->record);
      }
      bell->tell(WebhookRecorded{draft});
    }
  };
  append(state, call);
}

/// Before anything is recorded: whoever asked may have ended while an address was looked up.
template <class C>
bool let_in(const State& state, const C& call) {
  return !call.command.let_in || call.command.let_in(state.desk->clock.now());
}

template <class C>
void judge(State& state, const std::string& url, const std::shared_ptr<C>& call) {
  WebhookJudged judged{.call = call, .answer = {}};
  state.desk->post->judge(url, [bell = state.desk->bell,
                                judged = std::move(judged)](const OutboundAnswer& answer) mutable {
    judged.answer = answer;
    bell->tell(std::move(judged));
  });
}

/// What is not known yet is looked at when something is sent.
template <class C>
std::optional<Errc> refused_by(const OutboundAnswer& judged, C& call) {
  if (judged.end == OutboundEnd::busy) return Errc::overloaded;
  if (judged.end != OutboundEnd::refused && judged.end != OutboundEnd::forbidden)
    return std::nullopt;
  call.wrong_url = judged.wrong_url;
  return Errc::invalid_request;
}

WebhookKeyBytes fresh_key(State& state) {
  WebhookKeyBytes key;
  state.desk->random.fill(key);
  return key;
}

void make(State& state, const std::shared_ptr<MakeWebhookCall>& call) {
  const MakeWebhook& asked = call->command;
  std::array<std::uint8_t, 16> bytes;
  state.desk->random.fill(bytes);
  const WebhookKeyBytes key = fresh_key(state);
  const ledger::WebhookId id{std::bit_cast<ledger::Bits128>(bytes)};
  call->outcome = WebhookRow{};
  call->outcome->key = key;
  record_changes(state, call,
                 {ledger::WebhookMade{.id = id,
                                      .environment = asked.scope.environment,
                                      .wallet = asked.scope.only,
                                      .wallet_id = asked.wallet_id,
                                      .permissions = asked.permissions,
                                      .terms = asked.terms,
                                      .secret = state.desk->post->seal(id, key)}});
  state.desk->bell->want(true);
}

/// Each deed leaves in the call what is to be recorded, or an answer.
struct Deed {
  State& state;
  const std::shared_ptr<WebhookActCall>& call;
  Sequence made;
  KnownWebhooks::Entry& entry;

  ledger::WebhookName name() const { return entry.kept.name(made); }
  void recorded(ledger::Fact fact) const { record_changes(state, call, {std::move(fact)}); }
  ledger::WebhookMarked mark(WebhookMark mark) const {
    entry.status = WebhookStatus{static_cast<std::uint8_t>(mark)};
    entry.disabled_for.reset();  // its owner has the last word
    const bool enabled = mark == WebhookMark::enabled;
    if (enabled) entry.rests_until = {};
    return {name(), mark, enabled ? WebhookReason::none : WebhookReason::asked};
  }

  void operator()(const ChangeWebhook& asked) const {
    std::vector<ledger::Fact> facts;
    ledger::WebhookTerms terms = entry.terms;
    if (asked.url) terms.url = *asked.url;
    if (asked.events) terms.events = *asked.events;
    if (terms != entry.terms) {
      // Nothing is passed over by the old terms that comes behind the new ones.
      ++entry.asking;
      facts.push_back(ledger::WebhookChanged{name(), terms});
    }
    entry.terms = std::move(terms);
    const bool enabled = entry.status == WebhookStatus::enabled;
    if (asked.enabled && *asked.enabled != enabled)
      facts.push_back(mark(enabled ? WebhookMark::disabled : WebhookMark::enabled));
    if (facts.empty()) return answer(state, call);
    record_changes(state, call, std::move(facts));
  }
  void operator()(const RotateWebhook& asked) const {
    const WebhookKeyBytes key = fresh_key(state);
    call->outcome->key = key;
    recorded(ledger::WebhookRotated{name(), state.desk->post->seal(entry.kept.made.id, key),
                                    later(call->command.now, asked.grace_ms)});
  }
  void operator()(RemoveWebhook) const {
    record_attempts(state);
    recorded(mark(WebhookMark::removed));
  }
  void operator()(TestWebhook) const { ask({name(), {}, {}}); }
  void operator()(const RedeliverEvent& asked) const { ask({name(), asked.record, asked.at}); }

  // What is still to come has its first attempt in its turn; a test has none. Outcomes that are
  // heard from here on are recorded behind it.
  void ask(const ledger::WebhookAsked& asked) const {
    const bool to_come =
        !asked.test() && asked.at >= entry.ahead.next && !entry.ahead.tried(asked.at);
    if (entry.status != WebhookStatus::enabled || !entry.ahead.may_go_on() || to_come)
      return refuse(state, call, Errc::invalid_state);
    // Behind a crash it is to come neither, else it would be sent twice.
    state.known->record_place(made);
    record_attempts(state);
    ++entry.asking;
    if (!asked.test()) entry.ask_again(asked.at);
    recorded(asked);
  }
};

void act(State& state, const std::shared_ptr<WebhookActCall>& call) {
  if (!let_in(state, *call)) return refuse(state, call, Errc::unauthenticated);
  const auto made = state.known->find(call->command.scope, call->command.webhook);
  KnownWebhooks::Entry* const entry = made ? state.known->entry(*made) : nullptr;
  if (entry == nullptr) return refuse(state, call, made.error().code);
  if (entry->status == WebhookStatus::removed) return refuse(state, call, Errc::not_found);
  call->outcome = state.known->row(*made);
  std::visit(Deed{state, call, *made, *entry}, call->command.deed);
}

/// Of one that is to be made.
void judged_anew(State& state, const std::shared_ptr<MakeWebhookCall>& call,
                 const OutboundAnswer& judged) {
  const ledger::OrganizationNumber organization = call->command.scope.organization;
  state.judgments.end(organization);
  auto refused = refused_by(judged, *call);
  if (!let_in(state, *call)) refused = Errc::unauthenticated;
  if (!refused) return make(state, call);
  state.known->give_up(organization);
  refuse(state, call, *refused);
}

}  // namespace

void webhook_judged(WebhooksState& state, const WebhookJudged& judged) {
  if (const auto* making = std::get_if<std::shared_ptr<MakeWebhookCall>>(&judged.call))
    return judged_anew(state, *making, judged.answer);
  const auto& acting = std::get<std::shared_ptr<WebhookActCall>>(judged.call);
  state.judgments.end(acting->command.scope.organization);
  if (const auto refused = refused_by(judged.answer, *acting))
    return refuse(state, acting, *refused);
  act(state, acting);
}

void make_webhook(WebhooksState& state, const std::shared_ptr<MakeWebhookCall>& call) {
  if (state.desk->post == nullptr) return refuse(state, call, Errc::overloaded);
  const ledger::OrganizationNumber organization = call->command.scope.organization;
  // Its places come first: nobody has more judged than he may have.
  if (!state.known->reserve(organization)) {
    call->most = state.desk->bounds.per_organization_max;
    return refuse(state, call, Errc::invalid_state);
  }
  if (const auto begun = state.judgments.begin(organization); !begun) {
    state.known->give_up(organization);
    return refuse(state, call, begun.error().code);
  }
  judge(state, call->command.terms.url, call);
}

void act_on_webhook(WebhooksState& state, const std::shared_ptr<WebhookActCall>& call) {
  if (state.desk->post == nullptr) return refuse(state, call, Errc::overloaded);
  const auto* const change = std::get_if<ChangeWebhook>(&call->command.deed);
  if (change == nullptr || !change->url) return act(state, call);
  if (const auto begun = state.judgments.begin(call->command.scope.organization); !begun)
    return refuse(state, call, begun.error().code);
  judge(state, *change->url, call);
}

void show_webhook(WebhooksState& state, const std::shared_ptr<WebhookCall>& call) {
  const auto made = state.known->find(call->command.scope, call->command.webhook);
  if (!made) return refuse(state, call, made.error().code);
  call->outcome = state.known->row(*made);
  answer(state, call);
}

void list_webhooks(WebhooksState& state, const std::shared_ptr<WebhooksCall>& call) {
  call->outcome = state.known->list(call->command);
  answer(state, call);
}

}  // namespace bursar::actors
