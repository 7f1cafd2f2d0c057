#include "persistence/codec.hpp"

#include "crypto/hash.hpp"
#include "persistence/codec_facts.hpp"
#include "persistence/codec_values.hpp"

#include <bit>
#include <cstdint>
#include <cstring>
#include <string>

#include <capnp/message.h>
#include <kj/exception.h>

namespace bursar::persistence {

namespace {

using capnp::word;
using ledger::Money;
using ledger::Record;

static_assert(std::endian::native == std::endian::little, "rows are written as they lie in memory");

constexpr std::size_t checksum_bytes = 8;
constexpr std::size_t scratch_words_at_first = 1024;

std::uint64_t checksum_of(std::span<const std::byte> payload) {
  return crypto::checksum64(
      {reinterpret_cast<const std::uint8_t*>(payload.data()), payload.size()});
}

void write_links(const Record& record, wire::Record::Builder to) {
  const auto& [first, second] = record.organizations;
  const ledger::OrganizationLink none;
  const unsigned count = second != none ? 2 : first != none ? 1 : 0;
  if (count == 0) return;
  auto list = to.initOrganizations(count);
  for (unsigned i = 0; i < count; ++i) {
    const auto& [organization, sequence, previous] = record.organizations[i];
    list[i].setOrganization(organization.value);
    list[i].setSequence(sequence.value);
    list[i].setPrevious(previous.value);
  }
}

void write_entries(const std::vector<ledger::Entry>& entries, wire::Record::Builder to) {
  if (entries.empty()) return;
  auto list = to.initEntries(static_cast<unsigned>(entries.size()));
  for (unsigned i = 0; i < list.size(); ++i) {
    const auto& [account, amount, balance_after, held_after, previous] = entries[i];
    auto entry = list[i];
    entry.setAccount(account.value);
    entry.setAmount(amount.units());
    entry.setBalanceAfter(balance_after.units());
    entry.setHeldAfter(held_after.units());
    entry.setPrevious(previous.value);
  }
}

void write_idempotency(const ledger::Idempotency& idempotency, wire::Idempotency::Builder to) {
  const auto& [wallet, key, content] = idempotency;
  to.setWallet(wallet.value);
  to.setContentHigh(content.high);
  to.setContentLow(content.low);
  if (!key.empty()) to.setKey(wire_text(key));
}

void write(const Record& record, wire::Record::Builder to) {
  const auto& [sequence, stream, epoch, time, organizations, previous_of_payment, answer_version,
               idempotency, entries, fact] = record;
  static_cast<void>(organizations);
  to.setSequence(sequence.value);
  to.setStream(stream);
  to.setEpoch(epoch);
  to.setTime(time.milliseconds);
  to.setPreviousOfPayment(previous_of_payment.value);
  to.setAnswerDialect(answer_version.dialect);
  to.setAnswerVersion(answer_version.version);
  write_links(record, to);
  write_entries(entries, to);
  if (idempotency) write_idempotency(*idempotency, to.initIdempotency());
  write_fact(fact, to.getFact());
}

Record read(wire::Record::Reader from) {
  Record record;
  record.sequence = {from.getSequence()};
  record.stream = from.getStream();
  record.epoch = from.getEpoch();
  record.time = {from.getTime()};
  record.previous_of_payment = {from.getPreviousOfPayment()};
  record.answer_version = {from.getAnswerDialect(), from.getAnswerVersion()};
  const auto links = from.getOrganizations();
  if (links.size() > record.organizations.size()) throw Corrupt{"too many organisations"};
  for (unsigned i = 0; i < links.size(); ++i)
    record.organizations[i] = {.organization = {links[i].getOrganization()},
                               .sequence = {links[i].getSequence()},
                               .previous = {links[i].getPrevious()}};
  const auto entries = from.getEntries();
  record.entries.reserve(entries.size());
  for (const auto entry : entries)
    record.entries.push_back({.account = {entry.getAccount()},
                              .amount = Money::units(entry.getAmount()),
                              .balance_after = Money::units(entry.getBalanceAfter()),
                              .held_after = Money::units(entry.getHeldAfter()),
                              .previous = {entry.getPrevious()}});
  if (from.hasIdempotency()) {
    const auto kept = from.getIdempotency();
    record.idempotency = {.wallet = {kept.getWallet()},
                          .key = text(kept.getKey()),
                          .content = {kept.getContentHigh(), kept.getContentLow()}};
  }
  record.fact = read_fact(from.getFact());
  return record;
}

/// Cap'n Proto builds in place; the builder leaves the words zeroed for the next record.
std::vector<std::uint64_t>& scratch() {
  thread_local std::vector<std::uint64_t> words(scratch_words_at_first);
  return words;
}

/// False, with a larger scratch, when the record did not fit into one segment.
bool encode_in_one_segment(const Record& record, std::vector<std::byte>& out) {
  std::size_t words_needed = 0;
  {
    capnp::MallocMessageBuilder message{
        kj::arrayPtr(reinterpret_cast<word*>(scratch().data()), scratch().size())};
    write(record, message.initRoot<wire::Record>());
    const auto segments = message.getSegmentsForOutput();
    if (segments.size() == 1) {
      const auto bytes = segments[0].asBytes();
      const std::span payload{reinterpret_cast<const std::byte*>(bytes.begin()), bytes.size()};
      const std::uint64_t checksum = checksum_of(payload);
      const auto checksum_at = reinterpret_cast<const std::byte*>(&checksum);
      out.insert(out.end(), checksum_at, checksum_at + checksum_bytes);
      out.insert(out.end(), payload.begin(), payload.end());
      return true;
    }
    for (const auto& segment : segments) words_needed += segment.size();
  }
  scratch().assign(2 * words_needed, 0);
  return false;
}

/// Rows lie on word boundaries by the layout of the pages; whoever brings others pays for a copy.
const word* words_of(std::span<const std::byte> payload, std::vector<std::uint64_t>& copy) {
  if (reinterpret_cast<std::uintptr_t>(payload.data()) % alignof(word) == 0)
    return reinterpret_cast<const word*>(payload.data());
  copy.resize(payload.size() / sizeof(word));
  std::memcpy(copy.data(), payload.data(), payload.size());
  return reinterpret_cast<const word*>(copy.data());
}

Record decode_payload(std::span<const std::byte> payload) {
  std::vector<std::uint64_t> copy;
  const kj::ArrayPtr<const word> segment{words_of(payload, copy), payload.size() / sizeof(word)};
  capnp::ReaderOptions limits;
  limits.traversalLimitInWords = 2 * segment.size() + 64;  // no word is read many times
  capnp::SegmentArrayMessageReader message{kj::arrayPtr(&segment, 1), limits};
  try {
    return read(message.getRoot<wire::Record>());
  } catch (const kj::Exception& malformed) {
    throw Corrupt{malformed.getDescription().cStr()};
  }
}

/// What is wrong is said without knowing where; decode() adds that.
Record decode_stored(std::span<const std::byte> stored, ledger::Sequence sequence) {
  if (stored.size() <= checksum_bytes || stored.size() % sizeof(word) != 0)
    throw Corrupt{"its length is wrong"};
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, stored.data(), checksum_bytes);
  const auto payload = stored.subspan(checksum_bytes);
  if (checksum != checksum_of(payload)) throw Corrupt{"its checksum is wrong"};
  Record record = decode_payload(payload);
  if (record.sequence != sequence)
    throw Corrupt{"record " + std::to_string(record.sequence.value) + " stands in its place"};
  return record;
}

}  // namespace

void encode(const Record& record, std::vector<std::byte>& out) {
  while (!encode_in_one_segment(record, out)) {
  }
}

std::uint64_t stored_checksum(const Record& record) {
  std::vector<std::byte> stored;
  encode(record, stored);
  std::uint64_t checksum = 0;
  std::memcpy(&checksum, stored.data(), checksum_bytes);
  return checksum;
}

Record decode(std::span<const std::byte> stored, ledger::Sequence sequence) {
  try {
    return decode_stored(stored, sequence);
  } catch (const Corrupt& damage) {
    throw Corrupt{"record " + std::to_string(sequence.value) +
                  " of the journal is damaged: " + damage.what()};
  }
}

}  // namespace bursar::persistence
