#include "persistence/views_rows.hpp"

#include "crypto/hash.hpp"
#include "ledger/check.hpp"
#include "persistence/errors.hpp"

#include <bit>
#include <cstring>

namespace bursar::persistence {

namespace {

constexpr std::size_t list_key_bytes = 17;

std::uint64_t number_at(std::string_view word, std::size_t place) {
  std::uint64_t number = 0;
  std::memcpy(&number, word.data() + place, sizeof number);
  return std::byteswap(number);
}

ledger::Bits128 hash_of(std::string_view text) {
  ledger::Bits128 hash;
  const auto whole = crypto::sha256(text);
  std::memcpy(&hash, whole.data(), sizeof hash);
  return hash;
}

}  // namespace

WordKey& WordKey::add(std::uint8_t part) {
  CHECK(size_ < bytes_.size());
  bytes_[size_++] = static_cast<char>(part);
  return *this;
}

WordKey& WordKey::add(std::uint64_t part) {
  CHECK(size_ + sizeof part <= bytes_.size());
  part = std::byteswap(part);  // the most significant byte first
  std::memcpy(bytes_.data() + size_, &part, sizeof part);
  size_ += sizeof part;
  return *this;
}

WordKey& WordKey::add(const ledger::Bits128& part) {
  return add(part.high).add(part.low);
}

WordKey agent_id_key(ledger::OrganizationNumber organization, std::string_view agent_id) {
  return WordKey{}.add(organization.value).add(hash_of(agent_id));
}

WordKey seal_key(ledger::AccountNumber wallet, std::string_view key) {
  return WordKey{}.add(wallet.value).add(hash_of(key));
}

WordKey milestone_key(ledger::AccountNumber account, std::uint64_t n) {
  return WordKey{}.add(account.value).add(n);
}

WordKey list_key(List list, std::uint64_t owner, std::uint64_t position) {
  return WordKey{}.add(static_cast<std::uint8_t>(list)).add(owner).add(position);
}

ListPlace list_place(std::string_view word) {
  if (word.size() != list_key_bytes) throw Corrupt{"a list's key has the wrong length"};
  return {.list = static_cast<List>(word[0]),
          .owner = number_at(word, 1),
          .position = number_at(word, 1 + sizeof(std::uint64_t))};
}

}  // namespace bursar::persistence
