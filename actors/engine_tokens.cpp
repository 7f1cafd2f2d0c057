// The part of the façade that is about services and tokens.

#include "actors/engine_impl.hpp"
#include "ledger/token_place.hpp"

#include <utility>

namespace bursar::actors {

void Engine::make_service(std::shared_ptr<MakeServiceCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::change_service(std::shared_ptr<ChangeServiceCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::mark_service(std::shared_ptr<MarkServiceCall> call) {
  impl_->room->ask_registry(std::move(call));
}
void Engine::authorize(std::shared_ptr<AuthorizeCall> call) {
  impl_->room->authorize(std::move(call));
}
void Engine::act_on_token(std::shared_ptr<TokenActCall> call) {
  impl_->room->act_on_token(std::move(call));
}
void Engine::token(std::shared_ptr<TokenCall> call) {
  impl_->room->token(std::move(call));
}

const ServiceCatalogue& Engine::services() const {
  return impl_->room->services();
}

std::optional<ledger::Record> Engine::token_issued(const ledger::Bits128& id) const {
  constexpr std::uint64_t half = (std::uint64_t{1} << ledger::token_half_bits) - 1;
  const std::uint64_t upper = (id.high << 16 | id.low >> ledger::token_half_bits) & half;
  const auto [high, low] = impl_->room->token_ids().backward(upper, id.low & half);
  const ledger::TokenPlace place = ledger::unpack_token({high, low});
  if (place.sequence.none() || place.sequence > last_durable()) return std::nullopt;
  auto found = record(place.sequence);
  if (!found || ledger::token_place(*found) != place) return std::nullopt;
  return found;
}

ledger::Bits128 Engine::token_id(const ledger::Record& issued) const {
  const ledger::Bits128 place = pack(ledger::token_place(issued).value_or(ledger::TokenPlace{}));
  const auto [high, low] = impl_->room->token_ids().forward(place.high, place.low);
  return {high >> 16, high << ledger::token_half_bits | low};
}

}  // namespace bursar::actors
