#include "actors/service_catalogue.hpp"

#include <algorithm>

namespace bursar::actors {
namespace {

bool shown(const ServicesQuery& query, const ledger::Service& service) {
  const ledger::ServiceTerms& terms = service.made.terms;
  return service.made.environment == query.environment &&
         (!query.category || terms.category == *query.category) &&
         (!query.verified || service.verified == *query.verified) &&
         (!query.with_endpoint || !terms.endpoint_url.empty()) &&
         (!query.provider || service.made.provider_id == *query.provider);
}

}  // namespace

ServiceCatalogue::Row ServiceCatalogue::find(ledger::ServiceId id) const {
  const std::shared_lock lock{mutex_};
  const auto made = ids_.find(id);
  return made == ids_.end() ? Row{} : offered_.at(made->second);
}

ServiceCatalogue::Row ServiceCatalogue::at_url(ledger::Environment environment,
                                               std::string_view url) const {
  const std::shared_lock lock{mutex_};
  const auto found = urls_.find(Url{environment, url});
  return found == urls_.end() ? Row{} : offered_.at(found->second.back());
}

ServicesPage ServiceCatalogue::list(const ServicesQuery& query) const {
  ServicesPage page;
  const std::shared_lock lock{mutex_};
  for (auto row = offered_.rbegin(); row != offered_.rend(); ++row) {
    if (!shown(query, row->second->service)) continue;
    if (page.total++ >= query.offset && page.rows.size() < query.limit)
      page.rows.push_back(row->second);
  }
  return page;
}

void ServiceCatalogue::put(ServiceRow row) {
  const auto shared = std::make_shared<const ServiceRow>(std::move(row));
  const std::unique_lock lock{mutex_};
  offer(shared);
}

void ServiceCatalogue::change(const ServiceRow& row) {
  auto changed = std::make_shared<ServiceRow>(row);
  const std::unique_lock lock{mutex_};
  const auto before = offered_.find(row.made);
  if (before == offered_.end()) return;
  changed->service.trust = before->second->service.trust;
  withdraw(before->second);
  offer(std::move(changed));
}

template <class Ended>
void ServiceCatalogue::count_by(ledger::Sequence made, Ended ended) {
  const std::unique_lock lock{mutex_};
  const auto row = offered_.find(made);
  if (row == offered_.end()) return;
  auto counted = std::make_shared<ServiceRow>(*row->second);
  counted->service.trust.count(ended);
  row->second = std::move(counted);
}

template void ServiceCatalogue::count_by(ledger::Sequence, ledger::TokenStatus);
template void ServiceCatalogue::count_by(ledger::Sequence, ledger::DisputeStatus);

void ServiceCatalogue::offer(const Row& row) {
  const ledger::Service& service = row->service;
  if (service.removed) return;
  offered_[row->made] = row;
  ids_[service.made.id] = row->made;
  if (const std::string& url = service.made.terms.endpoint_url; !url.empty()) {
    auto& at = urls_[Url{service.made.environment, url}];
    at.insert(std::ranges::upper_bound(at, row->made), row->made);
  }
}

void ServiceCatalogue::withdraw(const Row& row) {
  const Row kept = row;
  const ledger::ServiceMade& made = kept->service.made;
  offered_.erase(kept->made);
  ids_.erase(made.id);
  const auto at = urls_.find(Url{made.environment, made.terms.endpoint_url});
  if (at == urls_.end()) return;
  std::erase(at->second, kept->made);
  if (at->second.empty()) urls_.erase(at);
}

}  // namespace bursar::actors
