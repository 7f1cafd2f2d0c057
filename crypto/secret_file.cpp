#include "crypto/secret_file.hpp"

#include "crypto/api_key.hpp"
#include "crypto/hash.hpp"
#include "crypto/private_file.hpp"
#include "crypto/system_random.hpp"

#include <algorithm>
#include <optional>
#include <sstream>
#include <stdexcept>
#include <string_view>

namespace bursar::crypto {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view first_word = "bursar-secrets";
constexpr std::string_view format_version = "1";
constexpr std::size_t key_id_length = 8;

struct Named {
  std::string_view name;
  Bytes<32> SecretKeys::* key;
};
constexpr Named keys_in_order[] = {
    {"cursors", &SecretKeys::cursors},           {"tokens", &SecretKeys::tokens},
    {"sessions", &SecretKeys::sessions},         {"webhooks", &SecretKeys::webhooks},
    {"destinations", &SecretKeys::destinations},
};

[[noreturn]] void refuse(const fs::path& path, const std::string& why) {
  throw std::runtime_error{path.string() + ": " + why};
}

SecretKeys random_keys() {
  SecretKeys keys;
  Bytes<key_id_length / 2> id;
  fill_random(id);
  keys.key_id = hex(id);
  for (const Named& row : keys_in_order) fill_random(keys.*row.key);
  return keys;
}

std::string written(const SecretKeys& keys) {
  std::string text = std::string{first_word} + ' ' + std::string{format_version} + '\n';
  for (const Named& row : keys_in_order)
    text += std::string{row.name} + ' ' + keys.key_id + ' ' + hex(keys.*row.key) + '\n';
  return text;
}

// The name is told on a fault, never what stands beside it.
void read_key(std::istream& in, const Named& row, SecretKeys& keys, const fs::path& path) {
  std::string name;
  std::string id;
  std::string hex;
  in >> name >> id >> hex;
  const auto bytes = parse_hex(hex);
  const bool first = keys.key_id.empty();
  if (name != row.name || id.size() != key_id_length || !parse_hex(id) || !bytes ||
      bytes->size() != (keys.*row.key).size() || (!first && id != keys.key_id))
    refuse(path, "the key '" + std::string{row.name} + "' is missing or damaged: restore the file");
  keys.key_id = id;
  std::ranges::copy(*bytes, (keys.*row.key).begin());
}

SecretKeys parse(const std::string& text, const fs::path& path) {
  std::istringstream in{text};
  std::string word;
  std::string version;
  in >> word >> version;
  if (word != first_word) refuse(path, "is not a bursar secret file");
  if (version != format_version)
    refuse(path, "has a format version that this bursar does not know");
  SecretKeys keys;
  for (const Named& row : keys_in_order) read_key(in, row, keys, path);
  if (in >> word) refuse(path, "has more in it than this bursar knows");
  return keys;
}

std::string operator_key(std::string text, const fs::path& path) {
  if (text.ends_with('\n')) text.pop_back();
  if (!text.starts_with("bur_op_") || !well_formed_api_key(text))
    refuse(path, "does not hold an operator key: remove it and a new one is made");
  return text;
}

}  // namespace

Bytes<32> SecretKeys::fingerprint() const {
  Blake2b hash;
  hash.add(bytes_of("bursar secrets fingerprint 1\n"));
  hash.add(bytes_of(written(*this)));
  return hash.finish();
}

SecretKeys load_secrets(const fs::path& path) {
  const std::optional<std::string> text = read_private_file(path);
  if (!text) refuse(path, "the secret file is missing: this data needs the one it was made with");
  return parse(*text, path);
}

SecretKeys load_or_make_secrets(const fs::path& path) {
  if (const std::optional<std::string> text = read_private_file(path)) return parse(*text, path);
  const SecretKeys keys = random_keys();
  make_private_file(path, written(keys));
  return keys;
}

std::string load_operator_key(const fs::path& path) {
  std::optional<std::string> text = read_private_file(path);
  if (!text) refuse(path, "the operator's key is missing: name the engine's own data directory");
  return operator_key(*std::move(text), path);
}

std::string load_or_make_operator_key(const fs::path& path) {
  if (std::optional<std::string> text = read_private_file(path))
    return operator_key(*std::move(text), path);
  Bytes<32> random;
  fill_random(random);
  const std::string key = make_api_key("bur_op_", random);
  make_private_file(path, key + '\n');
  return key;
}

}  // namespace bursar::crypto
