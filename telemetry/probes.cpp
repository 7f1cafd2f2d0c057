#include "telemetry/probes.hpp"

#include "telemetry/families.hpp"

#include <utility>

#include <prometheus/text_serializer.h>

namespace bursar::telemetry {

Probes::Probes() : families_{std::make_shared<Families>()} {}

Probes::~Probes() = default;

std::unique_ptr<EdgeTally> Probes::edge_tally(std::span<const std::string_view> route_labels) {
  return std::make_unique<EdgeTally>(*families_, route_labels);
}

std::unique_ptr<JournalTally> Probes::journal_tally() {
  return std::make_unique<JournalTally>(*families_);
}

void Probes::gauge(std::string name, std::string help, std::function<double()> read) {
  families_->add_asked(Asked::gauge, std::move(name), std::move(help), std::move(read));
}

void Probes::counter(std::string name, std::string help, std::function<double()> read) {
  families_->add_asked(Asked::counter, std::move(name), std::move(help), std::move(read));
}

std::string Probes::text() const {
  return prometheus::TextSerializer{}.Serialize(families_->Collect());
}

}  // namespace bursar::telemetry
