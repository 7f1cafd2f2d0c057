#include "persistence/codec_wallet_life.hpp"

#include "persistence/codec_opened.hpp"
#include "persistence/codec_values.hpp"

namespace bursar::persistence {

namespace {

// Here an empty text is not null: it is what something was changed to.
std::optional<std::string> optional_text(bool there, capnp::Text::Reader from) {
  return there ? std::optional{text(from)} : std::nullopt;
}

}  // namespace

void write_wallet_changed(const ledger::WalletChanged& changed, wire::WalletChanged::Builder to) {
  const auto& [wallet, label, name, tags, metadata, policy, status] = changed;
  to.setWallet(wallet.value);
  if (label) to.setLabel(wire_text(*label));
  if (name) to.setName(wire_text(*name));
  if (tags) {
    auto list = to.initTags(static_cast<unsigned>(tags->size()));
    for (unsigned i = 0; i < list.size(); ++i) list.set(i, wire_text((*tags)[i]));
  }
  if (metadata) to.setMetadata(wire_text(*metadata));
  if (policy) {
    auto id = to.initPolicy();
    id.setHigh(policy->bits.high);
    id.setLow(policy->bits.low);
  }
  if (!status) return;
  to.setStatusChanged(true);
  to.setStatus(static_cast<std::uint8_t>(*status));
}

ledger::WalletChanged read_wallet_changed(wire::WalletChanged::Reader from) {
  ledger::WalletChanged changed{.wallet = {from.getWallet()},
                                .label = optional_text(from.hasLabel(), from.getLabel()),
                                .name = optional_text(from.hasName(), from.getName()),
                                .metadata = optional_text(from.hasMetadata(), from.getMetadata())};
  if (from.hasTags()) {
    auto& tags = changed.tags.emplace();
    for (const auto tag : from.getTags()) tags.push_back(text(tag));
  }
  if (from.hasPolicy())
    changed.policy = ledger::PolicyId{{from.getPolicy().getHigh(), from.getPolicy().getLow()}};
  if (from.getStatusChanged())
    changed.status = enumerator(from.getStatus(), ledger::WalletStatus::archived);
  return changed;
}

void write_wallet_archived(const ledger::WalletArchived& archived,
                           wire::WalletArchived::Builder to) {
  const auto& [wallet, wallet_id, agent_deleted, swept_to, swept_to_id, swept, keys] = archived;
  to.setWallet(wallet.value);
  to.setWalletIdHigh(wallet_id.bits.high);
  to.setWalletIdLow(wallet_id.bits.low);
  to.setAgentDeleted(agent_deleted);
  to.setSweptTo(swept_to.value);
  to.setSweptToIdHigh(swept_to_id.bits.high);
  to.setSweptToIdLow(swept_to_id.bits.low);
  to.setSwept(swept.units());
  if (keys.empty()) return;
  auto list = to.initKeys(static_cast<unsigned>(keys.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    list[i].setIdHigh(keys[i].bits.high);
    list[i].setIdLow(keys[i].bits.low);
  }
}

ledger::WalletArchived read_wallet_archived(wire::WalletArchived::Reader from) {
  std::vector<ledger::KeyId> keys;
  keys.reserve(from.getKeys().size());
  for (const auto key : from.getKeys()) keys.push_back({{key.getIdHigh(), key.getIdLow()}});
  return {.wallet = {from.getWallet()},
          .wallet_id = {{from.getWalletIdHigh(), from.getWalletIdLow()}},
          .agent_deleted = from.getAgentDeleted(),
          .swept_to = {from.getSweptTo()},
          .swept_to_id = {{from.getSweptToIdHigh(), from.getSweptToIdLow()}},
          .swept = ledger::Money::units(from.getSwept()),
          .keys = std::move(keys)};
}

}  // namespace bursar::persistence
