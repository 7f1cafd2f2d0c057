#pragma once

// The policies that bind wallets, as any thread may look them up: only what is durable, and only
// what was not deleted. A wallet keeps the one that it found beside the count of changes, so that a
// payment asks for no more than that number. Changed by the journal writer's thread alone.

#include "actors/snapshot_map.hpp"
#include "ledger/books.hpp"

#include <atomic>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace bursar::actors {

/// A time zone by its IANA name; none: there is no such zone.
using FindZone = std::function<std::shared_ptr<const ledger::Zone>(std::string_view name)>;

/// A policy, and whose it is.
struct PolicyRow {
  std::shared_ptr<const ledger::PolicyInForce> policy;
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
};

class PoliciesInForce {
 public:
  explicit PoliciesInForce(FindZone find_zone) : find_zone_{std::move(find_zone)} {}

  // --- From any thread.

  std::optional<PolicyRow> row(ledger::PolicyId id) const { return rows_.find(id); }
  /// None: there is no such policy.
  std::shared_ptr<const ledger::PolicyInForce> find(ledger::PolicyId id) const;
  /// What was found before it moved is to be looked up again.
  std::uint64_t changes() const { return changes_.load(std::memory_order_acquire); }
  /// What the machine knows of a zone.
  std::shared_ptr<const ledger::Zone> zone(std::string_view name) const { return find_zone_(name); }
  /// What was made, with the zone that it names.
  std::shared_ptr<const ledger::PolicyInForce> compiled(const ledger::PolicyMade& made) const;

  // --- By one thread.

  void put(const ledger::PolicyMade& made, ledger::OrganizationNumber organization);
  /// What has become of one that is there.
  void change(const ledger::PolicyMade& made);
  void erase(ledger::PolicyId id);

  /// A time zone that the machine does not know any more, and a policy whose hours need it: it
  /// denies everything.
  struct LostZone {
    ledger::PolicyId policy = {};
    std::string zone;
  };
  /// Many at once, for a start.
  std::vector<LostZone> load(const std::vector<ledger::Policy>& policies);

 private:
  void changed() { changes_.fetch_add(1, std::memory_order_release); }

  const FindZone find_zone_;
  SnapshotMap<ledger::PolicyId, PolicyRow> rows_;
  std::atomic<std::uint64_t> changes_ = 1;
};

/// The one that a wallet goes by, as it found it last.
class FoundPolicy {
 public:
  /// As the table has it now; null where there is none.
  const ledger::PolicyInForce* find(const PoliciesInForce& policies, ledger::PolicyId id) {
    const std::uint64_t changes = policies.changes();
    if (changes != changes_ || id != id_) {
      found_ = id.bits.none() ? nullptr : policies.find(id);
      changes_ = changes;
      id_ = id;
    }
    return found_.get();
  }

 private:
  std::shared_ptr<const ledger::PolicyInForce> found_;
  ledger::PolicyId id_ = {};
  std::uint64_t changes_ = 0;
};

}  // namespace bursar::actors
