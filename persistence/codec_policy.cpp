#include "persistence/codec_policy.hpp"

#include "persistence/codec_values.hpp"

#include <vector>

namespace bursar::persistence {

namespace {

using Texts = std::vector<std::string>;

// Empty and there is not the same as not there: a list that is given is never a null pointer.
void write_texts(const Texts& texts, capnp::List<capnp::Text>::Builder to) {
  for (unsigned i = 0; i < to.size(); ++i) to.set(i, wire_text(texts[i]));
}

Texts read_texts(capnp::List<capnp::Text>::Reader from) {
  Texts texts;
  texts.reserve(from.size());
  for (const auto one : from) texts.push_back(text(one));
  return texts;
}

template <class Ids>
void write_ids(const Ids& ids, capnp::List<wire::Id>::Builder to) {
  for (unsigned i = 0; i < to.size(); ++i) {
    to[i].setHigh(ids[i].bits.high);
    to[i].setLow(ids[i].bits.low);
  }
}

template <class Ids>
Ids read_ids(capnp::List<wire::Id>::Reader from) {
  Ids ids;
  ids.reserve(from.size());
  for (const auto id : from) ids.push_back({{id.getHigh(), id.getLow()}});
  return ids;
}

unsigned count(const auto& list) {
  return static_cast<unsigned>(list.size());
}

void write_recipients(const ledger::Recipients& recipients, wire::Recipients::Builder to) {
  const auto& [wallets, services, labels] = recipients;
  if (!wallets.empty()) write_ids(wallets, to.initWallets(count(wallets)));
  if (!services.empty()) write_ids(services, to.initServices(count(services)));
  if (!labels.empty()) write_texts(labels, to.initLabels(count(labels)));
}

ledger::Recipients read_recipients(wire::Recipients::Reader from) {
  return {.wallets = read_ids<std::vector<ledger::WalletId>>(from.getWallets()),
          .services = read_ids<std::vector<ledger::ServiceId>>(from.getServices()),
          .labels = read_texts(from.getLabels())};
}

void write_hours(const ledger::ActiveHours& hours, wire::ActiveHours::Builder to_wire) {
  const auto& [from, to, timezone] = hours;
  to_wire.setFrom(from);
  to_wire.setTo(to);
  to_wire.setTimezone(wire_text(timezone));
}

ledger::ActiveHours read_hours(wire::ActiveHours::Reader from) {
  return {.from = from.getFrom(), .to = from.getTo(), .timezone = text(from.getTimezone())};
}

void write_lists(const ledger::PolicyTerms& terms, wire::PolicyTerms::Builder to) {
  if (const auto& list = terms.allowed_recipients)
    write_recipients(*list, to.initAllowedRecipients());
  if (const auto& list = terms.blocked_recipients)
    write_recipients(*list, to.initBlockedRecipients());
  if (const auto& list = terms.allowed_categories)
    write_texts(*list, to.initAllowedCategories(count(*list)));
  if (const auto& list = terms.blocked_categories)
    write_texts(*list, to.initBlockedCategories(count(*list)));
}

void read_lists(wire::PolicyTerms::Reader from, ledger::PolicyTerms& terms) {
  if (from.hasAllowedRecipients())
    terms.allowed_recipients = read_recipients(from.getAllowedRecipients());
  if (from.hasBlockedRecipients())
    terms.blocked_recipients = read_recipients(from.getBlockedRecipients());
  if (from.hasAllowedCategories())
    terms.allowed_categories = read_texts(from.getAllowedCategories());
  if (from.hasBlockedCategories())
    terms.blocked_categories = read_texts(from.getBlockedCategories());
}

}  // namespace

void write_terms(const ledger::PolicyTerms& terms, wire::PolicyTerms::Builder to) {
  const auto& [id, version, max_per_tx, max_per_day, max_per_month, max_total, velocity,
               allowed_recipients, blocked_recipients, allowed_categories, blocked_categories,
               active_hours, expires_at, approval_above, require_approval] = terms;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  to.setVersion(version);
  write_optional(max_per_tx, to.getMaxPerTx());
  write_optional(max_per_day, to.getMaxPerDay());
  write_optional(max_per_month, to.getMaxPerMonth());
  write_optional(max_total, to.getMaxTotal());
  if (velocity) {
    const auto& [payments, window_seconds] = *velocity;
    to.setVelocityCount(payments);
    to.setVelocityWindowSeconds(window_seconds);
  }
  write_lists(terms, to);
  if (active_hours) write_hours(*active_hours, to.initActiveHours());
  if (expires_at) {
    to.getExpiresAt().setPresent(true);
    to.getExpiresAt().setMilliseconds(expires_at->milliseconds);
  }
  write_optional(approval_above, to.getApprovalAbove());
  to.setRequireApproval(require_approval);
}

ledger::PolicyTerms read_terms(wire::PolicyTerms::Reader from) {
  ledger::PolicyTerms terms{.id = read_terms_id(from),
                            .version = from.getVersion(),
                            .max_per_tx = optional_money(from.getMaxPerTx()),
                            .max_per_day = optional_money(from.getMaxPerDay()),
                            .max_per_month = optional_money(from.getMaxPerMonth()),
                            .max_total = optional_money(from.getMaxTotal())};
  if (from.getVelocityCount() > 0)
    terms.velocity = {.count = from.getVelocityCount(),
                      .window_seconds = from.getVelocityWindowSeconds()};
  read_lists(from, terms);
  if (from.hasActiveHours()) terms.active_hours = read_hours(from.getActiveHours());
  if (from.getExpiresAt().getPresent())
    terms.expires_at = ledger::Time{from.getExpiresAt().getMilliseconds()};
  terms.approval_above = optional_money(from.getApprovalAbove());
  terms.require_approval = from.getRequireApproval();
  return terms;
}

ledger::PolicyId read_terms_id(wire::PolicyTerms::Reader from) {
  return {{from.getIdHigh(), from.getIdLow()}};
}

void write_policy(const ledger::PolicyMade& made, wire::PolicyMade::Builder to) {
  const auto& [terms, environment, name] = made;
  write_terms(terms, to.initTerms());
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  if (!name.empty()) to.setName(wire_text(name));
}

ledger::PolicyMade read_policy(wire::PolicyMade::Reader from) {
  return {.terms = read_terms(from.getTerms()),
          .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
          .name = text(from.getName())};
}

void write(const ledger::PolicyAttached& attached, wire::PolicyAttached::Builder to) {
  const auto& [wallet, policy] = attached;
  to.setWallet(wallet.value);
  to.setPolicyHigh(policy.bits.high);
  to.setPolicyLow(policy.bits.low);
}

ledger::PolicyAttached read(wire::PolicyAttached::Reader from) {
  return {.wallet = {from.getWallet()},
          .policy = from.hasTerms()
                        ? read_terms_id(from.getTerms())
                        : ledger::PolicyId{{from.getPolicyHigh(), from.getPolicyLow()}}};
}

void write(const ledger::PolicyChanged& changed, wire::PolicyChanged::Builder to) {
  const auto& [terms, name] = changed;
  write_terms(terms, to.initTerms());
  if (!name.empty()) to.setName(wire_text(name));
}

ledger::PolicyChanged read(wire::PolicyChanged::Reader from) {
  return {.terms = read_terms(from.getTerms()), .name = text(from.getName())};
}

void write(const ledger::PolicyDeleted& deleted, wire::PolicyDeleted::Builder to) {
  const auto& [id] = deleted;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
}

ledger::PolicyDeleted read(wire::PolicyDeleted::Reader from) {
  return {.id = {{from.getIdHigh(), from.getIdLow()}}};
}

}  // namespace bursar::persistence
