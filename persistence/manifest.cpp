#include "persistence/manifest.hpp"

#include <algorithm>
#include <charconv>
#include <fstream>
#include <limits>
#include <string_view>

namespace bursar::persistence {

namespace fs = std::filesystem;

namespace {

constexpr std::uint64_t manifest_version = 1;

class Lines {
 public:
  explicit Lines(const fs::path& path) : path_{path}, in_{path} {}

  std::string word(std::string_view name) {
    std::string line;
    std::getline(in_, line);
    if (!line.starts_with(std::string{name} + ' ')) damaged(name);
    return line.substr(name.size() + 1);
  }

  std::uint64_t number(std::string_view name, std::uint64_t most) {
    const std::string text = word(name);
    std::uint64_t value = 0;
    const auto end = text.data() + text.size();
    const auto [stopped, error] = std::from_chars(text.data(), end, value);
    if (error != std::errc{} || stopped != end || value > most) damaged(name);
    return value;
  }

  crypto::Bytes<32> hash(std::string_view name) {
    const auto bytes = crypto::parse_hex(word(name));
    crypto::Bytes<32> hash{};
    if (!bytes || bytes->size() != hash.size()) damaged(name);
    std::ranges::copy(*bytes, hash.begin());
    return hash;
  }

  [[noreturn]] void damaged(std::string_view name) const {
    throw Corrupt{path_.string() + " is damaged: it has no line '" + std::string{name} + " …'"};
  }

 private:
  fs::path path_;
  std::ifstream in_;
};

}  // namespace

fs::path manifest_path(const fs::path& backup) {
  return backup / "manifest";
}

void write_manifest(const fs::path& backup, const Manifest& manifest) {
  const fs::path path = manifest_path(backup);
  std::ofstream out{path};
  out << "bursar-backup " << manifest_version << "\nformat " << manifest.format << "\nepoch "
      << manifest.epoch << "\nlast_sequence " << manifest.last.value << "\nchain_hash "
      << crypto::hex(manifest.chain_hash) << "\nmade_at " << manifest.made_at << '\n';
  if (!out.flush()) throw Broke{path.string() + " cannot be written"};
  fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

Manifest read_manifest(const fs::path& backup) {
  const fs::path path = manifest_path(backup);
  std::error_code error;
  if (!fs::is_regular_file(path, error))
    throw Unusable{backup.string() + " holds no backup: it has no manifest"};
  Lines lines{path};
  const std::uint64_t most = std::numeric_limits<std::uint64_t>::max();
  if (const auto version = lines.number("bursar-backup", most); version != manifest_version)
    throw Unusable{path.string() + " has version " + std::to_string(version) +
                   ", this bursar knows version " + std::to_string(manifest_version)};
  Manifest manifest;
  manifest.format = lines.number("format", most);
  manifest.epoch =
      static_cast<std::uint16_t>(lines.number("epoch", std::numeric_limits<std::uint16_t>::max()));
  manifest.last = {lines.number("last_sequence", most)};
  manifest.chain_hash = lines.hash("chain_hash");
  manifest.made_at = lines.word("made_at");
  return manifest;
}

}  // namespace bursar::persistence
