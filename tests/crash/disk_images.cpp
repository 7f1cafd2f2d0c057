#include "tests/crash/disk_images.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace bursar::tests {

namespace fs = std::filesystem;

namespace {

constexpr std::size_t page_bytes = 4'096;

bool of_bytes(Deed deed) {
  return deed == Deed::written || deed == Deed::written_and_synced || deed == Deed::cut;
}

bool of_names(Deed deed) {
  return deed == Deed::file_made || deed == Deed::directory_made || deed == Deed::renamed ||
         deed == Deed::linked || deed == Deed::removed;
}

/// LMDB's table of readers lies in shared memory, and is made anew by whoever opens it first.
bool worthless(std::string_view name) {
  return name.ends_with("lock.mdb");
}

std::string_view parent(std::string_view path) {
  const auto slash = path.rfind('/');
  return slash == std::string_view::npos ? std::string_view{} : path.substr(0, slash);
}

/// With all that is below it.
void erase(Image& image, const std::string& path) {
  image.names.erase(path);
  std::erase_if(image.names, [&](const auto& one) { return one.first.starts_with(path + "/"); });
}

void rename(Image& image, const std::string& from, const std::string& to) {
  std::vector<std::pair<std::string, Image::Node>> moved;
  for (const auto& [name, node] : image.names)
    if (name == from || name.starts_with(from + "/"))
      moved.emplace_back(to + name.substr(from.size()), node);
  erase(image, from);
  erase(image, to);
  image.names.insert(moved.begin(), moved.end());
}

void write(std::string& file, std::uint64_t offset, std::string_view bytes) {
  if (file.size() < offset + bytes.size()) file.resize(offset + bytes.size());
  bytes.copy(file.data() + offset, bytes.size());
}

void apply(Image& image, const Event& event, std::size_t file) {
  const std::string path{event.path};
  if (event.deed == Deed::cut)
    image.files[file].resize(event.offset);
  else if (of_bytes(event.deed))
    write(image.files[file], event.offset, event.bytes);
  else if (event.deed == Deed::renamed)
    rename(image, path, std::string{event.to});
  else if (event.deed == Deed::linked)
    image.names[std::string{event.to}] = image.names.at(path);
  else if (event.deed == Deed::removed)
    erase(image, path);
  else if (!path.empty())  // the data directory itself is always there
    image.names[path] = {.directory = event.deed == Deed::directory_made, .file = file};
}

/// Some sectors of it alone.
void apply_torn(std::string& file, const Event& event, double likely, std::mt19937_64& random) {
  std::bernoulli_distribution there{likely};
  for (std::uint64_t at = 0; at < event.bytes.size();) {
    const std::uint64_t left = sector_bytes - (event.offset + at) % sector_bytes;
    const std::string_view part = event.bytes.substr(at, left);
    if (there(random)) write(file, event.offset + at, part);
    at += part.size();
  }
}

/// How many bytes there are from the first in which two files differ to the last.
std::uint64_t apart(std::string_view one, std::string_view other) {
  const std::size_t both = std::min(one.size(), other.size());
  std::size_t first = 0;
  while (first < both && one[first] == other[first]) ++first;
  std::size_t last = std::max(one.size(), other.size());
  if (one.size() == other.size())
    while (last > first && one[last - 1] == other[last - 1]) --last;
  return last - first;
}

std::string contents(const fs::path& path) {
  std::ifstream file{path, std::ios::binary};
  return {std::istreambuf_iterator<char>{file}, {}};
}

void put_file(const fs::path& path, std::string_view bytes) {
  const int file = ::open(path.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, S_IRUSR | S_IWUSR);
  bool good = file >= 0 && ::ftruncate(file, static_cast<off_t>(bytes.size())) == 0;
  for (std::size_t at = 0; good && at < bytes.size(); at += page_bytes) {
    const std::string_view page = bytes.substr(at, page_bytes);
    if (page.find_first_not_of('\0') == std::string_view::npos) continue;
    good = ::pwrite(file, page.data(), page.size(), static_cast<off_t>(at)) ==
           static_cast<ssize_t>(page.size());
  }
  if (file >= 0) ::close(file);
  if (!good) throw std::runtime_error{path.string() + " cannot be made"};
}

}  // namespace

void Image::put(const fs::path& directory) const {
  for (const auto& [name, node] : names) {
    const fs::path path = directory / name;
    if (!node.directory)
      put_file(path, files[node.file]);
    else if (::mkdir(path.c_str(), S_IRWXU) != 0)
      throw std::runtime_error{path.string() + " cannot be made"};
  }
}

std::string Image::difference(const fs::path& directory) const {
  std::size_t found = 0;
  for (const auto& entry : fs::recursive_directory_iterator{directory}) {
    const std::string name = entry.path().lexically_relative(directory).string();
    const auto here = names.find(name);
    if (here == names.end() || here->second.directory != entry.is_directory()) return name;
    ++found;
  }
  if (found == names.size()) return {};
  for (const auto& [name, node] : names)
    if (!fs::exists(directory / name)) return name;
  return {};
}

void DiskImages::follow(const Event& event) {
  settle();
  ++followed_;
  if (event.deed == Deed::sync_begins) {
    syncing_.emplace(event.path, followed_);
  } else if (event.deed == Deed::sync_ended) {
    sync(event);
  } else if (of_bytes(event.deed) || of_names(event.deed)) {
    const bool has_file = of_bytes(event.deed) || event.deed == Deed::file_made;
    pending_.push_back({event, has_file ? file_of(event) : 0, followed_});
    unsettled_ = event.deed == Deed::written_and_synced;
  }
}

std::size_t DiskImages::file_of(const Event& event) {
  const auto known = numbered_.find(event.file);
  if (known != numbered_.end() && event.deed != Deed::file_made) return known->second;
  if (event.deed != Deed::file_made)
    throw std::runtime_error{"nothing says how this file came to be: " + std::string{event.path}};
  durable_.files.emplace_back();
  return numbered_[event.file] = durable_.files.size() - 1;
}

// What it overwrites, and no sync has brought to disk, can no longer be told from what was there.
void DiskImages::settle() {
  if (!std::exchange(unsettled_, false)) return;
  const Pending newest = pending_.back();
  const auto end = newest.event.offset + newest.event.bytes.size();
  std::erase_if(pending_, [&](const Pending& one) {
    if (!of_bytes(one.event.deed) || one.file != newest.file) return false;
    const bool apart =
        one.event.offset >= end || one.event.offset + one.event.bytes.size() <= newest.event.offset;
    if (apart || one.event.deed == Deed::cut) return false;
    apply(durable_, one.event, one.file);
    return true;
  });
}

void DiskImages::sync(const Event& event) {
  const auto began = syncing_.find(event.path);
  if (began == syncing_.end()) return;  // begun under another name
  const std::uint64_t before = began->second;
  syncing_.erase(began);
  const auto is_entry = [&](const Pending& one) {
    const bool two = one.event.deed == Deed::renamed || one.event.deed == Deed::linked;
    return of_names(one.event.deed) && one.number < before &&
           (parent(one.event.path) == event.path || (two && parent(one.event.to) == event.path));
  };
  const auto newest = std::find_if(pending_.rbegin(), pending_.rend(), is_entry);
  const std::uint64_t names_to = newest == pending_.rend() ? 0 : newest->number;
  const auto file = numbered_.find(event.file);
  std::erase_if(pending_, [&](const Pending& one) {
    const bool named = of_names(one.event.deed) && one.number <= names_to;
    const bool of_it = of_bytes(one.event.deed) && one.number < before && file != numbered_.end() &&
                       one.file == file->second;
    if (named || of_it) apply(durable_, one.event, one.file);
    return named || of_it;
  });
}

Image DiskImages::whole() const {
  Image image = durable_;
  for (const Pending& one : pending_) apply(image, one.event, one.file);
  return image;
}

Image DiskImages::survived(const Survival& how, std::mt19937_64& random) const {
  Image image = durable_;
  const auto count = [this](auto which) {
    return static_cast<std::size_t>(
        std::ranges::count_if(pending_, [&](const Pending& one) { return which(one.event.deed); }));
  };
  const auto up_to = [&random](std::size_t most) {
    return std::uniform_int_distribution<std::size_t>{0, most}(random);
  };
  std::size_t names_left = how.names ? pending_.size() : up_to(count(of_names));
  std::size_t until_odd = how.but_one ? up_to(count(of_bytes)) : pending_.size();
  std::bernoulli_distribution there{how.writes};
  std::bernoulli_distribution torn{how.torn};
  for (const Pending& one : pending_) {
    if (of_names(one.event.deed)) {
      if (names_left > 0) apply(image, one.event, one.file);
      names_left -= names_left > 0 ? 1 : 0;
      continue;
    }
    const bool odd = until_odd == 0;
    until_odd = odd ? pending_.size() : until_odd - 1;
    if (there(random) == odd) continue;
    if (one.event.deed != Deed::cut && torn(random))
      apply_torn(image.files[one.file], one.event, how.sectors, random);
    else
      apply(image, one.event, one.file);
  }
  return image;
}

std::size_t DiskImages::adopt(const fs::path& directory, const Unlogged& most) {
  settle();
  syncing_.clear();  // whose process was killed meanwhile
  const Image image = whole();
  if (const std::string name = image.difference(directory); !name.empty())
    throw std::runtime_error{"the log does not tell of " + name};
  std::size_t changed = 0;
  for (const auto& [name, node] : image.names) {
    if (node.directory || worthless(name)) continue;
    std::string found = contents(directory / name);
    if (found == image.files[node.file]) continue;
    ++changed;
    if (changed > most.changes || apart(found, image.files[node.file]) > most.bytes)
      throw std::runtime_error{"the log does not tell of all that was done to " + name};
    const std::string& bytes = adopted_.emplace_back(std::move(found));
    const Event cut{.deed = Deed::cut, .path = name, .offset = bytes.size()};
    const Event written{.deed = Deed::written, .path = name, .bytes = bytes};
    for (const Event& event : {cut, written}) pending_.push_back({event, node.file, ++followed_});
  }
  return changed;
}

}  // namespace bursar::tests
