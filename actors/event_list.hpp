#pragma once

// The events of an organisation, oldest first, from any place on. Its chain of records leads
// backwards: it is read in pieces, each from a mark back to where the page goes on.

#include "actors/call.hpp"
#include "actors/commands.hpp"
#include "actors/event_places.hpp"
#include "actors/past_wallet.hpp"
#include "ledger/events.hpp"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace bursar::actors {

struct EventsQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::AccountNumber only = {};  // one wallet's; none: all
  ledger::EventTypes types = ledger::EventTypes{}.set();
  ledger::EventPosition from = {};  // the first that may be told
  std::uint32_t limit = 20;
  std::uint32_t looked_at_max = rows_looked_at_max;
  // Of what is durable; filled in by the engine.
  ledger::OrganizationSequence count = {};
  ledger::Sequence newest = {};
};
struct EventRow {
  std::shared_ptr<const ledger::Record> record;
  ledger::Event event;  // with whom it is about, also where the record does not say it
  ledger::EventPosition at;
  bool last = false;  // of its record's
  /// Which service it is about, where its record only names that by the one which made it.
  std::shared_ptr<const ledger::ServiceMade> service = {};
};
struct EventsPage {
  std::vector<EventRow> rows;
  std::uint32_t looked_at = 0;      // records
  ledger::EventPosition next = {};  // where it goes on, now or once there is more
  bool more = false;                // there is now
  bool archived = false;            // something before the first row was
};
using EventsCall = CallOf<EventsQuery, EventsPage>;

/// Where what else is asked is found.
struct EventReading {
  ReadRecord record;
  std::function<ledger::Sequence()> first_sequence;  // that is kept
  std::function<std::optional<ledger::WalletAddress>(ledger::AccountNumber)> wallet;
  std::function<std::optional<ledger::WalletAddress>(ledger::WalletId)> wallet_of;
  const EventPlaces& places;
};

/// Adds a piece to a page that begins with `next` where the query does: what there is up to the
/// next mark, so that others may be read between. False: the page is whole. Refuses with overloaded
/// when more records than looked_at_max lie between the place and the next one that is known.
ledger::Result<bool> read_on(const EventsQuery& query, const EventReading& reading,
                             EventsPage& page);

/// All of it.
ledger::Result<EventsPage> list_events(const EventsQuery& query, const EventReading& reading);

}  // namespace bursar::actors
