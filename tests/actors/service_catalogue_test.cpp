#include "actors/service_catalogue.hpp"

#include "tests/support/amounts.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace bursar::actors::service_catalogue_test {
namespace {

using ledger::Environment;
using ledger::ServiceId;

ServiceRow row(std::uint64_t made, std::string url = {}, std::string category = {}) {
  ServiceRow row{.made = {made}};
  row.service.made = {.id = {{1, made}},
                      .provider_id = {{2, made}},
                      .terms = {.name = "n",
                                .price = tests::amount("1.00"),
                                .category = std::move(category),
                                .endpoint_url = std::move(url)}};
  return row;
}

struct ServiceCatalogueTest : testing::Test {
  std::vector<std::uint64_t> listed(const ServicesQuery& query) const {
    std::vector<std::uint64_t> all;
    for (const auto& one : catalogue.list(query).rows) all.push_back(one->made.value);
    return all;
  }

  ServiceCatalogue catalogue;
};

TEST_F(ServiceCatalogueTest, AListIsNewestFirstAndCountsAllThatMatch) {
  for (std::uint64_t made = 1; made <= 5; ++made)
    catalogue.put(row(made, {}, made % 2 == 0 ? "even" : "odd"));
  EXPECT_EQ(listed({}), (std::vector<std::uint64_t>{5, 4, 3, 2, 1}));
  EXPECT_EQ(listed({.category = "even"}), (std::vector<std::uint64_t>{4, 2}));
  EXPECT_EQ(listed({.offset = 1, .limit = 2}), (std::vector<std::uint64_t>{4, 3}));
  EXPECT_EQ(catalogue.list({.offset = 1, .limit = 2}).total, 5U);
  EXPECT_EQ(listed({.environment = Environment::production}), std::vector<std::uint64_t>{});
  EXPECT_EQ(listed({.verified = true}), std::vector<std::uint64_t>{});
  EXPECT_EQ(listed({.provider = ledger::WalletId{{2, 3}}}), (std::vector<std::uint64_t>{3}));
  EXPECT_EQ(listed({.with_endpoint = true}), std::vector<std::uint64_t>{});
}

TEST_F(ServiceCatalogueTest, AUrlLeadsToTheNewestServiceThere) {
  catalogue.put(row(1, "https://a"));
  catalogue.put(row(2, "https://a"));
  EXPECT_EQ(catalogue.at_url(Environment::sandbox, "https://a")->made.value, 2U);
  EXPECT_EQ(catalogue.at_url(Environment::production, "https://a"), nullptr);
  ServiceRow moved = row(2, "https://b");
  catalogue.change(moved);
  EXPECT_EQ(catalogue.at_url(Environment::sandbox, "https://a")->made.value, 1U);
  EXPECT_EQ(catalogue.at_url(Environment::sandbox, "https://b")->made.value, 2U);
}

TEST_F(ServiceCatalogueTest, WhatIsRemovedIsShownNoMore) {
  catalogue.put(row(1, "https://a"));
  ServiceRow removed = row(1, "https://a");
  removed.service.removed = true;
  catalogue.change(removed);
  EXPECT_EQ(catalogue.find(ServiceId{{1, 1}}), nullptr);
  EXPECT_EQ(catalogue.at_url(Environment::sandbox, "https://a"), nullptr);
  catalogue.count({1}, ledger::TokenStatus::settled);  // its tokens run on
  catalogue.change(row(1));
  EXPECT_EQ(catalogue.find(ServiceId{{1, 1}}), nullptr);
}

TEST_F(ServiceCatalogueTest, AChangeKeepsTheTrustThatWasWonMeanwhile) {
  catalogue.put(row(1));
  const ServiceRow before = row(1);
  catalogue.count({1}, ledger::TokenStatus::settled);
  catalogue.change(before);
  EXPECT_EQ(catalogue.find(ServiceId{{1, 1}})->service.trust.points(), 51);
}

}  // namespace
}  // namespace bursar::actors::service_catalogue_test
