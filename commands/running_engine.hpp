#pragma once

// The engine that is running on a data directory, asked as its operator.

#include "config/endpoint.hpp"
#include "config/settings.hpp"
#include "net/client.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace bursar::commands {

class RunningEngine {
 public:
  /// `url` is where it serves; when that is empty, the settings say. Throws std::invalid_argument.
  RunningEngine(const config::Settings& settings, const std::string& url);

  std::string address() const { return config::text(endpoint_); }

  /// Throws std::runtime_error, with one line, when there is no operator's key or no answer.
  net::ClientAnswer post(const std::string& path, const std::string& body = {},
                         std::chrono::milliseconds patience = std::chrono::seconds{30}) const;

 private:
  config::Endpoint endpoint_;
  std::filesystem::path operator_key_;
  std::filesystem::path certificate_;  // empty: it speaks plain HTTP
};

}  // namespace bursar::commands
