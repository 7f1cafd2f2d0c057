#include "commands/production.hpp"

#include "commands/data_directory.hpp"
#include "commands/edge_options.hpp"
#include "config/endpoint.hpp"
#include "config/exposure.hpp"
#include "persistence/errors.hpp"

#include <algorithm>
#include <initializer_list>
#include <set>

#include <linux/magic.h>
#include <sys/stat.h>
#include <sys/vfs.h>
#include <unistd.h>

namespace bursar::commands {

namespace fs = std::filesystem;

namespace {

constexpr mode_t others = S_IRWXG | S_IRWXO;

std::optional<Place> place(const fs::path& path) {
  struct stat found{};
  if (::stat(path.c_str(), &found) != 0) return std::nullopt;
  return Place{path, found.st_mode, found.st_uid};
}

// One that is empty becomes its owner's alone at the start.
std::optional<Place> directory(const fs::path& path) {
  std::error_code error;
  if (fs::is_empty(path, error)) return std::nullopt;
  return place(path);
}

fs::path nearest_that_is_there(const fs::path& path) {
  std::error_code error;
  fs::path nearest = fs::absolute(path, error);
  while (!nearest.empty() && nearest != nearest.root_path() && !fs::exists(nearest, error))
    nearest = nearest.parent_path();
  return nearest;
}

bool in_memory(const fs::path& path) {
  struct statfs found{};
  if (::statfs(nearest_that_is_there(path).c_str(), &found) != 0) return false;
  return found.f_type == TMPFS_MAGIC || found.f_type == RAMFS_MAGIC;
}

std::optional<fs::path> secrets_lost_at(const config::Settings& settings, const fs::path& secrets) {
  const bool stays = settings.secrets.file.empty() || fs::exists(secrets) || !in_memory(secrets);
  return stays ? std::nullopt : std::optional{secrets};
}

std::string octal(mode_t mode) {
  std::string digits;
  for (const unsigned shift : {9U, 6U, 3U, 0U})
    digits += static_cast<char>('0' + (mode >> shift & 7U));
  return digits;
}

using Lines = std::vector<std::string>;

void object_to_place(Lines& lines, const ProductionFacts& facts, const std::optional<Place>& place,
                     const std::string& setting, const std::string& wanted) {
  if (!place) return;
  const std::string what = setting + ": " + place->path.string();
  if ((place->mode & others) != 0)
    lines.push_back(what + " has mode " + octal(place->mode) +
                    ", so that others may look into it: chmod " + wanted + " it");
  if (place->owner != facts.user)
    lines.push_back(what + " belongs to user " + std::to_string(place->owner) +
                    ", and the engine runs as " + std::to_string(facts.user) +
                    ": chown it, or run as its owner");
}

void object_to_secrets(Lines& lines, const ProductionFacts& facts) {
  object_to_place(lines, facts, facts.secrets, "secrets.file", "600");
  object_to_place(lines, facts, facts.operator_key, "data.dir", "600");
  if (!facts.random_secrets)
    lines.push_back("secrets.file: a key in " +
                    (facts.secrets ? facts.secrets->path.string() : "it") +
                    " is not 32 random bytes: let bursar make the file");
  if (facts.secrets_lost_at)
    lines.push_back("secrets.file: " + facts.secrets_lost_at->string() +
                    " would be made on a tmpfs, which a restart of the machine empties: name a "
                    "file on a disk");
}

void object_to_data(Lines& lines, const ProductionFacts& facts) {
  object_to_place(lines, facts, facts.data_directory, "data.dir", "700");
  if (facts.kept_in_memory)
    lines.push_back("data.dir: " + facts.kept_at.string() +
                    " is on a tmpfs, which a restart of the machine empties: name a directory on "
                    "a disk");
}

void object_to_edge(Lines& lines, const ProductionFacts& facts) {
  if (!facts.on_loopback && !facts.behind_tls)
    lines.push_back("http.listen: " + facts.listen +
                    " is reached from other machines without TLS: listen on 127.0.0.1 behind a "
                    "proxy that speaks TLS");
  if (facts.sign_up)
    lines.emplace_back(
        "sandbox.open_signup: it lets anybody in without a credential: set it to \"off\"");
  if (!facts.own_receivers.empty())
    lines.push_back("webhooks.allow: " + facts.own_receivers.front() +
                    " could be called on the network within by whoever makes a webhook: empty the "
                    "list, it is for an engine that serves the sandbox alone");
}

}  // namespace

// Of 32 random bytes about 30 differ; fewer than 12 do once in 10^22 keys.
bool random_keys(const crypto::SecretKeys& keys) {
  constexpr std::size_t least = 12;
  return std::ranges::all_of(
      std::initializer_list<const crypto::Bytes<32>*>{&keys.cursors, &keys.tokens, &keys.sessions,
                                                      &keys.webhooks, &keys.destinations},
      [](const crypto::Bytes<32>* key) {
        return std::set<std::uint8_t>{key->begin(), key->end()}.size() >= least;
      });
}

ProductionFacts production_facts(const config::Settings& settings) {
  const DataDirectory data{settings};
  const auto listen = config::parse_endpoint(settings.http.listen);
  const auto secrets = place(data.secrets);
  const bool readable = secrets && (secrets->mode & others) == 0;
  return {.user = ::geteuid(),
          .data_directory = directory(data.path),
          .secrets = secrets,
          .operator_key = place(data.operator_key()),
          .random_secrets = !readable || random_keys(crypto::load_secrets(data.secrets)),
          .kept_at = data.path,
          .kept_in_memory = in_memory(data.path),
          .secrets_lost_at = secrets_lost_at(settings, data.secrets),
          .listen = settings.http.listen,
          .on_loopback = listen && config::loopback(listen->host),
          .behind_tls = !settings.http.tls_certificate.empty() || settings.http.trusted_hops > 0,
          .sign_up = open_sign_up(settings),
          .own_receivers = settings.webhooks.allow};
}

std::vector<std::string> objections(const ProductionFacts& facts) {
  Lines lines;
  object_to_secrets(lines, facts);
  object_to_data(lines, facts);
  object_to_edge(lines, facts);
  return lines;
}

void refuse_unfit_production(const config::Settings& settings) {
  if (!settings.production.enabled) return;
  const Lines lines = objections(production_facts(settings));
  if (lines.empty()) return;
  std::string all;
  for (const std::string& line : lines)
    all += (all.empty() ? "" : "\nbursar: ") + ("production.enabled: " + line);
  throw persistence::Unusable{all};
}

}  // namespace bursar::commands
