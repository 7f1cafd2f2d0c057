#include "persistence/codec_webhooks.hpp"

#include "persistence/codec_values.hpp"

namespace bursar::persistence {

using ledger::DeliveryEnd;
using ledger::Environment;
using ledger::WebhookReason;

namespace {

std::vector<std::uint8_t> bytes(capnp::Data::Reader from) {
  return {from.begin(), from.end()};
}

void write(const ledger::WebhookTerms& terms, wire::WebhookTerms::Builder to) {
  const auto& [url, events] = terms;
  if (!url.empty()) to.setUrl(wire_text(url));
  if (events.empty()) return;
  auto list = to.initEvents(static_cast<unsigned>(events.size()));
  for (unsigned i = 0; i < list.size(); ++i) list.set(i, wire_text(events[i]));
}

ledger::WebhookTerms read(wire::WebhookTerms::Reader from) {
  ledger::WebhookTerms terms{.url = text(from.getUrl())};
  terms.events.reserve(from.getEvents().size());
  for (const auto event : from.getEvents()) terms.events.push_back(text(event));
  return terms;
}

void write(const ledger::WebhookName& name, wire::WebhookName::Builder to) {
  const auto& [made, id, environment, wallet] = name;
  to.setMade(made.value);
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setWallet(wallet.value);
}

ledger::WebhookName read(wire::WebhookName::Reader from) {
  return {.made = {from.getMade()},
          .id = {{from.getIdHigh(), from.getIdLow()}},
          .environment = enumerator(from.getEnvironment(), Environment::production),
          .wallet = {from.getWallet()}};
}

void write(const ledger::DeliveryAttempt& attempt, wire::DeliveryAttempt::Builder to) {
  const auto& [record, at, end, status, time, due] = attempt;
  to.setRecord(record.value);
  to.setPlace(at.sequence.value);
  to.setIndex(at.index);
  to.setEnd(static_cast<std::uint8_t>(end));
  to.setStatus(status);
  to.setTime(time.milliseconds);
  to.setDue(due.milliseconds);
}

ledger::DeliveryAttempt read(wire::DeliveryAttempt::Reader from) {
  return {.record = {from.getRecord()},
          .at = {{from.getPlace()}, from.getIndex()},
          .end = enumerator(from.getEnd(), DeliveryEnd::no_secret),
          .status = from.getStatus(),
          .time = {from.getTime()},
          .due = {from.getDue()}};
}

void write(const ledger::WebhookProgress& progress, wire::WebhookProgress::Builder to) {
  const auto& [webhook, next, attempts] = progress;
  to.setWebhook(webhook.value);
  to.setNextPlace(next.sequence.value);
  to.setNextIndex(next.index);
  if (attempts.empty()) return;
  auto list = to.initAttempts(static_cast<unsigned>(attempts.size()));
  for (unsigned i = 0; i < list.size(); ++i) write(attempts[i], list[i]);
}

ledger::WebhookProgress read(wire::WebhookProgress::Reader from) {
  ledger::WebhookProgress progress{.webhook = {from.getWebhook()},
                                   .next = {{from.getNextPlace()}, from.getNextIndex()}};
  progress.attempts.reserve(from.getAttempts().size());
  for (const auto attempt : from.getAttempts()) progress.attempts.push_back(read(attempt));
  return progress;
}

void write(const ledger::DeliveryProgress& progress, wire::WebhookSum::Builder to) {
  const auto& [next, pending, recent, delivered, failed] = progress;
  to.setNextPlace(next.sequence.value);
  to.setNextIndex(next.index);
  auto waiting = to.initPending(static_cast<unsigned>(pending.size()));
  for (unsigned i = 0; i < waiting.size(); ++i) {
    const auto& [record, at, attempts, test, due] = pending[i];
    waiting[i].setRecord(record.value);
    waiting[i].setPlace(at.sequence.value);
    waiting[i].setIndex(at.index);
    waiting[i].setAttempts(attempts);
    waiting[i].setTest(test);
    waiting[i].setDue(due.milliseconds);
  }
  auto past = to.initRecent(static_cast<unsigned>(recent.size()));
  for (unsigned i = 0; i < past.size(); ++i) {
    const auto& [attempt, number] = recent[i];
    write(attempt, past[i].initAttempt());
    past[i].setNumber(number);
  }
  to.setDelivered(delivered);
  to.setFailed(failed);
}

ledger::DeliveryProgress read_progress(wire::WebhookSum::Reader from) {
  ledger::DeliveryProgress progress{.next = {{from.getNextPlace()}, from.getNextIndex()},
                                    .delivered = from.getDelivered(),
                                    .failed = from.getFailed()};
  for (const auto one : from.getPending())
    progress.pending.push_back({.record = {one.getRecord()},
                                .at = {{one.getPlace()}, one.getIndex()},
                                .attempts = one.getAttempts(),
                                .test = one.getTest(),
                                .due = {one.getDue()}});
  for (const auto one : from.getRecent())
    progress.recent.push_back({read(one.getAttempt()), one.getNumber()});
  return progress;
}

}  // namespace

void write(const ledger::WebhookMade& made, wire::WebhookMade::Builder to) {
  const auto& [id, environment, wallet, wallet_id, permissions, terms, secret] = made;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setWallet(wallet.value);
  to.setWalletIdHigh(wallet_id.bits.high);
  to.setWalletIdLow(wallet_id.bits.low);
  to.setPermissions(permissions.bits);
  write(terms, to.initTerms());
  if (!secret.empty()) to.setSecret({secret.data(), secret.size()});
}

ledger::WebhookMade read(wire::WebhookMade::Reader from) {
  return {.id = {{from.getIdHigh(), from.getIdLow()}},
          .environment = enumerator(from.getEnvironment(), Environment::production),
          .wallet = {from.getWallet()},
          .wallet_id = {{from.getWalletIdHigh(), from.getWalletIdLow()}},
          .permissions = {from.getPermissions()},
          .terms = read(from.getTerms()),
          .secret = bytes(from.getSecret())};
}

void write(const ledger::WebhookChanged& changed, wire::WebhookChanged::Builder to) {
  const auto& [webhook, terms] = changed;
  write(webhook, to.initWebhook());
  write(terms, to.initTerms());
}

ledger::WebhookChanged read(wire::WebhookChanged::Reader from) {
  return {.webhook = read(from.getWebhook()), .terms = read(from.getTerms())};
}

void write(const ledger::WebhookRotated& rotated, wire::WebhookRotated::Builder to) {
  const auto& [webhook, secret, previous_ends] = rotated;
  write(webhook, to.initWebhook());
  if (!secret.empty()) to.setSecret({secret.data(), secret.size()});
  to.setPreviousEnds(previous_ends.milliseconds);
}

ledger::WebhookRotated read(wire::WebhookRotated::Reader from) {
  return {.webhook = read(from.getWebhook()),
          .secret = bytes(from.getSecret()),
          .previous_ends = {from.getPreviousEnds()}};
}

void write(const ledger::WebhookMarked& marked, wire::WebhookMarked::Builder to) {
  const auto& [webhook, mark, reason] = marked;
  write(webhook, to.initWebhook());
  to.setMark(static_cast<std::uint8_t>(mark));
  to.setReason(static_cast<std::uint8_t>(reason));
}

ledger::WebhookMarked read(wire::WebhookMarked::Reader from) {
  return {.webhook = read(from.getWebhook()),
          .mark = enumerator(from.getMark(), ledger::WebhookMark::removed),
          .reason = enumerator(from.getReason(), WebhookReason::exhausted)};
}

void write(const ledger::WebhookAsked& asked, wire::WebhookAsked::Builder to) {
  const auto& [webhook, record, at] = asked;
  write(webhook, to.initWebhook());
  to.setRecord(record.value);
  to.setPlace(at.sequence.value);
  to.setIndex(at.index);
}

ledger::WebhookAsked read(wire::WebhookAsked::Reader from) {
  return {.webhook = read(from.getWebhook()),
          .record = {from.getRecord()},
          .at = {{from.getPlace()}, from.getIndex()}};
}

void write(const ledger::DeliveriesMade& made, wire::DeliveriesMade::Builder to) {
  const auto& [webhooks] = made;
  auto list = to.initWebhooks(static_cast<unsigned>(webhooks.size()));
  for (unsigned i = 0; i < list.size(); ++i) write(webhooks[i], list[i]);
}

ledger::DeliveriesMade read(wire::DeliveriesMade::Reader from) {
  ledger::DeliveriesMade made;
  made.webhooks.reserve(from.getWebhooks().size());
  for (const auto one : from.getWebhooks()) made.webhooks.push_back(read(one));
  return made;
}

void write(const WebhookSum& sum, wire::WebhookSum::Builder to) {
  const auto& [record, webhook] = sum;
  const auto& [made, organization, created_at, updated_at, status, reason, previous_secret,
               previous_ends, progress] = webhook;
  to.setRecord(record.value);
  write(made, to.initMade());
  to.setOrganization(organization.value);
  to.setCreatedAt(created_at.milliseconds);
  to.setUpdatedAt(updated_at.milliseconds);
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setReason(static_cast<std::uint8_t>(reason));
  if (!previous_secret.empty())
    to.setPreviousSecret({previous_secret.data(), previous_secret.size()});
  to.setPreviousEnds(previous_ends.milliseconds);
  write(progress, to);
}

WebhookSum read(wire::WebhookSum::Reader from) {
  return {.record = {from.getRecord()},
          .webhook = {.made = read(from.getMade()),
                      .organization = {from.getOrganization()},
                      .created_at = {from.getCreatedAt()},
                      .updated_at = {from.getUpdatedAt()},
                      .status = enumerator(from.getStatus(), ledger::WebhookStatus::removed),
                      .reason = enumerator(from.getReason(), WebhookReason::exhausted),
                      .previous_secret = bytes(from.getPreviousSecret()),
                      .previous_ends = {from.getPreviousEnds()},
                      .progress = read_progress(from)}};
}

}  // namespace bursar::persistence
