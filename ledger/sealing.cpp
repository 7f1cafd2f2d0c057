#include "ledger/sealing.hpp"

#include <variant>

namespace bursar::ledger {

std::optional<std::string> wrong_key(const Books& books, const Record& record) {
  const auto& keyed = record.idempotency;
  const bool sealed = keyed && books.seals.contains({keyed->wallet, keyed->key});
  const auto* const seals = std::get_if<Sealed>(&record.fact);
  if (seals == nullptr)
    return sealed ? std::optional{"goes by a key that is sealed"} : std::nullopt;
  if (!record.entries.empty()) return "seals a key and moves money";
  if (!keyed || keyed->wallet != seals->wallet || keyed->key.empty())
    return "seals no key of its wallet";
  if (sealed) return "seals a key that is sealed";
  const auto profile = books.profiles.find(seals->wallet);
  if (profile == books.profiles.end() || profile->second.opened.address.id != seals->wallet_id)
    return "seals a key of a wallet that is not there";
  return {};
}

}  // namespace bursar::ledger
