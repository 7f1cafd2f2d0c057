#include "persistence/views.hpp"

#include "ledger/check.hpp"
#include "persistence/codec.hpp"
#include "persistence/errors.hpp"
#include "persistence/projection.hpp"

#include <fstream>
#include <utility>

namespace bursar::persistence {

namespace {

ViewsMeta meta_of(const LmdbEnv& env, const ViewsTables& tables) {
  return read_meta(LmdbRead{env}, tables);
}

}  // namespace

Views::Views(const ViewsOptions& options, const JournalReader& journal)
    : directory_{options.directory},
      journal_{journal},
      env_{options.directory, LmdbEnv::Mode::use, options.map_size_bytes},
      tables_{env_},
      meta_{meta_of(env_, tables_)},
      watermark_{meta_.standing.last.value} {}

Views::~Views() = default;

template <class Deed>
auto Views::condemning(Deed deed) const {
  try {
    return deed();
  } catch (const Corrupt&) {
    const std::ofstream mark{directory_ / condemned_mark};
    throw;
  }
}

template <class KeyType, class Value>
std::optional<Value> Views::row(TableOf<KeyType, Value> in, const KeyType& key) const {
  return condemning([&] { return find(LmdbRead{env_}, in, key); });
}

std::optional<WalletSnapshot> Views::wallet(ledger::AccountNumber account) const {
  return row(tables_.wallets, account.value);
}

std::optional<WalletSnapshot> Views::milestone(ledger::AccountNumber account,
                                               std::uint64_t n) const {
  return row(tables_.milestones, milestone_key(account, n));
}

std::optional<ProfileSnapshot> Views::profile(ledger::AccountNumber account) const {
  return row(tables_.profiles, account.value);
}

std::optional<SystemAccountSnapshot> Views::system_account(ledger::AccountNumber account) const {
  return row(tables_.system_accounts, account.value);
}

std::optional<OrganizationSnapshot> Views::organization(ledger::OrganizationNumber number) const {
  return row(tables_.organizations, number.value);
}

std::optional<KeySnapshot> Views::key(ledger::KeyId id) const {
  return row(tables_.keys, id_key(id.bits));
}

std::optional<ledger::Policy> Views::policy(ledger::PolicyId id) const {
  return row(tables_.policies, id_key(id.bits));
}

std::optional<ledger::AccountNumber> Views::wallet_of(ledger::WalletId id) const {
  return row(tables_.wallet_ids, id_key(id.bits));
}

std::optional<ledger::AccountNumber> Views::agent(ledger::OrganizationNumber organization,
                                                  std::string_view agent_id) const {
  return row(tables_.agent_ids, agent_id_key(organization, agent_id));
}

std::optional<ledger::WalletSession> Views::session(ledger::AccountNumber wallet) const {
  return row(tables_.sessions, wallet.value);
}

std::optional<ledger::Approval> Views::approval(ledger::Sequence request) const {
  return row(tables_.approvals, request.value);
}

std::optional<ledger::Token> Views::token(ledger::Sequence issued) const {
  return row(tables_.tokens, issued.value);
}

std::optional<ledger::Service> Views::service(ledger::Sequence made) const {
  return row(tables_.services, made.value);
}

std::optional<ledger::Payout> Views::payout(ledger::Sequence asked) const {
  return row(tables_.payouts, asked.value);
}

std::optional<ledger::Dispute> Views::dispute(ledger::Sequence opened) const {
  return row(tables_.disputes, opened.value);
}

std::optional<ledger::PaymentCourse> Views::course(ledger::Sequence payment) const {
  return row(tables_.courses, payment.value);
}

std::optional<ledger::Sequence> Views::seal(ledger::AccountNumber wallet,
                                            std::string_view key) const {
  const auto found = row(tables_.seals, seal_key(wallet, key));
  if (!found || found->wallet != wallet || found->key != key) return std::nullopt;
  return found->by;
}

std::optional<ledger::Bits128> Views::listed(List list, std::uint64_t owner,
                                             std::uint64_t n) const {
  return row(tables_.lists, list_key(list, owner, n));
}

void Views::each_system_account(
    const std::function<void(ledger::AccountNumber, const SystemAccountSnapshot&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.system_accounts,
             [&](std::uint64_t account, const auto& row) { each({account}, row); });
  });
}

void Views::each_wallet(const std::function<void(const WalletSnapshot&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.wallets, [&](auto, const auto& row) { each(row); });
  });
}

void Views::each_profile(const std::function<void(const ProfileSnapshot&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.profiles, [&](auto, const auto& row) { each(row); });
  });
}

void Views::each_organization(const std::function<void(const OrganizationSnapshot&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.organizations, [&](auto, const auto& row) { each(row); });
  });
}

void Views::each_key(const std::function<void(const ledger::Key&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.keys, [&](auto, const auto& row) { each(row.key); });
  });
}

void Views::each_policy(const std::function<void(const ledger::Policy&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.policies, [&](auto, const auto& row) { each(row); });
  });
}

void Views::each_session(
    const std::function<void(ledger::AccountNumber, const ledger::WalletSession&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.sessions,
             [&](auto account, const auto& row) { each({account}, row); });
  });
}

void Views::each_service(
    const std::function<void(ledger::Sequence, const ledger::Service&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.services,
             [&](auto made, const auto& row) { each({made}, row); });
  });
}

void Views::each_webhook(
    const std::function<void(ledger::Sequence, const ledger::Webhook&)>& each) const {
  condemning([&] {
    each_row(LmdbRead{env_}, tables_.webhooks,
             [&](auto made, const auto& row) { each({made}, row); });
  });
}

void Views::apply(const ledger::Record& record) {
  if (!projection_) projection_ = std::make_unique<Projection>(env_, tables_, meta_);
  condemning([&] { projection_->apply(record); });
}

Durability Views::commit() {
  if (env_.in_doubt()) return Durability::unknown;
  if (!projection_) return Durability::durable;
  const std::unique_ptr<Projection> projection = std::move(projection_);
  const ledger::Sequence newest = projection->meta().standing.last;
  projection->finish(stored_checksum(journal_.record(newest).value()));
  const Durability written = env_.write([&](LmdbWrite& write) { projection->write(write); });
  if (written != Durability::durable) return written;
  meta_ = projection->meta();
  watermark_.store(newest.value, std::memory_order_release);
  return written;
}

Durability Views::follow(std::uint64_t records_max) {
  CHECK(records_max > 0 && !projection_);
  std::uint64_t records = 0;
  journal_.scan({meta_.standing.last.value + 1}, [&](const ledger::Record& record) {
    apply(record);
    return ++records < records_max;
  });
  return commit();
}

}  // namespace bursar::persistence
