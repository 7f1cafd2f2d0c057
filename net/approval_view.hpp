#pragma once

// A payment that needs approval, as its records tell it.

#include "ledger/record.hpp"
#include "net/json_writer.hpp"
#include "net/schema.hpp"

#include <string_view>

namespace bursar::net {

/// The record that holds its money, and the one that decided it; none: it waits.
struct ApprovalStory {
  const ledger::Record& request;
  const ledger::Record* end = nullptr;
};

/// `id` is the payment's.
void write_approval(JsonWriter& json, const ApprovalStory& story, const ledger::Bits128& id);

/// The same into an object that is open.
void write_approval_members(JsonWriter& json, const ApprovalStory& story,
                            const ledger::Bits128& id);

/// pending, approved, rejected or expired.
std::string_view word(ledger::ApprovalStatus status);
ledger::ApprovalStatus status_of(const ApprovalStory& story);

constexpr std::string_view approval_words = "pending|approved|rejected|expired";

extern const Schema approval_schema;

}  // namespace bursar::net
