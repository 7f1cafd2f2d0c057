#pragma once

// What production.enabled asks of a start before money is taken in: secrets, data directory,
// listener and sign-up, each with the line that a start is refused with. Looks, and changes
// nothing.

#include "config/settings.hpp"
#include "crypto/secret_file.hpp"

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include <sys/types.h>

namespace bursar::commands {

/// A file or directory as it is there.
struct Place {
  std::filesystem::path path;
  mode_t mode = 0;
  uid_t owner = 0;
};

struct ProductionFacts {
  uid_t user = 0;  // that the engine runs as
  // None: it is not there yet, and will be made as it should be.
  std::optional<Place> data_directory;
  std::optional<Place> secrets;
  std::optional<Place> operator_key;
  bool random_secrets = true;  // each of the keys looks like 32 random bytes
  std::filesystem::path kept_at;
  bool kept_in_memory = false;  // on a tmpfs, that a restart of the machine empties
  // Where the secrets would be made on one. What somebody has put there (a credential of systemd)
  // will be put there again.
  std::optional<std::filesystem::path> secrets_lost_at = {};
  std::string listen;
  bool on_loopback = true;
  bool behind_tls = false;                      // its own, or that of a proxy that is trusted
  bool sign_up = false;                         // switched on by the settings
  std::vector<std::string> own_receivers = {};  // of webhooks, on one's own network
};

ProductionFacts production_facts(const config::Settings& settings);

/// Why such an engine may not serve production: a line each, with the setting and the remedy.
std::vector<std::string> objections(const ProductionFacts& facts);

/// Whether every key looks like 32 random bytes, and not like something that was typed.
bool random_keys(const crypto::SecretKeys& keys);

/// Throws persistence::Unusable with the objections, when production.enabled and there are any.
void refuse_unfit_production(const config::Settings& settings);

}  // namespace bursar::commands
