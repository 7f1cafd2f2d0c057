#pragma once

// The listening side: one io_context, one acceptor and one lane per I/O thread; a connection stays
// on its thread for life. Answers of the engine come back through the lanes, all of a batch with
// one wake-up per thread.

#include "net/service.hpp"

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace bursar::crypto {
class TlsIdentity;
}
namespace bursar::telemetry {
class Probes;
}

namespace bursar::net {

class Server {
 public:
  struct Address {
    std::string host;
    std::uint16_t port = 0;  // 0: any free one
  };
  struct Options {
    std::string host = "127.0.0.1";
    std::uint16_t port = 3100;              // 0: any free one
    std::optional<Address> operators = {};  // plain HTTP, and places of its own
    std::size_t io_threads = 1;
    std::size_t connections_max = 10'000;
    std::size_t connections_per_address = 0;  // an IPv6 network of 64 bits is one; 0: no bound
    std::size_t trusted_hops = 0;             // proxies before it, whose X-Forwarded-For counts
    std::size_t header_bytes_max = 8'192;
    std::size_t uri_bytes_max = 2'048;
    std::size_t header_fields_max = 64;
    std::size_t pipelined_max = 16;
    std::size_t buffered_bytes_max = 268'435'456;
    std::chrono::milliseconds header_deadline{5'000};
    std::chrono::milliseconds body_deadline{10'000};
    std::chrono::milliseconds write_deadline{10'000};
    std::chrono::milliseconds idle_deadline{75'000};
    std::shared_ptr<const crypto::TlsIdentity> tls = {};  // none: plain HTTP
    int pin_to_core = -1;
    std::function<ledger::Time()> now = {};      // on each I/O thread; none: the system clock
    std::function<void()> end_of_round = [] {};  // the engine's, on each I/O thread
    telemetry::Probes* probes = nullptr;
  };

  /// Binds, exclusively, so that a taken port is found out; throws std::runtime_error with one
  /// line. Nothing is served before start().
  Server(Options options, Service& service);
  ~Server();

  void start();
  std::uint16_t port() const;
  std::uint16_t operators_port() const;  // 0: there is no such door

  /// From any thread: who connects from now on meets this one; for a server that began with TLS.
  void renew(std::shared_ptr<const crypto::TlsIdentity> tls);

  /// From any thread: answers wait in the lanes, or actors are ready: wake the I/O threads.
  void wake();

  /// Stops accepting, lets requests under way be answered (each then closes), and returns when all
  /// are gone or the time is over.
  void stop(std::chrono::milliseconds patience);

  std::size_t connections() const;

 private:
  struct Impl;
  std::unique_ptr<Impl> impl_;
};

}  // namespace bursar::net
