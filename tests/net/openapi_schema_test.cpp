#include "net/openapi_schema.hpp"

#include <array>
#include <string>
#include <vector>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace bursar::net::openapi_schema_test {
namespace {

struct Body {
  std::string name;
  ledger::Money amount;
  std::optional<ledger::Money> limit;
  ledger::Money some;
  ledger::Money change;
  ledger::PolicyId policy;
  std::int64_t timeout = 0;
};

constexpr std::array body_fields = {
    takes<&Body::name, Kind::label>("name", Need::required, "Its name"),
    takes<&Body::amount, Kind::amount>("amount", Need::required, "How much"),
    takes<&Body::limit, Kind::limit>("limit", Need::optional, "At most"),
    takes<&Body::some, Kind::all_or_some>("some", Need::optional, "All or some"),
    takes<&Body::change, Kind::adjustment>("change", Need::optional, "Either way"),
    or_none(takes<&Body::policy, Kind::policy_id>("policy_id", Need::optional, "Or none")),
    takes<&Body::timeout, Kind::seconds>("timeout", Need::optional, "So long", 60),
};
constexpr Schema body_schema{"Body", body_fields};

constexpr std::array part_fields = {tells("amount", Kind::amount, "May be negative")};
constexpr Schema part_schema{"Part", part_fields};
constexpr std::array reply_fields = {
    tells("id", Kind::text, "Its id"),
    tells("label", Kind::text, "When there is one", Need::optional),
    tells("part", Kind::one, part_schema, "When there is one", Need::optional),
    tells("parts", Kind::many, part_schema, "All of them"),
};
constexpr Schema reply_schema{"Reply", reply_fields};

boost::json::object described(const Schema& schema) {
  std::vector<const Schema*> all;
  collect_schemas(schema, all);
  std::string out;
  JsonWriter json{out};
  json.open_object();
  write_schemas(json, all);
  json.close_object();
  return boost::json::parse(out).as_object();
}

const boost::json::value& property(const boost::json::object& schemas, const char* schema,
                                   const char* name) {
  return schemas.at(schema).at("properties").at(name);
}

TEST(OpenapiSchemaTest, ABodyHoldsWhatItsTableSaysAndNothingElse) {
  const auto schemas = described(body_schema);
  EXPECT_FALSE(schemas.at("Body").at("additionalProperties").as_bool());
  EXPECT_EQ(schemas.at("Body").at("required"), (boost::json::array{"name", "amount"}));
  EXPECT_EQ(property(schemas, "Body", "name").at("maxLength").as_int64(), 255);
}

// A client of today must not break when an answer says more tomorrow.
TEST(OpenapiSchemaTest, AReplyMayGrow) {
  EXPECT_FALSE(described(reply_schema).at("Reply").as_object().contains("additionalProperties"));
}

TEST(OpenapiSchemaTest, NullIsPromisedWhereItIsWrittenOrReadAndNowhereElse) {
  const auto nullable = boost::json::array{"string", "null"};
  const auto reply = described(reply_schema);
  EXPECT_EQ(property(reply, "Reply", "id").at("type"), "string");
  EXPECT_EQ(property(reply, "Reply", "label").at("type"), nullable);
  EXPECT_EQ(property(reply, "Reply", "part").at("oneOf").at(1).at("type"), "null");
  const auto body = described(body_schema);
  EXPECT_EQ(property(body, "Body", "policy_id").at("type"), nullable);
  EXPECT_EQ(property(body, "Body", "name").at("type"), "string");
}

TEST(OpenapiSchemaTest, WhatMayBeAllOrGoEitherWaySaysSo) {
  const auto body = described(body_schema);
  EXPECT_EQ(property(body, "Body", "some").at("oneOf").at(1).at("const"), "all");
  EXPECT_EQ(property(body, "Body", "some").at("oneOf").at(2).at("type"), "number");
  const auto& change = property(body, "Body", "change").at("oneOf");
  EXPECT_TRUE(change.at(0).at("pattern").as_string().starts_with("^-?"));
  EXPECT_FALSE(change.at(1).as_object().contains("minimum"));
}

TEST(OpenapiSchemaTest, ATimeIsANumberAboveZero) {
  const auto body = described(body_schema);
  EXPECT_EQ(property(body, "Body", "timeout").at("type"), "number");
  EXPECT_EQ(property(body, "Body", "timeout").at("exclusiveMinimum"), 0);
  EXPECT_FALSE(property(body, "Body", "timeout").as_object().contains("maximum"));
}

TEST(OpenapiSchemaTest, MoneyIsAskedForAsTextOrNumberAndToldAsText) {
  const auto body = described(body_schema);
  EXPECT_EQ(property(body, "Body", "amount").at("oneOf").at(0).at("type"), "string");
  EXPECT_EQ(property(body, "Body", "amount").at("oneOf").at(1).at("type"), "number");
  const auto told = property(described(reply_schema), "Part", "amount");
  EXPECT_EQ(told.at("type"), "string");
  EXPECT_TRUE(told.at("pattern").as_string().starts_with("^-?"));
}

TEST(OpenapiSchemaTest, ATableThatAnotherNamesIsDescribedOnce) {
  std::vector<const Schema*> all;
  collect_schemas(reply_schema, all);
  collect_schemas(reply_schema, all);
  EXPECT_EQ(all, (std::vector<const Schema*>{&reply_schema, &part_schema}));
}

}  // namespace
}  // namespace bursar::net::openapi_schema_test
