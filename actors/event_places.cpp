#include "actors/event_places.hpp"

#include <algorithm>
#include <mutex>

namespace bursar::actors {

using ledger::Sequence;

namespace {

template <class Map>
std::optional<typename Map::mapped_type> found(std::shared_mutex& mutex, const Map& in,
                                               const typename Map::key_type& key) {
  const std::shared_lock lock{mutex};
  const auto row = in.find(key);
  if (row == in.end()) return std::nullopt;
  return row->second;
}

}  // namespace

bool EventPlaces::tells(const ledger::Record& record) {
  return std::ranges::any_of(record.organizations,
                             [](const auto& link) { return persistence::marked(link.sequence); }) ||
         std::holds_alternative<ledger::Opened>(record.fact) ||
         std::holds_alternative<ledger::KeyRotated>(record.fact);
}

void EventPlaces::note(const ledger::Record& record) {
  const std::unique_lock lock{mutex_};
  for (const ledger::OrganizationLink& link : record.organizations) {
    if (!persistence::marked(link.sequence)) continue;
    const Mark mark{link.organization, link.sequence.value / persistence::marked_records};
    marks_.emplace(mark, record.sequence);
    order_.emplace_back(record.sequence, mark);
  }
  if (const auto* opened = std::get_if<ledger::Opened>(&record.fact)) {
    for (const ledger::KeyMade& made : opened->keys) note_key(made, record.sequence);
    if (const auto& made = opened->policy) {
      policies_.emplace(made->terms.id, made->environment);
      order_.emplace_back(record.sequence, made->terms.id);
    }
  }
  if (const auto* rotated = std::get_if<ledger::KeyRotated>(&record.fact))
    note_key(rotated->made, record.sequence);
  forget_what_views_know();
}

void EventPlaces::note_key(const ledger::KeyMade& made, Sequence by) {
  keys_.emplace(made.id, KeyPlace{made.environment, made.wallet});
  order_.emplace_back(by, made.id);
}

void EventPlaces::forget_what_views_know() {
  const Sequence watermark = states_.watermark();
  for (; !order_.empty() && order_.front().first <= watermark; order_.pop_front()) {
    const Name& name = order_.front().second;
    if (const auto* mark = std::get_if<Mark>(&name)) marks_.erase(*mark);
    if (const auto* key = std::get_if<ledger::KeyId>(&name)) keys_.erase(*key);
    if (const auto* policy = std::get_if<ledger::PolicyId>(&name)) policies_.erase(*policy);
  }
}

// Whatever is forgotten between the two looks the views have by then.
std::optional<Sequence> EventPlaces::mark(ledger::OrganizationNumber organization,
                                          std::uint64_t n) const {
  if (const auto kept = found(mutex_, marks_, Mark{organization, n})) return kept;
  const auto row = states_.listed(persistence::List::marks_of_organization, organization.value, n);
  if (!row) return std::nullopt;
  return Sequence{row->low};
}

std::optional<EventPlaces::KeyPlace> EventPlaces::key(ledger::KeyId id) const {
  if (const auto kept = found(mutex_, keys_, id)) return kept;
  const auto row = states_.key(id);
  if (!row) return std::nullopt;
  return KeyPlace{row->key.made.environment, row->key.made.wallet};
}

std::optional<ledger::Environment> EventPlaces::policy(ledger::PolicyId id) const {
  if (const auto kept = found(mutex_, policies_, id)) return kept;
  const auto row = states_.policy(id);
  if (!row) return std::nullopt;
  return row->made.environment;
}

std::size_t EventPlaces::size() const {
  const std::shared_lock lock{mutex_};
  return order_.size();
}

}  // namespace bursar::actors
