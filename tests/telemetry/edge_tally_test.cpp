#include "telemetry/edge_tally.hpp"

#include "tests/telemetry/figures.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace bursar::telemetry::edge_tally_test {
namespace {

using tests::figure;

constexpr std::string_view routes[] = {"POST /v1/payments", "GET /v1/wallets/{id}"};

std::string requests(const std::string& route, const std::string& status) {
  return "bursar_http_requests_total{route=\"" + route + "\",status=\"" + status + "\"}";
}
std::string seconds(const std::string& what, const std::string& route, const std::string& status,
                    const std::string& bound = "") {
  return "bursar_http_request_seconds_" + what + "{route=\"" + route + "\",status=\"" + status +
         "\"" + bound + "}";
}

TEST(EdgeTallyTest, RequestsAreCountedByRouteAndStatusOnceFlushed) {
  Probes probes;
  const auto tally = probes.edge_tally(routes);
  tally->request(0, 201, 0.001);
  tally->request(0, 201, 0.002);
  tally->request(0, 402, 0.001);
  tally->request(1, 200, 0.001);
  EXPECT_EQ(figure(probes, requests("POST /v1/payments", "201")).value_or(0), 0);
  tally->flush();
  EXPECT_EQ(figure(probes, requests("POST /v1/payments", "201")), 2);
  EXPECT_EQ(figure(probes, requests("POST /v1/payments", "402")), 1);
  EXPECT_EQ(figure(probes, requests("GET /v1/wallets/{id}", "200")), 1);
}

TEST(EdgeTallyTest, FlushingTwiceCountsOnce) {
  Probes probes;
  const auto tally = probes.edge_tally(routes);
  tally->request(0, 201, 0.001);
  tally->flush();
  tally->flush();
  EXPECT_EQ(figure(probes, requests("POST /v1/payments", "201")), 1);
  tally->request(0, 201, 0.001);
  tally->flush();
  EXPECT_EQ(figure(probes, requests("POST /v1/payments", "201")), 2);
  EXPECT_EQ(figure(probes, seconds("count", "POST /v1/payments", "2xx")), 2);
}

TEST(EdgeTallyTest, LatencyIsKeptByRouteAndClassOfStatus) {
  Probes probes;
  const auto tally = probes.edge_tally(routes);
  tally->request(0, 200, 0.0004);
  tally->request(0, 201, 0.5);
  tally->request(0, 409, 20);
  tally->flush();
  const std::string route = "POST /v1/payments";
  EXPECT_EQ(figure(probes, seconds("count", route, "2xx")), 2);
  EXPECT_DOUBLE_EQ(figure(probes, seconds("sum", route, "2xx")).value(), 0.5004);
  EXPECT_EQ(figure(probes, seconds("bucket", route, "2xx", ",le=\"0.0005\"")), 1);
  EXPECT_EQ(figure(probes, seconds("bucket", route, "2xx", ",le=\"0.5\"")), 2);
  EXPECT_EQ(figure(probes, seconds("bucket", route, "4xx", ",le=\"10\"")), 0);
  EXPECT_EQ(figure(probes, seconds("bucket", route, "4xx", ",le=\"+Inf\"")), 1);
}

TEST(EdgeTallyTest, UnknownRoutesAndStatusesShareOneSeries) {
  Probes probes;
  const auto tally = probes.edge_tally(routes);
  tally->request(std::size(routes), 404, 0.001);
  tally->request(999, 404, 0.001);
  for (const int status : {-1, 0, 99, 600, 12'345}) tally->request(0, status, 0.001);
  tally->flush();
  EXPECT_EQ(figure(probes, requests("none", "404")), 2);
  EXPECT_EQ(figure(probes, requests("POST /v1/payments", "other")), 5);
  EXPECT_EQ(figure(probes, seconds("count", "POST /v1/payments", "other")), 5);
}

TEST(EdgeTallyTest, ThreadsAddUp) {
  Probes probes;
  constexpr int each = 10'000;
  const auto count = [&probes] {
    const auto tally = probes.edge_tally(routes);
    for (int i = 0; i < each; ++i) {
      tally->request(0, 201, 0.001);
      if (i % 64 == 0) tally->flush();
    }
    tally->flush();
  };
  {
    const std::jthread one{count};
    const std::jthread other{count};
  }
  EXPECT_EQ(figure(probes, requests("POST /v1/payments", "201")), 2 * each);
  EXPECT_EQ(figure(probes, seconds("count", "POST /v1/payments", "2xx")), 2 * each);
}

}  // namespace
}  // namespace bursar::telemetry::edge_tally_test
