#include "persistence/errors.hpp"
#include "persistence/lmdb_env.hpp"

#include <cerrno>
#include <cstring>
#include <string>

#include <fcntl.h>
#include <lmdb.h>
#include <unistd.h>

namespace bursar::persistence {

// LMDB takes a snapshot of its own; ours keeps the map where it is while the copy reads it.
void LmdbEnv::copy_to(const std::filesystem::path& file) const {
  const int copy = ::open(file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
  if (copy < 0) throw Unusable{file.string() + " cannot be made: " + std::strerror(errno)};
  int code = 0;
  {
    const LmdbRead staying{*this};
    code = mdb_env_copyfd2(env_, copy, MDB_CP_COMPACT);
  }
  if (code == 0 && ::fsync(copy) != 0) code = errno;
  if (::close(copy) != 0 && code == 0) code = errno;
  if (code != 0) throw Broke{file.string() + " cannot be written: " + mdb_strerror(code)};
}

}  // namespace bursar::persistence
