#include "persistence/codec_funding.hpp"

#include "persistence/codec_values.hpp"

namespace bursar::persistence {

void write(const ledger::Funded& funded, wire::Funded::Builder to) {
  const auto& [source, wallet, wallet_id, giver, amount, faucet_day, faucet_used_after, as_usdc,
               salt, adjusts_budget, topped_up_on] = funded;
  to.setSource(static_cast<std::uint8_t>(source));
  to.setWallet(wallet.value);
  to.setWalletIdHigh(wallet_id.bits.high);
  to.setWalletIdLow(wallet_id.bits.low);
  to.setFrom(giver.value);
  to.setAmount(amount.money().units());
  to.setFaucetDay(faucet_day);
  to.setFaucetUsedAfter(faucet_used_after.units());
  to.setAsUsdc(as_usdc);
  to.setSalt(salt);
  to.setAdjustsBudget(adjusts_budget);
  to.setToppedUpOn(topped_up_on);
}

ledger::Funded read(wire::Funded::Reader from) {
  return {.source = enumerator(from.getSource(), ledger::FundingSource::test_faucet),
          .wallet = {from.getWallet()},
          .wallet_id = {{from.getWalletIdHigh(), from.getWalletIdLow()}},
          .from = {from.getFrom()},
          .amount = amount(from.getAmount()),
          .faucet_day = from.getFaucetDay(),
          .faucet_used_after = ledger::Money::units(from.getFaucetUsedAfter()),
          .as_usdc = from.getAsUsdc(),
          .salt = from.getSalt(),
          .adjusts_budget = from.getAdjustsBudget(),
          .topped_up_on = from.getToppedUpOn()};
}

void write(const ledger::Cleared& cleared, wire::Cleared::Builder to) {
  const auto& [kind, wallet, wallet_id, organization_id, environment, amount, reference, request_id,
               salt] = cleared;
  to.setKind(static_cast<std::uint8_t>(kind));
  to.setWallet(wallet.value);
  to.setWalletIdHigh(wallet_id.bits.high);
  to.setWalletIdLow(wallet_id.bits.low);
  to.setOrganizationIdHigh(organization_id.bits.high);
  to.setOrganizationIdLow(organization_id.bits.low);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setAmount(amount.money().units());
  if (!reference.empty()) to.setReference(wire_text(reference));
  if (!request_id.empty()) to.setRequestId(wire_text(request_id));
  to.setSalt(salt);
}

ledger::Cleared read(wire::Cleared::Reader from) {
  return {.kind = enumerator(from.getKind(), ledger::Clearing::fees_withdrawal),
          .wallet = {from.getWallet()},
          .wallet_id = {{from.getWalletIdHigh(), from.getWalletIdLow()}},
          .organization_id = {{from.getOrganizationIdHigh(), from.getOrganizationIdLow()}},
          .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
          .amount = amount(from.getAmount()),
          .reference = text(from.getReference()),
          .request_id = text(from.getRequestId()),
          .salt = from.getSalt()};
}

void write(const ledger::BatchFunded& funded, wire::BatchFunded::Builder to) {
  const auto& [giver, giver_id, allocations, salt] = funded;
  to.setFrom(giver.value);
  to.setFromIdHigh(giver_id.bits.high);
  to.setFromIdLow(giver_id.bits.low);
  to.setSalt(salt);
  auto list = to.initAllocations(static_cast<unsigned>(allocations.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const auto& [wallet, wallet_id, amount] = allocations[i];
    list[i].setWallet(wallet.value);
    list[i].setWalletIdHigh(wallet_id.bits.high);
    list[i].setWalletIdLow(wallet_id.bits.low);
    list[i].setAmount(amount.money().units());
  }
}

ledger::BatchFunded read(wire::BatchFunded::Reader from) {
  ledger::BatchFunded funded{.from = {from.getFrom()},
                             .from_id = {{from.getFromIdHigh(), from.getFromIdLow()}},
                             .salt = from.getSalt()};
  funded.allocations.reserve(from.getAllocations().size());
  for (const auto one : from.getAllocations())
    funded.allocations.push_back({.wallet = {one.getWallet()},
                                  .wallet_id = {{one.getWalletIdHigh(), one.getWalletIdLow()}},
                                  .amount = amount(one.getAmount())});
  return funded;
}

void write(const ledger::TopupTerms& terms, wire::TopupTerms::Builder to) {
  const auto& [enabled, trigger_below, amount, max_per_day, giver, giver_id] = terms;
  to.setEnabled(enabled);
  to.setTriggerBelow(trigger_below.units());
  to.setAmount(amount.money().units());
  to.setMaxPerDay(max_per_day.units());
  to.setFrom(giver.value);
  to.setFromIdHigh(giver_id.bits.high);
  to.setFromIdLow(giver_id.bits.low);
}

ledger::TopupTerms read(wire::TopupTerms::Reader from) {
  return {.enabled = from.getEnabled(),
          .trigger_below = ledger::Money::units(from.getTriggerBelow()),
          .amount = amount(from.getAmount()),
          .max_per_day = ledger::Money::units(from.getMaxPerDay()),
          .from = {from.getFrom()},
          .from_id = {{from.getFromIdHigh(), from.getFromIdLow()}}};
}

void write(const ledger::TopupSet& set, wire::TopupSet::Builder to) {
  const auto& [wallet, terms] = set;
  to.setWallet(wallet.value);
  if (terms) write(*terms, to.initTerms());
}

ledger::TopupSet read(wire::TopupSet::Reader from) {
  ledger::TopupSet set{.wallet = {from.getWallet()}};
  if (from.hasTerms()) set.terms = read(from.getTerms());
  return set;
}

void write(const ledger::Withdrawn& withdrawn, wire::Withdrawn::Builder to) {
  const auto& [wallet, wallet_id, org_wallet, org_wallet_id, amount, adjusts_budget, salt] =
      withdrawn;
  to.setWallet(wallet.value);
  to.setWalletIdHigh(wallet_id.bits.high);
  to.setWalletIdLow(wallet_id.bits.low);
  to.setTo(org_wallet.value);
  to.setToIdHigh(org_wallet_id.bits.high);
  to.setToIdLow(org_wallet_id.bits.low);
  to.setAmount(amount.units());
  to.setAdjustsBudget(adjusts_budget);
  to.setSalt(salt);
}

ledger::Withdrawn read(wire::Withdrawn::Reader from) {
  return {.wallet = {from.getWallet()},
          .wallet_id = {{from.getWalletIdHigh(), from.getWalletIdLow()}},
          .to = {from.getTo()},
          .to_id = {{from.getToIdHigh(), from.getToIdLow()}},
          .amount = ledger::Money::units(from.getAmount()),
          .adjusts_budget = from.getAdjustsBudget(),
          .salt = from.getSalt()};
}

}  // namespace bursar::persistence
