#include "actors/key_changes.hpp"

#include "actors/opening.hpp"

#include <utility>

namespace bursar::actors {

using ledger::Errc;

namespace {

/// A weaker key takes nothing away from a stronger one.
template <class Command>
ledger::Result<ledger::Key> weaker_key(const RegistryBooks& books, ledger::KeyId id,
                                       const Command& asked) {
  auto key = key_of(books, id, asked.organization, asked.environment);
  if (key && !asked.by.includes(key->made.permissions)) return ledger::refuse(Errc::forbidden);
  return key;
}

std::shared_ptr<Draft> draft_of(const RotateKey& asked, ledger::KeyRotated rotated) {
  auto draft = std::make_shared<Draft>();
  draft->record.time = asked.now;
  draft->record.organizations[0].organization = asked.organization;
  draft->record.fact = std::move(rotated);
  return draft;
}

}  // namespace

ledger::Result<ledger::Key> key_of(const RegistryBooks& books, ledger::KeyId id,
                                   ledger::OrganizationNumber organization,
                                   ledger::Environment environment) {
  const auto key = books.key(id, organization);
  if (!key) return ledger::refuse(Errc::not_found);
  if (key->made.environment != environment) return ledger::refuse(Errc::environment_mismatch);
  return *key;
}

ledger::Result<ledger::Key> key_to_revoke(const RegistryBooks& books, const RevokeKey& asked) {
  return weaker_key(books, asked.key, asked);
}

ledger::Result<ledger::Key> key_to_rotate(const RegistryBooks& books, const RotateKey& asked) {
  ledger::KeyId id = asked.key;
  if (id.bits.none()) {
    const auto agent = books.wallet(asked.agent);
    if (!agent || !agent->profile.opened.agent) return ledger::refuse(Errc::not_found);
    if (!agent->active_key) return ledger::refuse(Errc::invalid_state);
    id = agent->active_key->made.id;
  }
  auto key = weaker_key(books, id, asked);
  if (key && !key->current()) return ledger::refuse(Errc::invalid_state);
  return key;
}

ledger::Result<KeyRotating> KeyRotating::begin(const RegistryBooks& books, const Tables& tables,
                                               Random& random, const RotateKey& asked) {
  const auto old = key_to_rotate(books, asked);
  if (!old) return std::unexpected{old.error()};
  const auto wallet = tables.wallet(old->made.wallet);
  if (!wallet && !old->made.wallet.bits.none()) return ledger::refuse(Errc::not_found);
  if (wallet && books.status(wallet->account) == ledger::WalletStatus::archived)
    return ledger::refuse(Errc::wallet_archived);
  Opening opening{books,
                  random,
                  {.organization = asked.organization,
                   .environment = asked.environment,
                   .new_organization_name = {},
                   .new_organization_balance = {}}};
  Rotation answer{.rotated = old->made.id};
  if (asked.grace_ms > 0) answer.grace_ends = {asked.now.milliseconds + asked.grace_ms};
  answer.made.secret = opening.key({.name = old->made.name,
                                    .permissions = old->made.permissions,
                                    .prefix = asked.key_prefix,
                                    .wallet = wallet ? &*wallet : nullptr});
  answer.made.organization = opening.organization_id();
  answer.made.key = {.made = opening.opened().keys.front(), .organization = asked.organization};
  return KeyRotating{
      .draft = draft_of(
          asked, {.id = old->made.id, .made = answer.made.key.made, .ends = answer.grace_ends}),
      .old = old->made.secret_hash,
      .row = opening.key_rows().front(),
      .answer = std::move(answer)};
}

}  // namespace bursar::actors
