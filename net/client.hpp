#pragma once

// One request to a running engine and its answer, for commands that speak with it. Blocks, but once
// it knows the host's address not for longer than its patience.

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <string>

namespace bursar::net {

struct ClientRequest {
  std::string host;
  std::uint16_t port = 0;
  std::string method = "GET";
  std::string path;
  std::string credential;  // an API key; empty: none
  std::string body = {};   // JSON, or empty
  std::chrono::milliseconds patience{30'000};
  std::filesystem::path certificate = {};  // PEM: TLS, to whoever shows its first one; else plain
};

struct ClientAnswer {
  int status = 0;
  std::string body;
};

/// Throws std::runtime_error, with one line, when there is no whole answer in time.
ClientAnswer fetch(const ClientRequest& wanted);

}  // namespace bursar::net
