#pragma once

// The webhooks that there are, how far each has heard, and whose turn it is. What is under way is
// bounded, for all of them and for each; nobody's part of it is so large that others wait for it:
//
//   of one webhook         one event that has its first attempt, and two others
//   of one organisation    a quarter of all
//   of those in doubt      half of all: whoever hears well finds places. In doubt is who failed at
//                          last, has heard nothing yet, or lets attempts wait for seconds
//
// No CAF, no clock.

#include "actors/webhook_commands.hpp"
#include "actors/webhook_turns.hpp"

#include <cstddef>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <optional>
#include <set>
#include <tuple>
#include <unordered_map>
#include <utility>
#include <vector>

namespace bursar::actors {

class KnownWebhooks {
 public:
  explicit KnownWebhooks(WebhookBounds bounds) : bounds_{bounds} {}

  /// An attempt that is under way.
  struct Attempt {
    ledger::PendingDelivery before = {};
    bool first = false;
    ledger::EventPosition behind = {};  // where its webhook goes on, of a first one
    ledger::Time began = {};
    bool doubtful = false;     // takes one of the places of those in doubt
    bool asked_again = false;  // its event was asked for while this was under way
  };
  struct Entry {
    ledger::Webhook kept;        // as the journal has it
    ledger::WebhookTerms terms;  // as they will be, once all is durable that was decided
    ledger::WebhookStatus status = ledger::WebhookStatus::enabled;  // likewise
    ledger::DeliveryProgress ahead;                                 // with what was heard since
    std::deque<EventRow> coming = {};                               // events that it hears next
    ledger::EventPosition read = {};                                // behind them
    ledger::EventPosition recorded = {};  // as far as a record says that it has heard
    std::vector<ledger::DeliveryAttempt> unrecorded = {};
    std::vector<Attempt> under_way = {};
    std::vector<ledger::WebhookProgress> held_back = {};  // until what was asked is durable
    std::size_t asking = 0;
    /// Why it is disabled, until that is recorded, which it is with what was heard.
    std::optional<ledger::WebhookReason> disabled_for = {};
    std::uint32_t failed_in_row = 0;
    ledger::Time rests_until = {};
    bool told_to_rest = false;     // by its receiver, whatever others of its answers say
    ledger::Time held_until = {};  // nothing was tried, and nothing is until then
    ledger::Time next_due = {};    // of what waits; zero: nothing does
    bool doubtful = true;          // its last attempt failed or was slow, or it has had none yet

    bool first_under_way() const;
    bool under_way_at(ledger::EventPosition at) const;
    void find_next_due();
    /// That event is asked for: what is heard of an attempt which began before is not the end of
    /// it.
    void ask_again(ledger::EventPosition at);
  };

  // --- What the journal says.

  void add(ledger::Sequence made, ledger::Webhook webhook);
  /// A record that is durable: of one that was made, or of a change.
  void take(const ledger::Record& record);
  void take(const ledger::DeliveriesMade& recorded);

  // --- What callers see.

  /// None: there is no such one in that scope, and why.
  ledger::Result<ledger::Sequence> find(const WebhookScope& scope, ledger::WebhookId id) const;
  WebhookRow row(ledger::Sequence made) const;
  Rows<WebhookRow> list(const WebhooksQuery& query) const;
  Entry* entry(ledger::Sequence made);
  /// One more of the organisation's is on its way. False: there are as many as may be.
  bool reserve(ledger::OrganizationNumber organization);
  /// The same of one that there is, however many may be.
  void keep(ledger::OrganizationNumber organization) { ++counts_[organization]; }
  void give_up(ledger::OrganizationNumber organization) { --counts_[organization]; }

  // --- What is to be sent.

  /// What `next` finds: something that waited, or else the first of what was to come.
  struct Turn {
    ledger::Sequence made = {};
    Attempt attempt;
    std::optional<EventRow> event = {};  // none: it is to be read
  };
  /// Reads on for one that has nothing to come.
  using ReadOn = std::function<void(ledger::Sequence made, Entry& entry)>;
  std::optional<Turn> next(ledger::Time now, const ReadOn& read_on);
  /// Time has passed, or there is news: each may have something to be sent. Until then only those
  /// have of which something was heard.
  void look_at_all(ledger::Time now, const std::function<bool(const Entry& entry)>& has_news);
  /// There is nothing for it before that.
  void go_on(ledger::Sequence made, Entry& entry, ledger::EventPosition next);
  /// What came of it, and what is to be recorded of that.
  void end(ledger::Sequence made, const ledger::DeliveryAttempt& over,
           const ledger::DeliveryAnswer& answer);
  /// Nothing more is sent to it, because of what was heard at last; both are recorded together.
  void disable(ledger::Sequence made, ledger::WebhookReason reason);
  /// Nothing was tried: it is as if it had not begun, and nothing of its webhook begins until then.
  void take_back(ledger::Sequence made, ledger::EventPosition at, ledger::Time held_until);
  /// It is over, of a webhook that is gone: until then it keeps its place, as its connection does.
  void end_of_gone(ledger::Sequence made, ledger::EventPosition at);
  /// The attempt that is under way; none: its webhook is gone.
  const Attempt* under_way(ledger::Sequence made, ledger::EventPosition at) const;
  /// When something waits for next, behind `now`, as far as was looked; none: nothing does.
  std::optional<ledger::Time> next_due(ledger::Time now) const;

  // --- What is to be recorded.

  /// All or none of it.
  struct Heard {
    ledger::DeliveriesMade deliveries;
    std::vector<std::pair<ledger::OrganizationNumber, ledger::WebhookMarked>> disabled = {};
  };
  /// Of some that have something to record; none: nobody has. It counts as recorded then.
  std::optional<Heard> unrecorded();
  /// How far it has come is recorded with them, also where it heard nothing.
  void record_place(ledger::Sequence made) { to_record_.insert(made); }
  bool has_to_record() const { return !to_record_.empty(); }
  std::size_t unrecorded_attempts() const { return unrecorded_; }
  /// Nothing is under way, and nothing that was heard waits for what was asked.
  bool settled() const;

  std::size_t size() const { return entries_.size(); }
  std::size_t in_flight() const { return in_flight_; }
  template <class Deed>
  void each(Deed deed) const {
    for (const auto& [made, entry] : entries_) deed(entry);
  }

 private:
  bool has_place(const Entry& entry) const;
  std::optional<Turn> turn_of(ledger::Sequence made, Entry& entry, ledger::Time now,
                              const ReadOn& read_on);
  std::optional<Turn> begin(Entry& entry, Turn turn, ledger::Time now);
  void doubt_the_slow(ledger::Time now);
  void apply(Entry& entry, const ledger::WebhookProgress& more);
  void forget(ledger::Sequence made);
  Attempt leave(ledger::Sequence made, Entry& entry, ledger::EventPosition at);
  void count(ledger::OrganizationNumber organization, bool more);
  std::size_t part_of_all(std::size_t part) const;
  void see_due(const Entry& entry, ledger::Time now);

  const WebhookBounds bounds_;
  std::map<ledger::Sequence, Entry> entries_;
  std::unordered_map<ledger::WebhookId, ledger::Sequence> ids_;
  std::unordered_map<ledger::OrganizationNumber, std::size_t> counts_;      // of webhooks
  std::unordered_map<ledger::OrganizationNumber, std::size_t> in_flights_;  // of attempts
  std::size_t in_flight_ = 0;
  std::size_t doubtful_in_flight_ = 0;
  /// Attempts under way that are not in doubt, in the order in which they began.
  std::set<std::tuple<ledger::Time, ledger::Sequence, ledger::EventPosition>> trusted_;
  /// Of webhooks that are gone, by whose they were; each counts as one in doubt.
  std::map<std::pair<ledger::Sequence, ledger::EventPosition>, ledger::OrganizationNumber> gone_;
  std::size_t unrecorded_ = 0;
  std::size_t in_the_line_ = 0;           // attempts that are being recorded, and not durable yet
  std::set<ledger::Sequence> to_record_;  // webhooks that have something
  WebhookTurns turns_;
  std::optional<ledger::Time> nearest_;  // when something waits, of those that were looked at
};

}  // namespace bursar::actors
