#pragma once

// The views: what the journal comes to, kept in a second LMDB environment beside it as rows that
// can be asked for one by one. All of it follows from the journal: views that are missing, damaged
// or of another journal are made anew. One thread lets them follow the journal, any thread reads;
// what one call answers is as of one place in the journal.

#include "ledger/books.hpp"
#include "persistence/lmdb_env.hpp"
#include "persistence/recovery.hpp"
#include "persistence/store.hpp"
#include "persistence/views_rows.hpp"
#include "persistence/views_tables.hpp"

#include <atomic>
#include <cstdint>
#include <expected>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace bursar::persistence {

struct ViewsOptions {
  std::filesystem::path directory;  // DATA/views
  std::uint64_t map_size_bytes = std::uint64_t{1} << 40;
};

/// A file beside the views that says: damage was met while they were in use.
constexpr std::string_view condemned_mark = "condemned";

class Projection;

class Views final : public JournalFollower {
 public:
  /// Of views of that journal that were found to be good (open_views).
  Views(const ViewsOptions& options, const JournalReader& journal);
  ~Views() override;

  // --- From any thread. None: there is no such row (yet). A damaged row throws Corrupt, and the
  // next open_views finds the views damaged.

  ledger::Sequence watermark() const override {
    return {watermark_.load(std::memory_order_acquire)};
  }
  std::optional<WalletSnapshot> wallet(ledger::AccountNumber account) const;
  /// As it was after n × milestone_entries of its entries.
  std::optional<WalletSnapshot> milestone(ledger::AccountNumber account, std::uint64_t n) const;
  std::optional<ProfileSnapshot> profile(ledger::AccountNumber account) const;
  std::optional<SystemAccountSnapshot> system_account(ledger::AccountNumber account) const;
  std::optional<OrganizationSnapshot> organization(ledger::OrganizationNumber number) const;
  std::optional<KeySnapshot> key(ledger::KeyId id) const;
  std::optional<ledger::Policy> policy(ledger::PolicyId id) const;
  std::optional<ledger::AccountNumber> wallet_of(ledger::WalletId id) const;
  /// By the caller's own name for it.
  std::optional<ledger::AccountNumber> agent(ledger::OrganizationNumber organization,
                                             std::string_view agent_id) const;
  /// The n-th of a list, from 1 in the order of their making.
  std::optional<ledger::Bits128> listed(List list, std::uint64_t owner, std::uint64_t n) const;
  std::optional<ledger::WalletSession> session(ledger::AccountNumber wallet) const;
  /// By the record that asked for it.
  std::optional<ledger::Approval> approval(ledger::Sequence request) const;
  /// By the record that issued it.
  std::optional<ledger::Token> token(ledger::Sequence issued) const;
  /// By the record that asked for it.
  std::optional<ledger::Payout> payout(ledger::Sequence asked) const;
  /// By the record that opened it.
  std::optional<ledger::Dispute> dispute(ledger::Sequence opened) const;
  /// By the record that made it.
  std::optional<ledger::Service> service(ledger::Sequence made) const;
  /// By the record that made it.
  std::optional<ledger::PaymentCourse> course(ledger::Sequence payment) const;
  /// The record that sealed that key of the wallet.
  std::optional<ledger::Sequence> seal(ledger::AccountNumber wallet, std::string_view key) const;

  // --- Every row, in the order of its key, while nobody lets them follow.

  const ledger::Standing& standing() const { return meta_.standing; }
  void each_system_account(
      const std::function<void(ledger::AccountNumber, const SystemAccountSnapshot&)>& each) const;
  void each_wallet(const std::function<void(const WalletSnapshot&)>& each) const;
  void each_profile(const std::function<void(const ProfileSnapshot&)>& each) const;
  void each_organization(const std::function<void(const OrganizationSnapshot&)>& each) const;
  void each_key(const std::function<void(const ledger::Key&)>& each) const;
  void each_policy(const std::function<void(const ledger::Policy&)>& each) const;
  void each_session(
      const std::function<void(ledger::AccountNumber, const ledger::WalletSession&)>& each) const;
  void each_service(
      const std::function<void(ledger::Sequence, const ledger::Service&)>& each) const;
  void each_webhook(
      const std::function<void(ledger::Sequence, const ledger::Webhook&)>& each) const;
  /// All of them: what folding the journal up to the watermark comes to.
  ledger::Books books() const;

  // --- By one thread.

  /// Reads them from the journal. After `unknown` every later call says the same.
  [[nodiscard]] Durability follow(std::uint64_t records_max) override;
  /// The same for records that somebody else reads: the one after the last; then all in one commit.
  void apply(const ledger::Record& record);
  [[nodiscard]] Durability commit();

 private:
  template <class KeyType, class Value>
  std::optional<Value> row(TableOf<KeyType, Value> in, const KeyType& key) const;
  template <class Deed>
  auto condemning(Deed deed) const;

  const std::filesystem::path directory_;
  const JournalReader& journal_;
  LmdbEnv env_;
  ViewsTables tables_;
  ViewsMeta meta_;                          // the following thread's
  std::unique_ptr<Projection> projection_;  // of what is applied and not committed
  std::atomic<std::uint64_t> watermark_;
};

/// The views of `journal`, good as they are; or why they have to be made anew, as the end of a
/// sentence about them. Throws Unusable when good views have seen records that the journal lost.
std::expected<std::unique_ptr<Views>, std::string> open_views(const ViewsOptions& options,
                                                              const JournalReader& journal,
                                                              ledger::Sequence last);

/// What views that nobody has open say, or what is wrong with them. Changes nothing.
std::expected<ledger::Books, std::string> read_views(const std::filesystem::path& directory);

/// Makes views that say what `replayed`, which is all of `journal`, says; whatever was there is
/// thrown away. They appear whole or not at all. Throws Unusable.
void make_views(const ViewsOptions& options, const Replayed& replayed,
                const JournalReader& journal);

}  // namespace bursar::persistence
