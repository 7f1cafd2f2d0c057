#pragma once

// How services are made and changed: by the registry, one call at a time, a little ahead of what
// the catalogue shows. No CAF.

#include "actors/ports.hpp"
#include "actors/service_catalogue.hpp"
#include "ledger/wallet.hpp"

#include <atomic>
#include <memory>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

namespace bursar::actors {

class ServiceChanges {
 public:
  /// Both outlive it.
  ServiceChanges(ServiceCatalogue& catalogue, const ledger::FeeSchedule& fees);

  // Each leaves in the call what is to be recorded, or a refusal, or an answer without a record.

  void make(MakeServiceCall& call, Random& random);
  void change(ChangeServiceCall& call);
  void mark(MarkServiceCall& call);

 private:
  /// One that is on its way into the catalogue.
  struct Changing {
    ServiceRow row;
    std::shared_ptr<std::atomic<bool>> shown;
  };

  std::string slug(ledger::Environment environment, const std::string& name);
  /// As it is by what was decided.
  ledger::Result<ServiceRow> known(ledger::ServiceId id, ledger::OrganizationNumber organization,
                                   ledger::Environment environment, ledger::AccountNumber only);
  ledger::Result<void> worth_it(const ledger::ServiceTerms& terms) const;
  template <class C>
  void put_on_its_way(C& call, ServiceRow after, ledger::Fact fact);

  ServiceCatalogue& catalogue_;
  const ledger::FeeSchedule& fees_;
  std::unordered_map<ledger::ServiceId, Changing> changing_;
  // Of those that are offered, by what was decided; with the environment before them.
  std::unordered_set<std::string> slugs_;
};

}  // namespace bursar::actors
