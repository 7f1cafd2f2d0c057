#pragma once

// Services as a journal tells of them, read in the plainest way: every version of each, and how far
// it is trusted by what its tokens came to.

#include "actors/service_catalogue.hpp"
#include "tests/simulation/findings.hpp"

#include <algorithm>
#include <map>
#include <vector>

namespace bursar::simulation {

class ServicesOffered {
 public:
  struct Version {
    ledger::ServiceTerms terms;
    bool verified = false;
    bool removed = false;

    friend bool operator==(const Version&, const Version&) = default;
  };
  struct Offer {
    ledger::ServiceMade made;
    std::vector<Version> versions;  // the last is what it is by now
    int points = 50;                // of a hundred

    bool removed() const { return versions.back().removed; }
    bool was(const Version& version) const {
      return std::ranges::find(versions, version) != versions.end();
    }
  };

  void follow(const ledger::Record& record, Findings& findings);
  /// What a token of it came to.
  void count(ledger::Sequence service, ledger::TokenStatus ended);

  const std::map<ledger::Sequence, Offer>& all() const { return all_; }
  /// Null: there is none.
  const Offer* find(ledger::Sequence service) const;
  /// With what anybody may look up.
  void compare(const actors::ServiceCatalogue& catalogue, Findings& findings) const;

 private:
  void add(ledger::Sequence service, Version version, Findings& findings);
  void compare_urls(const actors::ServiceCatalogue& catalogue, Findings& findings) const;

  std::map<ledger::Sequence, Offer> all_;
};

/// A row of the catalogue as such a version.
ServicesOffered::Version version_of(const ledger::Service& service);

}  // namespace bursar::simulation
