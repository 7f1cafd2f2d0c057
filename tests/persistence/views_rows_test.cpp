#include "persistence/views_rows.hpp"

#include "crypto/hash.hpp"
#include "persistence/errors.hpp"

#include <gtest/gtest.h>
#include <rapidcheck/gtest.h>

namespace bursar::persistence::views_rows_test {
namespace {

using namespace bursar;
using persistence::id_key;
using persistence::List;
using persistence::list_key;
using persistence::list_place;

RC_GTEST_PROP(ViewsRowsTest, IdsOrderAsTheirKeysDo,
              (std::uint64_t high, std::uint64_t low, std::uint64_t other)) {
  const ledger::Bits128 a{high, low};
  const ledger::Bits128 b{*rc::gen::element(high, other), other};
  RC_ASSERT((id_key(a) < id_key(b)) == (a < b));
  RC_ASSERT((id_key(a) == id_key(b)) == (a == b));
}

RC_GTEST_PROP(ViewsRowsTest, AListsRowsStandInTheOrderOfTheirMaking,
              (std::uint64_t owner, std::uint32_t n)) {
  RC_ASSERT(list_key(List::keys_of_organization, owner, n) <
            list_key(List::keys_of_organization, owner, n + std::uint64_t{1}));
  const auto key = list_key(List::keys_of_organization, owner, n);
  const auto place = list_place(key.word());
  RC_ASSERT(place.list == List::keys_of_organization);
  RC_ASSERT(place.owner == owner);
  RC_ASSERT(place.position == n);
}

TEST(ViewsRowsTest, AKeyThatIsNoListsIsCorrupt) {
  EXPECT_THROW(list_place("short"), persistence::Corrupt);
}

TEST(ViewsRowsTest, AnAgentsNameIsAnOrganisationsOwn) {
  crypto::start();
  using persistence::agent_id_key;
  EXPECT_EQ(agent_id_key({1}, "a"), agent_id_key({1}, "a"));
  EXPECT_NE(agent_id_key({1}, "a"), agent_id_key({2}, "a"));
  EXPECT_NE(agent_id_key({1}, "a"), agent_id_key({1}, "b"));
}

}  // namespace
}  // namespace bursar::persistence::views_rows_test
