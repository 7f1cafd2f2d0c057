#include "net/schema.hpp"

#include <string_view>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::net::schema_test {
namespace {

constexpr std::array parties = {tells("from", Kind::text, "The payer")};
constexpr std::array figures = {
    tells("amount", Kind::amount, "What moved"),
    tells("budget", Kind::limit, "What may", Need::optional),
};

TEST(SchemaTest, APieceOfATableKeepsItsFieldsAndTheirOrder) {
  constexpr auto table = joined(figures, parties, figures);
  std::vector<std::string_view> names;
  for (const Field& field : table) names.push_back(field.name);
  EXPECT_EQ(names, (std::vector<std::string_view>{"amount", "budget", "from", "amount", "budget"}));
  EXPECT_EQ(table[1].need, Need::optional);
  EXPECT_EQ(table[2].doc, "The payer");
}

TEST(SchemaTest, ADialectsNumbersAreTheSameFieldsWithAnotherKindOfMoney) {
  constexpr auto canonical = joined(parties, figures);
  constexpr auto dialect = money_as_numbers(canonical);
  EXPECT_EQ(dialect[0].kind, Kind::text);
  EXPECT_EQ(dialect[1].kind, Kind::number);
  EXPECT_EQ(dialect[2].kind, Kind::number);
  EXPECT_EQ(dialect[2].need, canonical[2].need);
  EXPECT_EQ(dialect[2].doc, canonical[2].doc);
}

TEST(SchemaTest, AFieldThatHasToBeThereIsOtherwiseTheSame) {
  constexpr Field field = required(figures[1]);
  EXPECT_EQ(field.need, Need::required);
  EXPECT_EQ(field.name, figures[1].name);
  EXPECT_EQ(field.kind, figures[1].kind);
  EXPECT_EQ(field.doc, figures[1].doc);
}

}  // namespace
}  // namespace bursar::net::schema_test
