#include "crypto/private_file.hpp"

#include <cerrno>
#include <stdexcept>
#include <system_error>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bursar::crypto {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t file_bytes_max = 65'536;
constexpr mode_t others = S_IRWXG | S_IRWXO;

[[noreturn]] void fail(const fs::path& path, const std::string& why) {
  throw std::runtime_error{path.string() + ": " + why};
}

[[noreturn]] void fail(const fs::path& path, const char* deed, int error) {
  fail(path, std::string{deed} + ": " + std::generic_category().message(error));
}

class Descriptor {
 public:
  Descriptor(const fs::path& path, int flags, mode_t mode = 0)
      : number_{::open(path.c_str(), flags | O_CLOEXEC, mode)} {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  bool open() const { return number_ >= 0; }
  int number() const { return number_; }

 private:
  int number_;
};

void check_private(const fs::path& path, const Descriptor& file) {
  struct stat facts{};
  if (::fstat(file.number(), &facts) != 0) fail(path, "cannot be examined", errno);
  if (!S_ISREG(facts.st_mode)) fail(path, "is not a plain file");
  if ((facts.st_mode & others) != 0)
    fail(path, "others may read or write this secret file: chmod 600 it");
}

void write_all(const fs::path& path, const Descriptor& file, std::string_view text) {
  while (!text.empty()) {
    const ssize_t written = ::write(file.number(), text.data(), text.size());
    if (written < 0 && errno == EINTR) continue;
    if (written < 0) fail(path, "cannot be written", errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
  if (::fsync(file.number()) != 0) fail(path, "cannot be brought to disk", errno);
}

}  // namespace

std::optional<std::string> read_private_file(const fs::path& path) {
  const Descriptor file{path, O_RDONLY | O_NONBLOCK};  // a pipe by that name must not hang us
  if (!file.open() && errno == ENOENT) return std::nullopt;
  if (!file.open()) fail(path, "cannot be opened", errno);
  check_private(path, file);
  std::string text(file_bytes_max + 1, '\0');
  std::size_t length = 0;
  while (length < text.size()) {
    const ssize_t got = ::read(file.number(), text.data() + length, text.size() - length);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) fail(path, "cannot be read", errno);
    if (got == 0) break;
    length += static_cast<std::size_t>(got);
  }
  if (length > file_bytes_max) fail(path, "is too large to be a file of secrets");
  text.resize(length);
  return text;
}

// Written under another name and then linked: a crash in between leaves nothing half made under
// the name that counts, and a link, unlike a rename, never replaces what is there.
void make_private_file(const fs::path& path, std::string_view text) {
  const fs::path draft = path.string() + ".new";
  ::unlink(draft.c_str());  // what a crash may have left
  {
    const Descriptor file{draft, O_WRONLY | O_CREAT | O_EXCL, S_IRUSR | S_IWUSR};
    if (!file.open()) fail(path, "cannot be made", errno);
    write_all(path, file, text);
  }
  const int linked = ::link(draft.c_str(), path.c_str()) == 0 ? 0 : errno;
  ::unlink(draft.c_str());
  if (linked != 0) fail(path, "cannot be made", linked);
  const fs::path parent = path.parent_path();
  const Descriptor directory{parent.empty() ? fs::path{"."} : parent, O_RDONLY | O_DIRECTORY};
  if (!directory.open() || ::fsync(directory.number()) != 0)
    fail(path, "its directory cannot be brought to disk", errno);
}

}  // namespace bursar::crypto
