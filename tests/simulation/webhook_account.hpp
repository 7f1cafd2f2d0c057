#pragma once

// What a journal says of one webhook, read record by record in the plainest way, and beside it what
// has reached its receiver and been answered since the engine began. It shares no code with the
// ledger's own account of deliveries.

#include "actors/webhook_commands.hpp"
#include "ledger/events.hpp"
#include "tests/simulation/findings.hpp"

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

namespace bursar::simulation {

/// An event as one organisation has it.
struct ToldEvent {
  ledger::Sequence record = {};
  ledger::Event event = {};
};
using ToldEvents = std::map<ledger::EventPosition, ToldEvent>;

class WebhookAccount {
 public:
  using At = ledger::EventPosition;

  /// What it asks for, where, and with which secrets, from one record to another.
  struct Version {
    ledger::WebhookTerms terms = {};
    std::vector<std::uint8_t> secret = {};
    std::vector<std::uint8_t> previous = {};
    ledger::Time previous_ends = {};
    ledger::Sequence until = {};  // none: it still holds
  };
  struct Waiting {
    std::uint8_t attempts = 0;
    bool test = false;
    ledger::Time due = {};
  };

  WebhookAccount(const ledger::Record& record, const ledger::WebhookMade& made,
                 const ToldEvents& events, Findings& findings);

  // --- What the journal says.

  /// An event that its organisation has anew.
  void take(At at, const ToldEvent& told);
  void change(const ledger::Record& record);
  void take(const ledger::WebhookProgress& more);

  // --- What its receiver hears and says.

  void sent(const actors::WebhookDelivery& delivery);
  void answered(At at, const actors::OutboundAnswer& answer, ledger::Time now);
  /// The next engine knows what is durable, and nothing else.
  void begin_life();
  /// Nobody has anything left to do: what is durable and what was answered is known by now.
  void be_quiet(ledger::Time now);

  // --- What there is to be seen.

  bool live() const { return status_ != ledger::WebhookStatus::removed; }
  bool enabled() const { return status_ == ledger::WebhookStatus::enabled; }
  ledger::OrganizationNumber organization() const { return organization_; }
  const ledger::WebhookMade& made() const { return made_; }
  std::size_t under_way() const;
  std::size_t waiting() const { return waiting_.size(); }
  /// When the last of what waits is due.
  std::optional<ledger::Time> last_due() const;
  /// What it asked for and has not had yet, nor been given up.
  const std::set<At>& owed() const { return owed_; }
  /// Of those the first that was not even tried in this life.
  std::optional<At> untried() const;
  /// Nothing that its receiver has said in this life is a reason to let it wait.
  bool answers_well(ledger::Time now) const;
  /// Somebody asked for an event again, and it was not sent since.
  bool owes_what_was_asked() const { return !wanted_.empty(); }
  /// Whether it is enabled though its receiver is gone, or an event was given up.
  bool enabled_in_vain() const { return enabled() && given_up_; }
  bool has_secret(const actors::WebhookKeyBytes& key) const;
  bool had_terms(const ledger::WebhookTerms& terms) const;
  /// Whether a page shows it as the journal has it.
  void compare(const ledger::Webhook& shown) const;

 private:
  struct Try {
    bool first = false;
    bool under_way = false;
    bool taken = false;
    bool test = false;
    std::uint8_t attempts = 0;  // it has had
    std::uint8_t number = 0;    // of the last one
    ledger::Time not_before = {};
  };
  /// Of an attempt that is over, until it is recorded.
  struct Answer {
    At at = {};
    ledger::DeliveryEnd end = {};
    int status = 0;
    std::optional<std::int64_t> retry_after_s = {};
    std::uint8_t number = 1;
    bool test = false;
    ledger::Time time = {};
    bool overtaken = false;  // its event was asked for after it had begun
  };

  bool asked_for(const Version& version, const ledger::Event& event) const;
  bool covers(const ledger::Event& event) const;
  bool may_hold(const Version& version, ledger::Sequence record) const;
  void mark(const ledger::Record& record, const ledger::WebhookMarked& marked);
  void ask(const ledger::Record& record, const ledger::WebhookAsked& asked);
  void take(const ledger::DeliveryAttempt& attempt);
  void judge_due(const ledger::DeliveryAttempt& attempt, const Answer& answer);
  void judge_source(const actors::WebhookDelivery& delivery);
  void judge_signature(const actors::WebhookDelivery& delivery);
  void judge_turn(At at, ledger::Time now);
  void judge_first(At at);
  void report(std::string_view sentence, At at) const;

  const ledger::Sequence by_;
  const ledger::WebhookMade made_;
  const ledger::OrganizationNumber organization_;
  const ToldEvents& events_;
  Findings& findings_;

  ledger::WebhookStatus status_ = ledger::WebhookStatus::enabled;
  ledger::WebhookReason reason_ = ledger::WebhookReason::none;
  ledger::Time marked_at_ = {};
  std::vector<Version> versions_;
  std::size_t sure_ = 0;  // the engine knows of this one, or of a later one
  At next_ = {};
  std::map<At, Waiting> waiting_;
  std::set<At> owed_;
  std::uint64_t delivered_ = 0;
  std::uint64_t failed_ = 0;
  bool given_up_ = false;
  std::map<At, unsigned> failures_;  // answers of every life
  bool said_gone_ = false;           // in some life

  std::map<At, Try> tries_;
  std::vector<Answer> answers_;
  std::set<At> asked_;   // in this life
  std::set<At> wanted_;  // asked for, and not sent since
  bool failed_last_ = false;
  bool failed_since_quiet_ = false;
  ledger::Time calm_from_ = {};  // whatever it said before, it is not left alone any more
  ledger::Time rest_said_ = {};
  ledger::Time rests_until_ = {};
};

}  // namespace bursar::simulation
