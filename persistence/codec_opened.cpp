#include "persistence/codec_opened.hpp"

#include "persistence/codec_policy.hpp"
#include "persistence/codec_values.hpp"

namespace bursar::persistence {

// Writers name every field of what they write by a structured binding, so that a field added to the
// ledger does not compile until it has its place on disk.
namespace {

void write_address(const ledger::WalletAddress& address, wire::WalletAddress::Builder to) {
  const auto& [account, id, organization, environment, type, system_accounts] = address;
  to.setAccount(account.value);
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  to.setOrganization(organization.value);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setType(static_cast<std::uint8_t>(type));
  to.setSystemAccounts(system_accounts.value);
}

ledger::WalletAddress read_address(wire::WalletAddress::Reader from) {
  return {.account = {from.getAccount()},
          .id = {{from.getIdHigh(), from.getIdLow()}},
          .organization = {from.getOrganization()},
          .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
          .type = enumerator(from.getType(), ledger::WalletType::agent),
          .system_accounts = {from.getSystemAccounts()}};
}

/// Journals of an older writer hold the terms.
ledger::PolicyId read_bound(wire::WalletOpened::Reader from) {
  if (from.hasPolicy()) return read_terms_id(from.getPolicy());
  return {{from.getPolicyHigh(), from.getPolicyLow()}};
}

}  // namespace

void write_organization(const ledger::OrganizationOpened& opened,
                        wire::OrganizationOpened::Builder to) {
  const auto& [id, number, name, sandbox_accounts] = opened;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  to.setNumber(number.value);
  if (!name.empty()) to.setName(wire_text(name));
  to.setSandboxAccounts(sandbox_accounts.value);
}

ledger::OrganizationOpened read_organization(wire::OrganizationOpened::Reader from) {
  return {.id = {{from.getIdHigh(), from.getIdLow()}},
          .number = {from.getNumber()},
          .name = text(from.getName()),
          .sandbox_accounts = {from.getSandboxAccounts()}};
}

void write_wallet(const ledger::WalletOpened& opened, wire::WalletOpened::Builder to) {
  const auto& [address, number, agent_id, label, name, agent_name, operator_name, tags, metadata,
               policy, budget_limit, agent] = opened;
  write_address(address, to.initAddress());
  to.setNumber(number);
  if (!agent_id.empty()) to.setAgentId(wire_text(agent_id));
  if (!label.empty()) to.setLabel(wire_text(label));
  if (!name.empty()) to.setName(wire_text(name));
  if (!agent_name.empty()) to.setAgentName(wire_text(agent_name));
  if (!operator_name.empty()) to.setOperatorName(wire_text(operator_name));
  if (!tags.empty()) {
    auto list = to.initTags(static_cast<unsigned>(tags.size()));
    for (unsigned i = 0; i < list.size(); ++i) list.set(i, wire_text(tags[i]));
  }
  if (!metadata.empty()) to.setMetadata(wire_text(metadata));
  to.setPolicyHigh(policy.bits.high);
  to.setPolicyLow(policy.bits.low);
  write_optional(budget_limit, to.getBudgetLimit());
  to.setAgent(agent);
}

ledger::WalletOpened read_wallet(wire::WalletOpened::Reader from) {
  std::vector<std::string> tags;
  for (const auto tag : from.getTags()) tags.push_back(text(tag));
  return {.address = read_address(from.getAddress()),
          .number = from.getNumber(),
          .agent_id = text(from.getAgentId()),
          .label = text(from.getLabel()),
          .name = text(from.getName()),
          .agent_name = text(from.getAgentName()),
          .operator_name = text(from.getOperatorName()),
          .tags = std::move(tags),
          .metadata = text(from.getMetadata()),
          .policy = read_bound(from),
          .budget_limit = optional_money(from.getBudgetLimit()),
          .agent = from.getAgent()};
}

void write_key(const ledger::KeyMade& made, wire::KeyMade::Builder to) {
  const auto& [id, name, key_class, environment, permissions, wallet, secret_hash] = made;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  if (!name.empty()) to.setName(wire_text(name));
  to.setKeyClass(static_cast<std::uint8_t>(key_class));
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  to.setPermissions(permissions.bits);
  to.setWalletHigh(wallet.bits.high);
  to.setWalletLow(wallet.bits.low);
  to.setSecretHash(wire_data(secret_hash));
}

ledger::KeyMade read_key(wire::KeyMade::Reader from) {
  return {.id = {{from.getIdHigh(), from.getIdLow()}},
          .name = text(from.getName()),
          .key_class = enumerator(from.getKeyClass(), ledger::KeyClass::operator_),
          .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
          .permissions = {from.getPermissions()},
          .wallet = {{from.getWalletHigh(), from.getWalletLow()}},
          .secret_hash = data<32>(from.getSecretHash())};
}

void write_opened(const ledger::Opened& opened, wire::Opened::Builder to) {
  const auto& [organization, wallets, keys, policy] = opened;
  if (organization) write_organization(*organization, to.initOrganization());
  if (!wallets.empty()) {
    auto list = to.initWallets(static_cast<unsigned>(wallets.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_wallet(wallets[i], list[i]);
  }
  if (!keys.empty()) {
    auto list = to.initKeys(static_cast<unsigned>(keys.size()));
    for (unsigned i = 0; i < list.size(); ++i) write_key(keys[i], list[i]);
  }
  if (policy) write_policy(*policy, to.initPolicy());
}

ledger::Opened read_opened(wire::Opened::Reader from) {
  ledger::Opened opened;
  if (from.hasOrganization()) opened.organization = read_organization(from.getOrganization());
  for (const auto wallet : from.getWallets()) opened.wallets.push_back(read_wallet(wallet));
  for (const auto key : from.getKeys()) opened.keys.push_back(read_key(key));
  if (from.hasPolicy()) opened.policy = read_policy(from.getPolicy());
  return opened;
}

}  // namespace bursar::persistence
