#include "commands/data_directory.hpp"

#include "persistence/errors.hpp"

#include <system_error>

namespace bursar::commands {

namespace fs = std::filesystem;

DataDirectory::DataDirectory(const config::Settings& settings)
    : path{settings.data.dir},
      secrets{settings.secrets.file.empty() ? path / "secret.key"
                                            : fs::path{settings.secrets.file}} {}

DataDirectory DataDirectory::made(const config::Settings& settings) {
  DataDirectory data{settings};
  std::error_code error;
  fs::create_directories(data.path, error);
  if (error || !fs::is_directory(data.path))
    throw persistence::Unusable{"data directory " + data.path.string() + " cannot be used: " +
                                (error ? error.message() : "it is not a directory")};
  if (fs::is_empty(data.path)) fs::permissions(data.path, fs::perms::owner_all);
  return data;
}

}  // namespace bursar::commands
