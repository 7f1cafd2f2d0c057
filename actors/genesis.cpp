#include "actors/genesis.hpp"

#include "actors/ports.hpp"
#include "ledger/check.hpp"
#include "persistence/store.hpp"

#include <stdexcept>
#include <utility>

namespace bursar::actors {
namespace {

ledger::Record append_genesis(const Engine::Ports& ports,
                              const std::array<std::uint8_t, 32>& secrets_fingerprint) {
  ledger::Genesis genesis{.secrets_fingerprint = secrets_fingerprint};
  ports.random.fill(genesis.permutation_key);
  ports.random.fill(genesis.idempotency_key);
  ledger::Record record;
  record.sequence = {1};
  record.time = ports.clock.now();
  record.fact = genesis;
  const ledger::Record* const batch[] = {&record};
  if (ports.store.append(batch, record.time) != persistence::Durability::durable)
    throw std::runtime_error{"the journal's first record could not be written"};
  return record;
}

}  // namespace

ledger::Books with_genesis(ledger::Books books, const Engine::Ports& ports,
                           const std::array<std::uint8_t, 32>& secrets_fingerprint) {
  if (books.last().none()) books.apply(append_genesis(ports, secrets_fingerprint));
  return books;
}

void begin_with_genesis(const LedgerStates& books, const Engine::Ports& ports,
                        const std::array<std::uint8_t, 32>& secrets_fingerprint) {
  if (!books.watermark().none()) return;
  append_genesis(ports, secrets_fingerprint);
  CHECK(ports.follower != nullptr);
  if (ports.follower->follow(1) != persistence::Durability::durable)
    throw std::runtime_error{"the views do not take the journal's first record"};
}

}  // namespace bursar::actors
