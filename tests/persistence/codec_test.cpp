#include "persistence/codec.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"
#include "tests/persistence/arbitrary_record.hpp"
#include "tests/persistence/chronicle.hpp"

#include <cstring>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <rapidcheck.h>

namespace bursar::persistence::codec_test {
namespace {

using namespace bursar;
using ledger::Record;
using ledger::Sequence;
using persistence::Corrupt;
using tests::Arbitrary;
using tests::Chronicle;

std::vector<std::byte> encoded(const Record& record) {
  std::vector<std::byte> bytes;
  persistence::encode(record, bytes);
  return bytes;
}

bool refuses(const std::vector<std::byte>& bytes, Sequence sequence) {
  try {
    persistence::decode(bytes, sequence);
    return false;
  } catch (const Corrupt&) {
    return true;
  }
}

/// Any bytes, with a checksum that says they are as they were written.
std::vector<std::byte> sealed(const std::vector<std::uint8_t>& payload) {
  const std::uint64_t checksum = crypto::checksum64(payload);
  std::vector<std::byte> bytes(sizeof checksum + payload.size());
  std::memcpy(bytes.data(), &checksum, sizeof checksum);
  std::memcpy(bytes.data() + sizeof checksum, payload.data(), payload.size());
  return bytes;
}

TEST(CodecTest, EveryRecordIsReadAsItWasWritten) {
  EXPECT_TRUE(rc::check([] {
    const Record record = Arbitrary::record();
    RC_ASSERT(persistence::decode(encoded(record), record.sequence) == record);
  }));
}

TEST(CodecTest, AFlippedBitIsNoticedWhereverItIs) {
  EXPECT_TRUE(rc::check([] {
    const Record record = Arbitrary::record();
    std::vector<std::byte> bytes = encoded(record);
    const auto bit = *rc::gen::inRange<std::size_t>(0, bytes.size() * 8);
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    RC_ASSERT(refuses(bytes, record.sequence));
  }));
}

TEST(CodecTest, EveryBitOfAPaymentIsCovered) {
  const Record record = Chronicle{}.with_payments(1).records().back();
  std::vector<std::byte> bytes = encoded(record);
  for (std::size_t bit = 0; bit < bytes.size() * 8; ++bit) {
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
    EXPECT_TRUE(refuses(bytes, record.sequence)) << bit;
    bytes[bit / 8] ^= std::byte{1} << (bit % 8);
  }
  EXPECT_EQ(persistence::decode(bytes, record.sequence), record);
}

TEST(CodecTest, ACutRecordIsNoticed) {
  const Record record = Chronicle{}.with_payments(1).records().back();
  const std::vector<std::byte> bytes = encoded(record);
  for (std::size_t size = 0; size < bytes.size(); ++size)
    EXPECT_TRUE(refuses({bytes.begin(), bytes.begin() + static_cast<std::ptrdiff_t>(size)},
                        record.sequence));
}

TEST(CodecTest, ARecordInAnothersPlaceIsNoticedAndNamed) {
  const Record record = Chronicle{}.records().back();
  try {
    persistence::decode(encoded(record), Sequence{41});
    FAIL();
  } catch (const Corrupt& corrupt) {
    EXPECT_THAT(corrupt.what(), testing::HasSubstr("record 41"));
  }
}

TEST(CodecTest, BytesThatNobodyWroteAreCorruptEvenWithARightChecksum) {
  EXPECT_TRUE(rc::check([] {
    auto payload = *rc::gen::arbitrary<std::vector<std::uint8_t>>();
    payload.resize((payload.size() + 8) / 8 * 8);
    RC_ASSERT(refuses(sealed(payload), Sequence{77}));
  }));
}

TEST(CodecTest, ADamagedMessageNeverEscapesAsAnythingButCorrupt) {
  EXPECT_TRUE(rc::check([] {
    const Record record = Arbitrary::record();
    const std::vector<std::byte> bytes = encoded(record);
    std::vector<std::uint8_t> payload(bytes.size() - 8);
    std::memcpy(payload.data(), bytes.data() + 8, payload.size());
    for (int flips = 0; flips < 8; ++flips)
      payload[*rc::gen::inRange<std::size_t>(0, payload.size())] ^= 0x5a;
    refuses(sealed(payload), record.sequence);
  }));
}

TEST(CodecTest, ALargeRecordIsOneSegmentToo) {
  Record record = Chronicle{}.records()[1];
  auto& wallets = std::get<ledger::Opened>(record.fact).wallets;
  wallets.resize(2'000, wallets.front());
  const std::vector<std::byte> bytes = encoded(record);
  EXPECT_EQ(persistence::decode(bytes, record.sequence), record);
  EXPECT_EQ(encoded(record), bytes);
}

TEST(CodecTest, RecordsAreAppendedOneAfterTheOther) {
  const auto records = Chronicle{}.with_payments(2).records();
  std::vector<std::byte> both;
  persistence::encode(records[3], both);
  const std::size_t first = both.size();
  persistence::encode(records[4], both);
  const std::span all{both};
  EXPECT_EQ(persistence::decode(all.first(first), {4}), records[3]);
  EXPECT_EQ(persistence::decode(all.subspan(first), {5}), records[4]);
}

TEST(CodecTest, ARecordNeedsNoAlignment) {
  const Record record = Chronicle{}.records().back();
  std::vector<std::byte> shifted(1);
  persistence::encode(record, shifted);
  EXPECT_EQ(persistence::decode(std::span{shifted}.subspan(1), record.sequence), record);
}

}  // namespace
}  // namespace bursar::persistence::codec_test
