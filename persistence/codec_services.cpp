#include "persistence/codec_services.hpp"

#include "persistence/codec_values.hpp"

namespace bursar::persistence {

namespace {

void write(const ledger::ServiceTerms& terms, wire::ServiceTerms::Builder to) {
  const auto& [name, description, price, category, endpoint_url, metered, accept_seconds,
               complete_seconds] = terms;
  if (!name.empty()) to.setName(wire_text(name));
  if (!description.empty()) to.setDescription(wire_text(description));
  to.setPrice(price.money().units());
  if (!category.empty()) to.setCategory(wire_text(category));
  if (!endpoint_url.empty()) to.setEndpointUrl(wire_text(endpoint_url));
  to.setMetered(metered);
  to.setAcceptSeconds(accept_seconds);
  to.setCompleteSeconds(complete_seconds);
}

ledger::ServiceTerms read(wire::ServiceTerms::Reader from) {
  return {.name = text(from.getName()),
          .description = text(from.getDescription()),
          .price = amount(from.getPrice()),
          .category = text(from.getCategory()),
          .endpoint_url = text(from.getEndpointUrl()),
          .metered = from.getMetered(),
          .accept_seconds = from.getAcceptSeconds(),
          .complete_seconds = from.getCompleteSeconds()};
}

}  // namespace

void write(const ledger::ServiceMade& made, wire::ServiceMade::Builder to) {
  const auto& [id, slug, provider, provider_id, environment, terms] = made;
  to.setIdHigh(id.bits.high);
  to.setIdLow(id.bits.low);
  if (!slug.empty()) to.setSlug(wire_text(slug));
  to.setProvider(provider.value);
  to.setProviderIdHigh(provider_id.bits.high);
  to.setProviderIdLow(provider_id.bits.low);
  to.setEnvironment(static_cast<std::uint8_t>(environment));
  write(terms, to.initTerms());
}

ledger::ServiceMade read(wire::ServiceMade::Reader from) {
  return {.id = {{from.getIdHigh(), from.getIdLow()}},
          .slug = text(from.getSlug()),
          .provider = {from.getProvider()},
          .provider_id = {{from.getProviderIdHigh(), from.getProviderIdLow()}},
          .environment = enumerator(from.getEnvironment(), ledger::Environment::production),
          .terms = read(from.getTerms())};
}

void write(const ledger::ServiceChanged& changed, wire::ServiceChanged::Builder to) {
  const auto& [service, terms] = changed;
  to.setService(service.value);
  write(terms, to.initTerms());
}

ledger::ServiceChanged read(wire::ServiceChanged::Reader from) {
  return {.service = {from.getService()}, .terms = read(from.getTerms())};
}

void write(const ledger::ServiceMarked& marked, wire::ServiceMarked::Builder to) {
  const auto& [service, mark] = marked;
  to.setService(service.value);
  to.setMark(static_cast<std::uint8_t>(mark));
}

ledger::ServiceMarked read(wire::ServiceMarked::Reader from) {
  return {.service = {from.getService()},
          .mark = enumerator(from.getMark(), ledger::ServiceMark::removed)};
}

}  // namespace bursar::persistence
