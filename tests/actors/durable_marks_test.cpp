#include "actors/durable_marks.hpp"

#include <gtest/gtest.h>

namespace bursar::actors::durable_marks_test {
namespace durable_marks_test {
namespace {

using ledger::OrganizationNumber;
using ledger::OrganizationSequence;
using ledger::Sequence;

TEST(DurableMarksTest, OfWhomNothingIsDurableStandsAtTheBeginning) {
  DurableMarks marks;
  EXPECT_EQ(marks.last(), Sequence{});
  EXPECT_EQ(marks.of({7}), OrganizationSequence{});
  EXPECT_EQ(marks.newest({7}), Sequence{});
  marks.mark({9}, {1}, {20});
  EXPECT_EQ(marks.of({7}), OrganizationSequence{}) << "also below one that has something";
}

TEST(DurableMarksTest, EachOrganisationHasItsOwnPlaceAndItsRecord) {
  DurableMarks marks;
  marks.mark({1}, {1}, {10});
  marks.mark({2}, {1}, {11});
  marks.mark({1}, {2}, {12});
  marks.mark(Sequence{12});
  EXPECT_EQ(marks.of({1}), OrganizationSequence{2});
  EXPECT_EQ(marks.newest({1}), Sequence{12});
  EXPECT_EQ(marks.of({2}), OrganizationSequence{1});
  EXPECT_EQ(marks.newest({2}), Sequence{11});
  EXPECT_EQ(marks.last(), Sequence{12});
}

}  // namespace
}  // namespace durable_marks_test
}  // namespace bursar::actors::durable_marks_test
