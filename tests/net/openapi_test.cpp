#include "net/openapi.hpp"

#include <cstdlib>
#include <fstream>
#include <iterator>
#include <map>
#include <string_view>

#include <boost/json.hpp>
#include <gtest/gtest.h>

namespace bursar::net::openapi_test {
namespace {

const std::string golden = std::string{BURSAR_SOURCE_DIR} + "/tests/golden/openapi.json";

// One line a member, so that a change of the contract is seen in a diff.
void print(const boost::json::value& value, std::string& out, const std::string& indent) {
  const auto each = [&](const auto& members, char open, char close, const auto& write) {
    out.push_back(open);
    bool first = true;
    for (const auto& member : members) {
      out.append(first ? "\n" : ",\n").append(indent).append("  ");
      first = false;
      write(member);
    }
    if (!first) out.append("\n").append(indent);
    out.push_back(close);
  };
  if (const auto* object = value.if_object()) {
    each(*object, '{', '}', [&](const auto& member) {
      out.append(boost::json::serialize(boost::json::string{member.key()})).append(": ");
      print(member.value(), out, indent + "  ");
    });
  } else if (const auto* array = value.if_array()) {
    each(*array, '[', ']', [&](const auto& element) { print(element, out, indent + "  "); });
  } else {
    out.append(boost::json::serialize(value));
  }
}

// BURSAR_REWRITE_GOLDEN=1 writes the file anew.
TEST(OpenapiTest, IsTheContractThatWasAgreed) {
  std::string now;
  print(boost::json::parse(openapi(routes())), now, "");
  now.push_back('\n');
  if (std::getenv("BURSAR_REWRITE_GOLDEN") != nullptr) std::ofstream{golden} << now;
  std::ifstream in{golden};
  const std::string agreed{std::istreambuf_iterator<char>{in}, {}};
  EXPECT_EQ(now, agreed) << "BURSAR_REWRITE_GOLDEN=1 accepts the change";
}

TEST(OpenapiTest, NamesByWhatAStreamGoesOn) {
  const auto spec = boost::json::parse(openapi(routes()));
  std::map<std::string_view, const boost::json::value*> parameters;
  for (const auto& one : spec.at_pointer("/paths/~1v1~1events/get/parameters").as_array())
    parameters.emplace(one.at("name").as_string(), &one);
  ASSERT_TRUE(parameters.contains("after") && parameters.contains("Last-Event-ID"));
  EXPECT_EQ(parameters["after"]->at_pointer("/schema/type").as_string(), "integer");
  EXPECT_EQ(parameters["Last-Event-ID"]->at("in").as_string(), "header");
  EXPECT_EQ(parameters["Last-Event-ID"]->at("required").as_bool(), false);
}

TEST(OpenapiTest, DescribesEveryRow) {
  const auto spec = boost::json::parse(openapi(routes()));
  std::size_t operations = 0;
  for (const auto& path : spec.at("paths").as_object())
    for (const auto& operation : path.value().as_object()) {
      ++operations;
      EXPECT_TRUE(operation.value().at("responses").as_object().contains("4XX")) << path.key();
    }
  EXPECT_EQ(operations, routes().size());
}

TEST(OpenapiTest, EveryReferenceLeadsSomewhere) {
  const std::string text = openapi(routes());
  const auto spec = boost::json::parse(text);
  constexpr std::string_view mark = "\"$ref\":\"#/components/";
  for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark, at + 1)) {
    const auto begin = at + mark.size();
    const std::string path = text.substr(begin, text.find('"', begin) - begin);
    const auto slash = path.find('/');
    EXPECT_TRUE(spec.at("components")
                    .at(path.substr(0, slash))
                    .as_object()
                    .contains(path.substr(slash + 1)))
        << path;
  }
}

TEST(OpenapiTest, ABatchTellsReceiptsOrProblemsAndKeysHaveAPattern) {
  const auto spec = boost::json::parse(openapi(routes()));
  const auto& schemas = spec.at("components").at("schemas");
  const auto& results = schemas.at("PaymentBatch").at("properties").at("results");
  EXPECT_EQ(results.at("items").at("oneOf").as_array().size(), 2U);
  const auto& asked = schemas.at("PaymentRequest").at("properties");
  EXPECT_EQ(asked.at("idempotency_key").at("minLength").as_int64(), 1);
  EXPECT_TRUE(asked.at("idempotency_key").as_object().contains("pattern"));
  EXPECT_TRUE(asked.at("amount").at("oneOf").at(0).at("pattern").as_string().starts_with("^("));
}

}  // namespace
}  // namespace bursar::net::openapi_test
