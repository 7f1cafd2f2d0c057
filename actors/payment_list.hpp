#pragma once

// The payments of a wallet or an organisation, newest first, read along its chain of records. Each
// stands at the record that asked for it, whatever has become of it since.

#include "actors/call.hpp"
#include "actors/commands.hpp"
#include "actors/past_wallet.hpp"
#include "actors/payment_courses.hpp"
#include "ledger/payment_states.hpp"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace bursar::actors {

struct PaymentsQuery {
  ledger::OrganizationNumber organization = {};
  ledger::Environment environment = ledger::Environment::sandbox;
  ledger::AccountNumber only = {};  // one wallet's, that paid or was paid; none: all
  std::optional<ledger::PaymentState> state;
  std::optional<ledger::Time> from;  // the first instant that counts
  std::optional<ledger::Time> to;    // the first that does not
  Page page;                         // `before` is a record's sequence; it goes on with that one
  ledger::Sequence newest = {};      // of the chain; filled in by the engine
};
struct PaymentRow {
  ledger::Record record;  // that made it, or asked for it
  ledger::PaymentState state = ledger::PaymentState::completed;
  ledger::Money refunded = {};
};
/// A page that reached what is archived is the last, and says so.
struct PaymentsPage : Rows<PaymentRow> {
  bool archived = false;
};
using PaymentsCall = CallOf<PaymentsQuery, PaymentsPage>;

/// Where what else is asked is found.
struct PaymentReading {
  ReadRecord record;
  std::function<std::optional<ledger::WalletAddress>(ledger::WalletId)> wallet;
  const PaymentCourses& courses;
};

PaymentsPage list_payments(const PaymentsQuery& query, const PaymentReading& reading);

}  // namespace bursar::actors
