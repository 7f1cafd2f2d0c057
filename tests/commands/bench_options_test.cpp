#include "commands/bench_options.hpp"

#include <functional>
#include <stdexcept>

#include <gmock/gmock.h>

namespace bursar::commands::bench_options_test {
namespace {

using testing::HasSubstr;

BenchFlags with(const std::function<void(BenchFlags&)>& change) {
  BenchFlags flags{.workload = "single"};
  change(flags);
  return flags;
}

std::string complaint(const std::function<void(BenchFlags&)>& change) {
  try {
    run_options(with(change));
  } catch (const std::invalid_argument& wrong) {
    return wrong.what();
  }
  return "none";
}

TEST(BenchOptionsTest, WithoutARateItIsAClosedLoopOfTenSeconds) {
  const auto options = run_options(with([](BenchFlags&) {}));
  EXPECT_FALSE(load::open_loop(options));
  EXPECT_EQ(options.terms.seconds, 10);
  EXPECT_EQ(options.client.host, "127.0.0.1");
  EXPECT_EQ(options.client.port, 3100);
}

TEST(BenchOptionsTest, RequestsTakeAsLongAsTheirRateSays) {
  const auto options = run_options(with([](BenchFlags& flags) {
    flags.rate = 100;
    flags.requests = 250;
  }));
  EXPECT_EQ(load::Schedule{options.terms}.operations(), 250U);
  EXPECT_NEAR(options.terms.seconds, 2.5, 0.01);
}

TEST(BenchOptionsTest, ARateStaysUnlessItIsToBecomeAnother) {
  const auto steady = run_options(with([](BenchFlags& flags) { flags.rate = 100; }));
  EXPECT_EQ(steady.terms.rate_to, 100);
  const auto ramp = run_options(with([](BenchFlags& flags) {
    flags.rate = 100;
    flags.rate_to = 500;
    flags.seconds = 4;
  }));
  EXPECT_EQ(ramp.terms.rate_to, 500);
}

TEST(BenchOptionsTest, WhatMakesNoSenseIsNamed) {
  EXPECT_THAT(complaint([](BenchFlags& flags) { flags.workload = "double"; }),
              HasSubstr("'double' is no workload: single, six-rules, batch"));
  EXPECT_THAT(complaint([](BenchFlags& flags) { flags.connections = 0; }),
              HasSubstr("--connections is from 1 to"));
  EXPECT_THAT(complaint([](BenchFlags& flags) { flags.threads = 65; }),
              HasSubstr("--threads is from 1 to 64"));
  EXPECT_THAT(complaint([](BenchFlags& flags) {
                flags.threads = 2;
                flags.connections = 1;
              }),
              HasSubstr("--threads is more than --connections"));
  EXPECT_THAT(complaint([](BenchFlags& flags) { flags.rate = -1; }), HasSubstr("--rate is from"));
  EXPECT_THAT(complaint([](BenchFlags& flags) { flags.rate_to = 5; }),
              HasSubstr("--rate-to needs --rate"));
  EXPECT_THAT(complaint([](BenchFlags& flags) {
                flags.rate = 1;
                flags.rate_to = 5;
              }),
              HasSubstr("--rate-to needs --seconds"));
  EXPECT_THAT(complaint([](BenchFlags& flags) { flags.warm_up = 10; }), HasSubstr("--warm-up"));
  EXPECT_THAT(complaint([](BenchFlags& flags) { flags.batch = 8'193; }),
              HasSubstr("--batch is from 1 to 8192"));
  EXPECT_THAT(complaint([](BenchFlags& flags) {
                flags.rate = 1;
                flags.requests = 100'000;
              }),
              HasSubstr("longer than a day"));
  EXPECT_THAT(complaint([](BenchFlags& flags) {
                flags.workload = "wallet-to-wallet";
                flags.wallets = 1;
              }),
              HasSubstr("--wallets"));
}

TEST(BenchOptionsTest, AUrlIsPlainHttp) {
  EXPECT_EQ(bench_endpoint("http://[::1]:81/"), (config::Endpoint{.host = "::1", .port = 81}));
  EXPECT_EQ(bench_endpoint("localhost:81").host, "localhost");
  EXPECT_THROW(bench_endpoint("https://localhost:81"), std::invalid_argument);
  EXPECT_THROW(bench_endpoint("localhost"), std::invalid_argument);
  EXPECT_THROW(bench_endpoint("http://localhost:81/v1"), std::invalid_argument);
}

}  // namespace
}  // namespace bursar::commands::bench_options_test
