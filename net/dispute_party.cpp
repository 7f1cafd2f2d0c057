#include "net/dispute_party.hpp"

#include "net/payments.hpp"

#include <array>
#include <string_view>
#include <utility>
#include <variant>

namespace bursar::net {

using ledger::DisputeOpened;
using ledger::Errc;

namespace {

constexpr std::array<std::string_view, 1> dispute_prefixes = {"disp_"};

}  // namespace

bool of_the_operator(const Visit& visit) {
  return visit.caller().key_class == ledger::KeyClass::operator_;
}

ledger::Result<Sides> sides_of(const Visit& visit, ledger::WalletId payer_id,
                               ledger::WalletId payee_id) {
  const auto payer = visit.edge.engine.find_wallet(payer_id);
  const auto payee = visit.edge.engine.find_wallet(payee_id);
  const ledger::Principal& caller = visit.caller();
  const Sides sides{.payer = sees(caller, payer), .payee = sees(caller, payee)};
  if (!payer || !payee || (!sides.payer && !sides.payee)) return ledger::refuse(Errc::not_found);
  if (!of_the_operator(visit) && payer->environment != caller.environment)
    return ledger::refuse(Errc::environment_mismatch);
  return sides;
}

ledger::Result<FoundDispute> find_dispute(const Visit& visit) {
  const auto id = ledger::parse_id(visit.id, dispute_prefixes);
  auto record = id ? visit.edge.engine.payment(*id) : std::nullopt;
  const auto* opened = record ? std::get_if<DisputeOpened>(&record->fact) : nullptr;
  if (opened == nullptr) return ledger::refuse(Errc::not_found);
  const auto sides = sides_of(visit, opened->of.payer_id, opened->of.payee_id);
  if (!sides) return std::unexpected{sides.error()};
  return FoundDispute{*std::move(record), *sides};
}

}  // namespace bursar::net
