#include "telemetry/probes.hpp"

#include "tests/telemetry/figures.hpp"

#include <gtest/gtest.h>

namespace bursar::telemetry::probes_test {
namespace {

using tests::figure;

TEST(ProbesTest, GaugeIsAskedAtEveryScrape) {
  Probes probes;
  double alive = 3;
  probes.gauge("bursar_actors_alive", "Actors alive.", [&alive] { return alive; });
  EXPECT_EQ(figure(probes, "bursar_actors_alive"), 3);
  alive = 4;
  EXPECT_EQ(figure(probes, "bursar_actors_alive"), 4);
  EXPECT_NE(probes.text().find("# TYPE bursar_actors_alive gauge"), std::string::npos);
}

TEST(ProbesTest, WhatIsCountedElsewhereIsACounter) {
  Probes probes;
  probes.counter("bursar_activations_total", "Activations.", [] { return 5; });
  EXPECT_EQ(figure(probes, "bursar_activations_total"), 5);
  EXPECT_NE(probes.text().find("# TYPE bursar_activations_total counter"), std::string::npos);
}

TEST(ProbesTest, ProcessFiguresAreShownUnderTheirUsualNames) {
  const Probes probes;
  for (const char* name : {"process_resident_memory_bytes", "process_cpu_seconds_total",
                           "process_open_fds", "process_start_time_seconds"})
    EXPECT_TRUE(figure(probes, name).has_value()) << name;
  EXPECT_NE(probes.text().find("# TYPE process_cpu_seconds_total counter"), std::string::npos);
}

TEST(ProbesTest, EverythingElseIsNamedAfterUs) {
  Probes probes;
  const auto tally = probes.journal_tally();
  tally->refusal("READ_ONLY");
  tally->flush();
  std::istringstream lines{probes.text()};
  for (std::string line; std::getline(lines, line);)
    EXPECT_TRUE(line.starts_with('#') || line.starts_with("bursar_") ||
                line.starts_with("process_"))
        << line;
}

}  // namespace
}  // namespace bursar::telemetry::probes_test
