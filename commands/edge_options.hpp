#pragma once

// What the settings ask of the edge: where it listens, whom it trusts, and what depends on both.

#include "config/endpoint.hpp"
#include "config/settings.hpp"
#include "crypto/tls_identity.hpp"
#include "net/api.hpp"
#include "net/server.hpp"

#include <memory>
#include <string>

namespace bursar::commands {

/// Throws config::BadSetting, as everything here does where settings contradict each other.
config::Endpoint endpoint(const std::string& written, const char* setting);

/// Nobody but the people of this machine can ask: it listens on loopback, and no proxy stands
/// before it that others could come through.
bool private_edge(const config::Settings& settings);

/// What sandbox.open_signup comes to.
bool open_sign_up(const config::Settings& settings);

/// How many one address may have open; 0: any number.
std::size_t connections_per_address(const config::Settings& settings);

/// None without a certificate. Throws std::runtime_error with one line for what is wrong with it.
std::shared_ptr<const crypto::TlsIdentity> tls_identity(const config::Settings& settings);

net::Server::Options server_options(const config::Settings& settings);
net::Api::Options api_options(const config::Settings& settings);

}  // namespace bursar::commands
