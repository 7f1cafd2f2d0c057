#include "persistence/codec_checkpoint_tokens.hpp"

#include "persistence/codec_services.hpp"
#include "persistence/codec_values.hpp"

namespace bursar::persistence {

using ledger::Money;
using ledger::TokenStatus;

void write(const ledger::OpenTokens& tokens, wire::WalletSum::Builder to) {
  if (tokens.empty()) return;
  auto list = to.initTokens(static_cast<unsigned>(tokens.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const auto& [token, held, amount, counted_at, status, deadline, completes_by, service,
                 provider] = tokens[i];
    list[i].setToken(token.value);
    list[i].setHeld(held.units());
    list[i].setAmount(amount.units());
    list[i].setCountedAt(counted_at.milliseconds);
    list[i].setStatus(static_cast<std::uint8_t>(status));
    list[i].setDeadline(deadline.milliseconds);
    list[i].setCompletesBy(completes_by.milliseconds);
    list[i].setService(service.value);
    list[i].setProvider(provider.value);
  }
}

ledger::OpenTokens read_tokens(wire::WalletSum::Reader from) {
  ledger::OpenTokens tokens;
  tokens.reserve(from.getTokens().size());
  for (const auto token : from.getTokens())
    tokens.push_back({.token = {token.getToken()},
                      .held = Money::units(token.getHeld()),
                      .amount = Money::units(token.getAmount()),
                      .counted_at = {token.getCountedAt()},
                      .status = enumerator(token.getStatus(), TokenStatus::accepted),
                      .deadline = {token.getDeadline()},
                      .completes_by = {token.getCompletesBy()},
                      .service = {token.getService()},
                      .provider = {token.getProvider()}});
  return tokens;
}

void write(const ServiceSum& sum, wire::ServiceSum::Builder to) {
  const auto& [at, service] = sum;
  const auto& [made, organization, created_at, updated_at, verified, removed, trust] = service;
  to.setMade(at.value);
  write(made, to.initService());
  to.setOrganization(organization.value);
  to.setCreatedAt(created_at.milliseconds);
  to.setUpdatedAt(updated_at.milliseconds);
  to.setVerified(verified);
  to.setRemoved(removed);
  to.setTrust(trust.points());
}

ServiceSum read(wire::ServiceSum::Reader from) {
  return {.made = {from.getMade()},
          .service = {.made = read(from.getService()),
                      .organization = {from.getOrganization()},
                      .created_at = {from.getCreatedAt()},
                      .updated_at = {from.getUpdatedAt()},
                      .verified = from.getVerified(),
                      .removed = from.getRemoved(),
                      .trust = ledger::TrustScore{from.getTrust()}}};
}

void write(const TokenSum& sum, wire::TokenSum::Builder to) {
  const auto& [issued, token] = sum;
  const auto& [organization, environment, payer, status, last] = token;
  to.setIssued(issued.value);
  to.setOrganization(organization.value);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setPayer(payer.value);
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setLast(last.value);
}

TokenSum read(wire::TokenSum::Reader from) {
  return {
      .issued = {from.getIssued()},
      .token = {.organization = {from.getOrganization()},
                .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
                .payer = {from.getPayer()},
                .status = enumerator(from.getStatus(), TokenStatus::sla_breached),
                .last = {from.getLast()}}};
}

void write(const SessionSum& sum, wire::SessionSum::Builder to) {
  const auto& [account, session] = sum;
  const auto& [generation, expires] = session;
  to.setAccount(account.value);
  to.setGeneration(generation);
  to.setExpires(expires.milliseconds);
}

SessionSum read(wire::SessionSum::Reader from) {
  return {.account = {from.getAccount()},
          .session = {.generation = from.getGeneration(), .expires = {from.getExpires()}}};
}

void write(const ApprovalSum& sum, wire::ApprovalSum::Builder to) {
  const auto& [request, approval] = sum;
  const auto& [organization, environment, wallet, status, ended] = approval;
  to.setRequest(request.value);
  to.setOrganization(organization.value);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setWallet(wallet.value);
  to.setStatus(static_cast<std::uint8_t>(status));
  to.setEnded(ended.value);
}

ApprovalSum read(wire::ApprovalSum::Reader from) {
  return {.request = {from.getRequest()},
          .approval = {
              .organization = {from.getOrganization()},
              .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
              .wallet = {from.getWallet()},
              .status = enumerator(from.getStatus(), ledger::ApprovalStatus::expired),
              .ended = {from.getEnded()}}};
}

}  // namespace bursar::persistence
