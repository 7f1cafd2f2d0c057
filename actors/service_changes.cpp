#include "actors/service_changes.hpp"

#include <array>
#include <bit>
#include <limits>

namespace bursar::actors {
namespace {

using ledger::Errc;

constexpr std::size_t slug_length_max = 60;

std::string slug_of(std::string_view name) {
  std::string slug;
  for (const char character : name) {
    const auto byte = static_cast<unsigned char>(character);
    const bool letter = (byte >= 'a' && byte <= 'z') || (byte >= '0' && byte <= '9');
    if (letter)
      slug += character;
    else if (byte >= 'A' && byte <= 'Z')
      slug += static_cast<char>(byte - 'A' + 'a');
    else if (!slug.empty() && slug.back() != '-')
      slug += '-';
    if (slug.size() == slug_length_max) break;
  }
  while (!slug.empty() && slug.back() == '-') slug.pop_back();
  return slug.empty() ? "service" : slug;
}

std::string in_environment(ledger::Environment environment, const std::string& slug) {
  return static_cast<char>('0' + static_cast<int>(environment)) + slug;
}

std::shared_ptr<Draft> service_draft(ledger::OrganizationNumber organization, ledger::Fact fact,
                                     ledger::Time now) {
  auto draft = std::make_shared<Draft>();
  draft->record.time = now;
  draft->record.organizations[0].organization = organization;
  draft->record.fact = std::move(fact);
  return draft;
}

}  // namespace

void ServicePatch::apply(ledger::ServiceTerms& terms) const {
  if (name) terms.name = *name;
  if (description) terms.description = *description;
  if (price) terms.price = *price;
  if (category) terms.category = *category;
  if (endpoint_url) terms.endpoint_url = *endpoint_url;
  if (metered) terms.metered = *metered;
  if (accept_seconds) terms.accept_seconds = *accept_seconds;
  if (complete_seconds) terms.complete_seconds = *complete_seconds;
}

ServiceChanges::ServiceChanges(ServiceCatalogue& catalogue, const ledger::FeeSchedule& fees)
    : catalogue_{catalogue}, fees_{fees} {
  for (const auto environment : {ledger::Environment::sandbox, ledger::Environment::production})
    for (const auto& row :
         catalogue
             .list({.environment = environment, .limit = std::numeric_limits<std::uint64_t>::max()})
             .rows)
      slugs_.insert(in_environment(environment, row->service.made.slug));
}

std::string ServiceChanges::slug(ledger::Environment environment, const std::string& name) {
  const std::string wanted = slug_of(name);
  std::string slug = wanted;
  for (std::uint64_t suffix = 2; !slugs_.insert(in_environment(environment, slug)).second; ++suffix)
    slug = wanted + '-' + std::to_string(suffix);
  return slug;
}

ledger::Result<void> ServiceChanges::worth_it(const ledger::ServiceTerms& terms) const {
  const ledger::Money fee = fees_.fee(terms.price);
  if (fee < terms.price.money()) return {};
  return std::unexpected{ledger::Error{.code = Errc::invalid_amount, .limit = fee}};
}

void ServiceChanges::make(MakeServiceCall& call, Random& random) {
  const MakeService& asked = call.command;
  if (const auto worth = worth_it(asked.terms); !worth) {
    call.outcome = std::unexpected{worth.error()};
    return;
  }
  std::array<std::uint8_t, 16> bytes;
  random.fill(bytes);
  const auto environment = asked.provider.environment;
  call.outcome = ServiceRow{};
  ServiceRow& row = *call.outcome;
  row.service.organization = asked.organization;
  row.service.made = {.id = {std::bit_cast<ledger::Bits128>(bytes)},
                      .slug = slug(environment, asked.terms.name),
                      .provider = asked.provider.account,
                      .provider_id = asked.provider.id,
                      .environment = environment,
                      .terms = asked.terms};
  call.draft = service_draft(asked.organization, row.service.made, asked.now);
  call.when_durable = [&row, &record = call.draft->record, &catalogue = catalogue_](CallPtr&) {
    row.made = record.sequence;
    row.service.created_at = record.time;
    row.service.updated_at = record.time;
    catalogue.put(row);
  };
}

ledger::Result<ServiceRow> ServiceChanges::known(ledger::ServiceId id,
                                                 ledger::OrganizationNumber organization,
                                                 ledger::Environment environment,
                                                 ledger::AccountNumber only) {
  std::erase_if(changing_, [](const auto& one) { return one.second.shown->load(); });
  ServiceRow row;
  if (const auto changing = changing_.find(id); changing != changing_.end())
    row = changing->second.row;
  else if (const auto shown = catalogue_.find(id))
    row = *shown;
  else
    return ledger::refuse(Errc::not_found);
  const ledger::Service& service = row.service;
  if (service.removed) return ledger::refuse(Errc::not_found);
  if (organization.none()) return row;  // the operator
  if (service.organization != organization) return ledger::refuse(Errc::not_found);
  if (service.made.environment != environment) return ledger::refuse(Errc::environment_mismatch);
  if (!only.none() && service.made.provider != only) return ledger::refuse(Errc::not_found);
  return row;
}

template <class C>
void ServiceChanges::put_on_its_way(C& call, ServiceRow after, ledger::Fact fact) {
  auto shown = std::make_shared<std::atomic<bool>>(false);
  call.draft = service_draft(after.service.organization, std::move(fact), call.command.now);
  changing_[after.service.made.id] = {after, shown};
  call.outcome = std::move(after);
  call.when_durable = [&row = *call.outcome, &record = call.draft->record, &catalogue = catalogue_,
                       shown](CallPtr&) {
    row.service.updated_at = record.time;
    catalogue.change(row);
    shown->store(true);
  };
}

void ServiceChanges::change(ChangeServiceCall& call) {
  const ChangeService& asked = call.command;
  call.outcome = known(asked.service, asked.organization, asked.environment, asked.only);
  if (!call.outcome) return;
  ServiceRow after = *call.outcome;
  asked.patch.apply(after.service.made.terms);
  if (after.service.made == call.outcome->service.made) return;
  if (const auto worth = worth_it(after.service.made.terms); !worth) {
    call.outcome = std::unexpected{worth.error()};
    return;
  }
  ledger::ServiceChanged fact{after.made, after.service.made.terms};
  put_on_its_way(call, std::move(after), std::move(fact));
}

void ServiceChanges::mark(MarkServiceCall& call) {
  const MarkService& asked = call.command;
  call.outcome = known(asked.service, asked.organization, asked.environment, asked.only);
  if (!call.outcome) return;
  ServiceRow after = *call.outcome;
  after.service.mark(asked.mark, asked.now);
  if (asked.mark == ledger::ServiceMark::verified && call.outcome->service.verified) return;
  // Whoever takes it next is recorded behind this.
  if (asked.mark == ledger::ServiceMark::removed)
    slugs_.erase(in_environment(after.service.made.environment, after.service.made.slug));
  const ledger::ServiceMarked fact{after.made, asked.mark};
  put_on_its_way(call, std::move(after), fact);
}

}  // namespace bursar::actors
