#pragma once

// What the operator names where others are it: an organisation, and one of its environments.

#include "ledger/identity.hpp"
#include "ledger/result.hpp"
#include "net/visit.hpp"

#include <optional>
#include <string_view>

namespace bursar::net {

constexpr std::string_view environment_words = "SANDBOX|PRODUCTION";

/// Of a text that may say only those words, or nothing.
constexpr std::optional<ledger::Environment> environment_of(std::string_view word) {
  if (word.empty()) return std::nullopt;
  return word == "PRODUCTION" ? ledger::Environment::production : ledger::Environment::sandbox;
}

/// By its id as written; not_found where there is none.
ledger::Result<ledger::OrganizationNumber> named_organization(const Visit& visit,
                                                              std::string_view id);

/// Whose rows a read is about.
struct Scope {
  ledger::OrganizationNumber organization = {};
  ledger::OrganizationId organization_id = {};
  ledger::Environment environment = ledger::Environment::sandbox;
};
/// The caller's own or, for the operator, what ?organization_id and ?environment say. None: that
/// was refused.
std::optional<Scope> scope(Visit& visit);

/// Of the path's wallet: the caller's or, for the operator, the wallet's.
/// For whom something is made: the caller's organisation, or one of its own for a stranger.
actors::Owner owner(const Visit& visit, std::string_view new_organization_name);

ledger::OrganizationId organization_of_path(const Visit& visit);

/// Whether the environment is one that this engine serves; if not, that was the answer.
bool serves(Visit& visit, ledger::Environment environment);

}  // namespace bursar::net
