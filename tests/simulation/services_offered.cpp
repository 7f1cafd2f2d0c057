#include "tests/simulation/services_offered.hpp"

#include <iterator>
#include <limits>
#include <set>
#include <string>
#include <utility>
#include <variant>

namespace bursar::simulation {

using ledger::Sequence;

ServicesOffered::Version version_of(const ledger::Service& service) {
  return {service.made.terms, service.verified, service.removed};
}

const ServicesOffered::Offer* ServicesOffered::find(Sequence service) const {
  const auto found = all_.find(service);
  return found == all_.end() ? nullptr : &found->second;
}

void ServicesOffered::add(Sequence service, Version version, Findings& findings) {
  Offer& offer = all_.at(service);
  if (offer.removed()) findings.report("What was removed stays as it is", word(service));
  offer.versions.push_back(std::move(version));
}

void ServicesOffered::follow(const ledger::Record& record, Findings& findings) {
  if (const auto* made = std::get_if<ledger::ServiceMade>(&record.fact))
    all_.emplace(record.sequence, Offer{.made = *made, .versions = {{.terms = made->terms}}});
  if (const auto* changed = std::get_if<ledger::ServiceChanged>(&record.fact)) {
    Version next = all_.at(changed->service).versions.back();
    next.terms = changed->terms;
    add(changed->service, std::move(next), findings);
  }
  if (const auto* marked = std::get_if<ledger::ServiceMarked>(&record.fact)) {
    Version next = all_.at(marked->service).versions.back();
    (marked->mark == ledger::ServiceMark::verified ? next.verified : next.removed) = true;
    add(marked->service, std::move(next), findings);
  }
}

void ServicesOffered::count(Sequence service, ledger::TokenStatus ended) {
  const auto found = all_.find(service);
  if (found == all_.end()) return;
  int& points = found->second.points;
  if (ended == ledger::TokenStatus::settled) points = std::min(points + 1, 100);
  if (ended == ledger::TokenStatus::sla_breached) points = std::max(points - 5, 0);
}

void ServicesOffered::compare(const actors::ServiceCatalogue& catalogue, Findings& findings) const {
  actors::ServicesQuery query;
  query.limit = std::numeric_limits<std::uint64_t>::max();
  const actors::ServicesPage page = catalogue.list(query);
  auto row = page.rows.begin();
  std::set<std::string> slugs;
  for (auto one = all_.rbegin(); one != all_.rend(); ++one) {
    const auto& [made, offer] = *one;
    if (offer.removed()) continue;
    if (row == page.rows.end() || (*row)->made != made)
      return findings.report("Every service is offered that was not removed, newest first",
                             word(made));
    const ledger::Service& service = (*row)->service;
    if (version_of(service) != offer.versions.back() || service.made.slug != offer.made.slug)
      findings.report("A service is shown as its records say", word(made));
    if (service.trust.points() != offer.points)
      findings.report("Trust follows from what a service's tokens came to",
                      std::to_string(service.trust.points()) + " instead of " +
                          std::to_string(offer.points) + " of " + word(made));
    if (!slugs.insert(service.made.slug).second)
      findings.report("No two services that are offered have one slug", service.made.slug);
    ++row;
  }
  if (row != page.rows.end() || page.total != page.rows.size())
    findings.report("Nothing is offered that was removed", std::to_string(page.total));
  compare_urls(catalogue, findings);
}

void ServicesOffered::compare_urls(const actors::ServiceCatalogue& catalogue,
                                   Findings& findings) const {
  std::map<std::string, Sequence> newest;
  for (const auto& [made, offer] : all_)
    if (!offer.removed()) newest[offer.versions.back().terms.endpoint_url] = made;
  for (const auto& [url, made] : newest) {
    if (url.empty()) continue;
    const auto row = catalogue.at_url(ledger::Environment::sandbox, url);
    if (!row || row->made != made)
      findings.report("A URL leads to the newest service behind it", url);
  }
}

}  // namespace bursar::simulation
