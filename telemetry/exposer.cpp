#include "telemetry/exposer.hpp"

#include "telemetry/families.hpp"
#include "telemetry/probes.hpp"

#include <exception>
#include <stdexcept>

#include <prometheus/exposer.h>

namespace bursar::telemetry {
namespace {

constexpr std::size_t threads = 1;

}  // namespace

struct Exposer::Listener {
  std::string host;
  prometheus::Exposer exposer;

  Listener(const std::string& host_port)
      : host{host_port.substr(0, host_port.rfind(':'))}, exposer{host_port, threads} {}
};

Exposer::Exposer(const std::string& host_port, Probes& probes) {
  try {
    listener_ = std::make_unique<Listener>(host_port);
  } catch (const std::exception&) {  // civetweb does not say which of the two it was
    throw std::runtime_error{"cannot serve metrics on " + host_port +
                             ": the port is taken or the address is not this machine's; choose "
                             "another with --metrics HOST:PORT"};
  }
  listener_->exposer.RegisterCollectable(probes.families());
}

Exposer::~Exposer() = default;

std::string Exposer::address() const {
  return listener_->host + ':' + std::to_string(listener_->exposer.GetListeningPorts().at(0));
}

}  // namespace bursar::telemetry
