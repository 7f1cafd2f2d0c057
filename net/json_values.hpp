#pragma once

// From the text of a JSON value to the member that takes it: bounds, alphabets, and what a word
// means. No parser in sight.

#include "ledger/result.hpp"
#include "net/schema.hpp"

#include <array>
#include <optional>
#include <string>
#include <string_view>

namespace bursar::net {

/// An id is its 26 characters: a wallet's and its agent's are one.
constexpr std::array<std::string_view, 4> wallet_prefixes = {"wal_", "wallet_", "agt_", "agent_"};

/// What all of it is called where an amount could stand.
constexpr std::string_view all_word = "all";

/// What is wrong with a value.
struct Complaint {
  std::string detail;
  ledger::Errc code = ledger::Errc::invalid_request;
};

/// Unescaped text, for every kind that is written as a string.
std::optional<Complaint> take_text(std::string_view text, const Field& field, void* body);

/// The characters of an amount; `quoted` when they stood in a string.
std::optional<Complaint> take_money(std::string_view written, bool quoted, const Field& field,
                                    void* body);

/// The characters of a number.
std::optional<Complaint> take_count(std::string_view written, const Field& field, void* body);
/// Of a time, and of a JSON number.
std::optional<Complaint> take_seconds(std::string_view written, const Field& field, void* body);

/// One element of labels, names or permissions, into the list itself.
std::optional<Complaint> take_element(std::string_view word, const Field& field, void* list);

/// For a member that the reader took as Kind::amount.
ledger::Amount amount_of(ledger::Money taken);

}  // namespace bursar::net
