#include "actors/connector_silence.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::connector_silence_test {
namespace {

constexpr ledger::Time at(std::int64_t ms) {
  return {ms};
}

TEST(ConnectorSilenceTest, BeginsWithTheFirstQuestionInVain) {
  ConnectorSilence silence;
  EXPECT_FALSE(silence.longer_than(0, at(500))) << "nobody has asked";
  silence.asked(at(1'000));
  silence.asked(at(1'900));
  EXPECT_FALSE(silence.longer_than(1'000, at(1'999)));
  EXPECT_EQ(silence.longer_than(1'000, at(2'000)), at(1'000));
  EXPECT_EQ(silence.longer_than(1'000, at(9'000)), at(1'000));
}

TEST(ConnectorSilenceTest, EndsWithAnyAnswer) {
  ConnectorSilence silence;
  silence.asked(at(1'000));
  silence.over();
  EXPECT_FALSE(silence.longer_than(0, at(9'000)));
  silence.asked(at(9'000));
  EXPECT_EQ(silence.longer_than(500, at(9'500)), at(9'000));
}

}  // namespace
}  // namespace bursar::actors::connector_silence_test
