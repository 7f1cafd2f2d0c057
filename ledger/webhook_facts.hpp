#pragma once

// The facts of webhooks: who wants to be told of which events and where, and what became of telling
// him. A webhook is found by its id, and named in the journal by the record that made it.

#include "ledger/event_position.hpp"
#include "ledger/identity.hpp"
#include "ledger/ids.hpp"
#include "ledger/time.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace bursar::ledger {

using WebhookId = Id<struct WebhookTag>;

/// What may be changed of a webhook.
struct WebhookTerms {
  std::string url = {};
  std::vector<std::string> events = {};  // "payment.completed", "payment.*" or "*"

  friend bool operator==(const WebhookTerms&, const WebhookTerms&) = default;
};

/// It hears from its own making on, and of no more than its maker might read then.
struct WebhookMade {
  WebhookId id = {};
  Environment environment = Environment::sandbox;
  AccountNumber wallet = {};  // that its maker's key was bound to; none: to none
  WalletId wallet_id = {};
  Permissions permissions = {};  // of that key
  WebhookTerms terms = {};
  std::vector<std::uint8_t> secret = {};  // under a key that is in no journal

  friend bool operator==(const WebhookMade&, const WebhookMade&) = default;
};

struct WebhookName {
  Sequence made = {};  // the record that made it
  WebhookId id = {};
  Environment environment = Environment::sandbox;
  AccountNumber wallet = {};

  friend bool operator==(const WebhookName&, const WebhookName&) = default;
};

/// The terms anew.
struct WebhookChanged {
  WebhookName webhook = {};
  WebhookTerms terms = {};

  friend bool operator==(const WebhookChanged&, const WebhookChanged&) = default;
};

/// It has another secret. What is sent until then is signed with the one before too.
struct WebhookRotated {
  WebhookName webhook = {};
  std::vector<std::uint8_t> secret = {};
  Time previous_ends = {};

  friend bool operator==(const WebhookRotated&, const WebhookRotated&) = default;
};

enum class WebhookMark : std::uint8_t { enabled = 0, disabled = 1, removed = 2 };
enum class WebhookReason : std::uint8_t {
  none = 0,
  asked = 1,      // by its owner
  gone = 2,       // its receiver says that it is no more
  exhausted = 3,  // an event could not be delivered in all of its attempts
};

/// It is told of events, or not for now, or never again.
struct WebhookMarked {
  WebhookName webhook = {};
  WebhookMark mark = WebhookMark::enabled;
  WebhookReason reason = WebhookReason::none;

  friend bool operator==(const WebhookMarked&, const WebhookMarked&) = default;
};

/// An event is to be sent to it, whatever has become of that before.
struct WebhookAsked {
  WebhookName webhook = {};
  Sequence record = {};  // that the event is told of; none: this one, and it is a test
  EventPosition at = {};

  bool test() const { return record.none(); }
  friend bool operator==(const WebhookAsked&, const WebhookAsked&) = default;
};

enum class DeliveryEnd : std::uint8_t {
  delivered = 0,    // the answer was a 2xx
  answered = 1,     // it was another
  refused = 2,      // nothing is ever sent to such a URL
  unresolved = 3,   // its name had no address
  forbidden = 4,    // one of its addresses is not of the public network
  unreachable = 5,  // nobody took the connection
  untrusted = 6,    // or it was not who it should have been
  malformed = 7,    // what came was no answer
  late = 8,         // none came in its time
  lost = 9,         // the event's record is archived, or its webhook may not hear it
  no_secret = 10,   // none that this engine can open: nothing was sent
};

struct DeliveryAttempt {
  Sequence record = {};
  EventPosition at = {};
  DeliveryEnd end = DeliveryEnd::delivered;
  std::uint16_t status = 0;  // of the answer
  Time time = {};            // when it was over
  Time due = {};             // when it is tried again; zero: never

  friend bool operator==(const DeliveryAttempt&, const DeliveryAttempt&) = default;
};

/// What was tried for one webhook, and how far it has heard.
struct WebhookProgress {
  Sequence webhook = {};
  EventPosition next = {};  // whatever stands before it was tried, or was not to be sent
  std::vector<DeliveryAttempt> attempts = {};

  friend bool operator==(const WebhookProgress&, const WebhookProgress&) = default;
};

/// Nobody's in particular: it has no place among the records of an organisation.
struct DeliveriesMade {
  std::vector<WebhookProgress> webhooks = {};  // each once

  friend bool operator==(const DeliveriesMade&, const DeliveriesMade&) = default;
};

}  // namespace bursar::ledger
