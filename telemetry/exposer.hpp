#pragma once

// Serves /metrics on a listener and a thread of its own, apart from the API's.

#include <memory>
#include <string>

namespace bursar::telemetry {

class Probes;

class Exposer {
 public:
  /// "127.0.0.1:9464"; port 0 takes any free one. Throws std::runtime_error with one line when it
  /// cannot listen there.
  Exposer(const std::string& host_port, Probes& probes);
  ~Exposer();
  Exposer(const Exposer&) = delete;
  Exposer& operator=(const Exposer&) = delete;

  /// Host and the port that was really taken.
  std::string address() const;

 private:
  struct Listener;
  std::unique_ptr<Listener> listener_;
};

}  // namespace bursar::telemetry
