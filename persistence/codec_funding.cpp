#include "persistence/codec_funding.hpp"

#include "persistence/codec_values.hpp"

namespace bursar::persistence {

void write(const ledger::Funded& funded, wire::Funded::Builder to) {
  const auto& [source, wallet, wallet_id, giver, amount, faucet_day, faucet_used_after, as_usdc,
               salt, adjusts_budget] = funded;
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
          .adjusts_budget = from.getAdjustsBudget()};
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
