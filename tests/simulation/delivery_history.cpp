#include "tests/simulation/delivery_history.hpp"

#include "tests/simulation/real_views.hpp"
#include "tests/support/amounts.hpp"

#include <algorithm>
#include <chrono>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::OrganizationNumber;
using ledger::Record;
using ledger::Sequence;
using ledger::Time;
using std::chrono::milliseconds;
using tests::usd;

namespace {

constexpr std::size_t organizations_max = 3;
constexpr std::size_t wallets_each = 2;
// So many at once that nobody waits for a place, however many receivers never answer.
constexpr std::size_t in_flight_of_many = 64;
constexpr std::size_t under_way_of_one_max = 3;
constexpr std::int64_t hour_ms = 3'600'000;
constexpr std::int64_t given_up_ms = 15'000;

std::size_t in_flight_of(std::uint64_t seed) {
  return seed % 3 == 0 ? 1 + seed / 3 % 8 : in_flight_of_many;
}

}  // namespace

actors::Engine::Options DeliveryHistory::options_of(std::uint64_t seed) {
  actors::Engine::Options options;
  options.webhooks = {.per_organization_max = webhooks_max, .in_flight_max = in_flight_of(seed)};
  if (seed % 2 == 0) options.wallet_idle = milliseconds{4};
  return options;
}

DeliveryHistory::DeliveryHistory(std::uint64_t seed, Place& place)
    : History{seed, place, options_of(seed),
              seed % 4 == 1 ? std::make_shared<RealViews>() : nullptr},
      in_flight_max_{in_flight_of(seed)} {
  begin();
}

// The engine ends later, and sends still.
DeliveryHistory::~DeliveryHistory() {
  post_->takes = [](const auto&, auto) {};
}

void DeliveryHistory::begin() {
  post_->takes = [this](const auto& delivery, auto then) { take(delivery, std::move(then)); };
  post_->judges = [this](const std::string&) {
    if (one_in(20)) return actors::OutboundEnd::forbidden;
    return one_in(20) ? actors::OutboundEnd::busy : actors::OutboundEnd::answered;
  };
  for (std::size_t n = 0; n < organizations_max; ++n) {
    const World::Signed owner = world().sign_up();
    const OrganizationNumber number = owner.principal.organization;
    numbers_.push_back(number);
    organizations_[number].owner = owner;
    for (std::size_t wallets = 0; wallets < wallets_each; ++wallets)
      organizations_[number].wallets.push_back(open(world().opening(owner), usd("300.00")));
  }
  follow_journal();
}

// --- What the receivers hear.

void DeliveryHistory::take(const actors::WebhookDelivery& delivery, actors::Outbound::Then then) {
  if (machine().between_lives()) return;
  know_life();
  follow_journal();
  const auto known = by_id_.find(delivery.webhook.id);
  const Sequence told = delivery.event.record->sequence;
  if (known == by_id_.end() || told > followed() ||
      world().store->durable_record(told) != *delivery.event.record)
    return report("Nothing is sent before it is durable", word(told));
  if (full_) report("While the disk is nearly full nothing is sent", word(told));
  ++figures_.sent;
  Hook& hook = hooks_.at(known->second);
  const At at = delivery.event.at;
  judge_status(known->second, hook.account);
  hook.account.sent(delivery);
  judge_bounds(hook.account);
  OnItsWay one{.hook = known->second,
               .at = at,
               .life = life_,
               .answer = answer_of(hook.mood),
               .since = now(),
               .then = std::move(then)};
  on_their_way_.push_back(std::move(one));
  const bool at_once = hook.mood == Mood::prompt || (hook.mood != Mood::slow && one_in(2));
  if (at_once && on_their_way_.back().answer) answer(on_their_way_.size() - 1);
}

// Where its owner disables it and enables it again at once, it may be as if neither had been.
void DeliveryHistory::judge_status(Sequence made, const WebhookAccount& account) {
  const bool enabling = std::ranges::any_of(
      acting_, [made](const Acting& one) { return one.hook == made && one.enables; });
  if (!account.enabled() && !(account.live() && enabling))
    report("Nothing is sent to a webhook that is disabled or removed", word(made));
}

void DeliveryHistory::judge_bounds(const WebhookAccount& account) {
  std::size_t all = 0;
  std::size_t its = 0;
  for (const auto& [made, one] : hooks_) {
    const std::size_t under_way = one.account.under_way();
    all += under_way;
    if (one.account.organization() == account.organization()) its += under_way;
  }
  const std::size_t part = std::max<std::size_t>(in_flight_max_ / 4, 1);
  if (account.under_way() > under_way_of_one_max || its > part || all > in_flight_max_)
    report("No more is under way than may be", std::to_string(all) + " in all");
}

DeliveryHistory::Answer DeliveryHistory::failure() {
  constexpr std::array statuses{500, 503, 400, 404, 302, 500, 503};
  const std::uint64_t which = below(statuses.size() + 2);
  if (which >= statuses.size()) {
    const bool late = which == statuses.size();
    return {.end = late ? actors::OutboundEnd::late : actors::OutboundEnd::unreachable};
  }
  Answer answer = tests::FakePost::status(statuses[which]);
  if (one_in(3)) answer.retry_after_s = static_cast<std::int64_t>(below(one_in(4) ? 200'000 : 900));
  return answer;
}

/// None: it never comes.
std::optional<DeliveryHistory::Answer> DeliveryHistory::answer_of(Mood mood) {
  const Answer well = tests::FakePost::status(one_in(2) ? 200 : 204);
  switch (mood) {
    case Mood::prompt:
    case Mood::slow:
      return well;
    case Mood::hanging:
      return std::nullopt;
    case Mood::failing:
      return failure();
    case Mood::throttling: {
      constexpr std::array statuses{429, 502, 504};
      Answer answer = tests::FakePost::status(statuses[below(statuses.size())]);
      if (!one_in(3)) answer.retry_after_s = static_cast<std::int64_t>(below(6'000));
      return answer;
    }
    case Mood::wayward:
      break;
  }
  if (one_in(60)) return tests::FakePost::status(410);
  if (one_in(10)) return Answer{.end = actors::OutboundEnd::busy};
  if (one_in(8)) return std::nullopt;
  return one_in(3) ? failure() : well;
}

void DeliveryHistory::answer(std::size_t one) {
  OnItsWay gone = std::move(on_their_way_[one]);
  on_their_way_.erase(on_their_way_.begin() + static_cast<std::ptrdiff_t>(one));
  const Answer said = gone.answer.value_or(Answer{.end = actors::OutboundEnd::late});
  if (gone.life == life_) {
    hooks_.at(gone.hook).account.answered(gone.at, said, now());
    if (said.status / 100 == 2) ++figures_.taken;
  }
  gone.then(said);
}

// Whoever sends gives up whoever has not answered for so long.
void DeliveryHistory::give_up_late() {
  for (std::size_t left = on_their_way_.size(); left > 0; --left)
    if (now().milliseconds - on_their_way_[left - 1].since.milliseconds >= given_up_ms)
      answer(left - 1);
}

// --- What is heard, and what the journal has.

// What the one before has recorded is followed before the next one does anything.
void DeliveryHistory::know_life() {
  if (life_ == restarts()) return;
  follow_journal();
  life_ = restarts();
  full_ = false;
  for (auto& [made, hook] : hooks_) hook.account.begin_life();
}

void DeliveryHistory::hear_answers() {
  making_.hear([&](const Making& one) {
    if (!one.told.allowed()) return;
    const actors::WebhookRow& row = *one.told.outcome();
    const auto known = hooks_.find(row.made);
    if (known == hooks_.end() || by_id_.find(row.webhook.made.id) == by_id_.end())
      return report("Whatever is told is durable", word(row.made));
    if (!row.key || !known->second.account.has_secret(*row.key))
      report("The secret that is told is that which signs", word(row.made));
  });
  acting_.hear([&](const Acting& one) {
    const WebhookAccount& account = hooks_.at(one.hook).account;
    if (one.told.refused(ledger::Errc::not_found) && account.live())
      report("A webhook is there until it is removed", word(one.hook));
    if (!one.told.allowed()) return;
    const actors::WebhookRow& row = *one.told.outcome();
    // Of one that was removed they are not kept.
    if (row.webhook.status != ledger::WebhookStatus::removed &&
        !account.had_terms(row.webhook.made.terms))
      report("Whatever is told is durable", word(one.hook));
    if (row.key && !account.has_secret(*row.key))
      report("The secret that is told is that which signs", word(one.hook));
  });
}

void DeliveryHistory::follow(const Record& record) {
  for (const ledger::OrganizationLink& link : record.organizations) {
    const auto organization = organizations_.find(link.organization);
    if (organization == organizations_.end()) continue;
    const auto events = ledger::events_of(record, link.organization);
    for (std::size_t i = 0; i < events.size(); ++i) {
      const At at{.sequence = link.sequence, .index = static_cast<std::uint16_t>(i)};
      const ToldEvent told{.record = record.sequence, .event = events[i]};
      organization->second.events.emplace(at, told);
      ++figures_.events;
      for (auto& [made, hook] : hooks_)
        if (hook.account.organization() == link.organization) hook.account.take(at, told);
    }
  }
  if (const auto* made = std::get_if<ledger::WebhookMade>(&record.fact)) {
    ++figures_.webhooks;
    const OrganizationNumber number = record.organizations[0].organization;
    by_id_.emplace(made->id, record.sequence);
    hooks_.emplace(
        record.sequence,
        Hook{WebhookAccount{record, *made, organizations_.at(number).events, findings()}});
    if (std::ranges::count_if(hooks_, [&](const auto& one) {
          return one.second.account.live() && one.second.account.organization() == number;
        }) > static_cast<std::ptrdiff_t>(webhooks_max))
      report("No organisation has more webhooks than it may", word(record.sequence));
  }
  if (const auto name = ledger::webhook_named(record.fact))
    hooks_.at(name->made).account.change(record);
  if (const auto* marked = std::get_if<ledger::WebhookMarked>(&record.fact))
    if (marked->reason > ledger::WebhookReason::asked) ++figures_.disabled;
  if (const auto* tried = std::get_if<ledger::DeliveriesMade>(&record.fact))
    for (const ledger::WebhookProgress& more : tried->webhooks)
      hooks_.at(more.webhook).account.take(more);
}

// --- At rest.

// Until everything was tried that can be now, and recorded.
void DeliveryHistory::run_on() {
  run_all();
  for (int seconds = 0; seconds < 3; ++seconds) {
    advance(1'000);
    for (int winks = 0; winks < 4; ++winks) advance(20);
  }
  run_all();
  hear();
  for (auto& [made, hook] : hooks_) hook.account.be_quiet(now());
}

// All are well again, and what failed is due in a day or two.
void DeliveryHistory::come_to_rest() {
  full_ = false;
  world().room->read_only(false);
  for (auto& [made, hook] : hooks_) hook.mood = Mood::prompt;
  while (!on_their_way_.empty()) answer(on_their_way_.size() - 1);
  run_on();
  std::int64_t until = now().milliseconds + hour_ms;
  for (const auto& [made, hook] : hooks_)
    until = std::max(until, hook.account.last_due().value_or(Time{}).milliseconds);
  advance(until - now().milliseconds);
  run_on();
  run_on();
}

void DeliveryHistory::audit() {
  know_life();
  world().store->fail_next(tests::Fault::none);
  run_all();
  advance(given_up_ms);
  give_up_late();
  run_on();
  everybody_was_answered();
  audit_prompt();
  audit_disabled();
  if (one_in(3)) {
    come_to_rest();
    audit_delivered();
  }
  if (!examined()) return;
  for (const auto& [number, organization] : organizations_)
    for (const ledger::WalletAddress& wallet : organization.wallets) audited(wallet);
  audit_lists();
}

// Wherever there are places enough; those whose receivers hang have theirs.
void DeliveryHistory::audit_prompt() {
  if (full_ || in_flight_max_ < in_flight_of_many) return;
  for (const auto& [made, hook] : hooks_)
    if (hook.mood == Mood::prompt && hook.account.enabled() && hook.account.answers_well(now()) &&
        hook.account.untried())
      report("Whoever answers waits for nobody who does not", word(made));
}

void DeliveryHistory::audit_disabled() {
  for (const auto& [made, hook] : hooks_)
    if (hook.account.enabled_in_vain())
      report("Whoever is gone, or was tried in vain, is disabled", word(made));
}

void DeliveryHistory::audit_delivered() {
  for (const auto& [made, hook] : hooks_) {
    if (!hook.account.enabled()) continue;
    if (!hook.account.owed().empty() || hook.account.waiting() > 0)
      report("Every event comes to each webhook that asks for it", word(made));
    if (hook.account.owes_what_was_asked())
      report("What is asked for again is sent again", word(made));
  }
}

void DeliveryHistory::audit_lists() {
  const OrganizationNumber number = any_of(numbers_);
  actors::WebhooksQuery query;
  query.scope.organization = number;
  if (one_in(4)) query.scope.environment = ledger::Environment::production;
  const auto rows =
      all_rows<actors::WebhooksCall>(query, [&](auto call) { world().room->ask_webhooks(call); });
  if (!rows) return;
  std::vector<Sequence> due;
  for (auto one = hooks_.rbegin(); one != hooks_.rend(); ++one) {
    const WebhookAccount& account = one->second.account;
    if (account.live() && account.organization() == number &&
        account.made().environment == query.scope.environment)
      due.push_back(one->first);
  }
  std::vector<Sequence> shown;
  for (const actors::WebhookRow& row : *rows) {
    shown.push_back(row.made);
    hooks_.at(row.made).account.compare(row.webhook);
  }
  is_due(shown, due);
}

}  // namespace bursar::simulation
