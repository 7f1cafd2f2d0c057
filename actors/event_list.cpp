#include "actors/event_list.hpp"

#include "ledger/check.hpp"

#include <algorithm>
#include <utility>
#include <variant>

namespace bursar::actors {
namespace {

using ledger::Event;
using ledger::Record;
using ledger::Sequence;
using persistence::marked_records;

const ledger::OrganizationLink& link_of(const Record& record, ledger::OrganizationNumber number) {
  const auto& links = record.organizations;
  return links[links[0].organization == number ? 0 : 1];
}

class EventListing {
 public:
  EventListing(const EventsQuery& query, const EventReading& reading, EventsPage& page)
      : query_{query}, reading_{reading}, first_{reading.first_sequence()}, page_{page} {
    CHECK(query.looked_at_max > 0 && query.limit > 0);
    page_.next = std::max(page_.next, {.sequence = {1}});
  }

  ledger::Result<bool> read_on() {
    if (!goes_on()) return false;
    const std::uint64_t piece = (page_.next.sequence.value - 1) / marked_records + 1;
    const auto end = end_of(piece);
    if (!end)
      skip_archived(piece);
    else if (read_piece(*end))
      show(piece);
    else
      return ledger::refuse(ledger::Errc::overloaded);
    return goes_on();
  }

 private:
  bool goes_on() {
    if (page_.next.sequence > query_.count) return false;
    page_.more = page_.rows.size() >= query_.limit || page_.looked_at >= query_.looked_at_max;
    return !page_.more;
  }
  bool kept(std::uint64_t piece) const {
    const auto mark = reading_.places.mark(query_.organization, piece);
    return mark && *mark >= first_;
  }

  /// Its last record or, where that is not known, one behind it; none: all of it was archived.
  std::optional<Sequence> end_of(std::uint64_t piece) const {
    if (piece * marked_records > query_.count.value)
      return query_.newest < first_ ? std::nullopt : std::optional{query_.newest};
    const auto mark = reading_.places.mark(query_.organization, piece);
    if (mark && *mark >= first_) return mark;
    if (first_.value == 1 && !mark) return query_.newest;  // nobody has kept marks
    return std::nullopt;
  }

  // What is kept begins in the first piece whose end is, or with what comes next.
  void skip_archived(std::uint64_t piece) {
    std::uint64_t gone = piece;
    std::uint64_t there = query_.count.value / marked_records + 1;
    while (there - gone > 1) {
      const std::uint64_t middle = gone + (there - gone) / 2;
      (kept(middle) ? there : gone) = middle;
    }
    page_.archived = true;
    page_.next = {.sequence = {std::min(gone * marked_records, query_.count.value) + 1}};
  }

  // The chain from `end` back to where the page goes on. False: it is too long, or cannot be read.
  bool read_piece(Sequence end) {
    piece_.clear();
    for (Sequence at = end; !at.none();) {
      if (page_.looked_at == query_.looked_at_max + marked_records) return false;
      auto record = at < first_ ? std::nullopt : reading_.record(at);
      if (!record) {
        page_.archived = true;
        break;
      }
      const auto& link = link_of(*record, query_.organization);
      if (link.sequence < page_.next.sequence) break;
      ++page_.looked_at;
      at = link.previous;
      piece_.push_back(std::make_shared<const Record>(*std::move(record)));
    }
    std::ranges::reverse(piece_);
    return !piece_.empty();
  }

  void show(std::uint64_t piece) {
    for (const auto& record : piece_) {
      const auto place = link_of(*record, query_.organization).sequence;
      if (place.value > piece * marked_records) return;  // more than was asked for
      page_.next = std::max(page_.next, {.sequence = place});
      if (!show(record)) return;
    }
  }

  // False: the page is full before the record's end.
  bool show(const std::shared_ptr<const Record>& record) {
    auto events = ledger::events_of(*record, query_.organization);
    for (std::size_t i = page_.next.index; i < events.size(); ++i) {
      if (page_.rows.size() == query_.limit) return false;
      const ledger::EventPosition at{page_.next.sequence, static_cast<std::uint16_t>(i)};
      page_.next.index = static_cast<std::uint16_t>(i + 1);
      if (!query_.types[static_cast<std::size_t>(events[i].type)]) continue;
      EventRow row{.record = record, .event = events[i], .at = at, .last = i + 1 == events.size()};
      if (wanted(row)) page_.rows.push_back(std::move(row));
    }
    page_.next = {.sequence = {page_.next.sequence.value + 1}};
    return true;
  }

  bool wanted(EventRow& row) const {
    if (place_of(row) != query_.environment) return false;
    return query_.only.none() || row.event.about(query_.only);
  }

  /// Also finds what it is about, where its record does not say it. None: nobody knows.
  std::optional<ledger::Environment> place_of(EventRow& row) const {
    Event& event = row.event;
    if (const auto* environment = std::get_if<ledger::Environment>(&event.place))
      return *environment;
    if (const auto* policy = std::get_if<ledger::PolicyId>(&event.place))
      return reading_.places.policy(*policy);
    if (const auto* id = std::get_if<ledger::KeyId>(&event.place)) {
      const auto key = reading_.places.key(*id);
      if (!key) return std::nullopt;
      if (const auto bound = reading_.wallet_of(key->wallet)) event.wallets[0] = bound->account;
      return key->environment;
    }
    if (const auto* service = std::get_if<Sequence>(&event.place)) {
      auto made = service_made(*service);
      if (!made) return std::nullopt;
      row.service = std::make_shared<const ledger::ServiceMade>(*std::move(made));
      event.wallets[0] = row.service->provider;
      return row.service->environment;
    }
    const auto wallet = reading_.wallet(event.wallets[0]);
    if (!wallet) return std::nullopt;
    return wallet->environment;
  }

  std::optional<ledger::ServiceMade> service_made(Sequence sequence) const {
    if (const auto record = sequence < first_ ? std::nullopt : reading_.record(sequence))
      return std::get<ledger::ServiceMade>(record->fact);
    const auto row = reading_.places.service(sequence);
    if (!row) return std::nullopt;
    return row->made;
  }

  const EventsQuery& query_;
  const EventReading& reading_;
  const Sequence first_;
  EventsPage& page_;
  std::vector<std::shared_ptr<const Record>> piece_;  // oldest first
};

}  // namespace

ledger::Result<bool> read_on(const EventsQuery& query, const EventReading& reading,
                             EventsPage& page) {
  return EventListing{query, reading, page}.read_on();
}

ledger::Result<EventsPage> list_events(const EventsQuery& query, const EventReading& reading) {
  EventsPage page{.rows = {}, .next = query.from};
  while (true) {
    const auto more = read_on(query, reading, page);
    if (!more) return std::unexpected{more.error()};
    if (!*more) return page;
  }
}

}  // namespace bursar::actors
