// What is read of LMDB 0.9's file (64 bit, little-endian), in the units of its pages:
//
//   page:   number:u64  pad:u16  flags:u16  lower:u16 upper:u16  offset:u16 × (lower − 16) / 2
//   run:    number:u64  pad:u16  flags:u16  pages:u32            bytes that do not fit in a leaf
//   meta:   page  magic:u32 version:u32 address:u64 map:u64  free:tree main:tree  last:u64 txn:u64
//   tree:   pad:u32 flags:u16 depth:u16  branches:u64 leaves:u64 run pages:u64 rows:u64 root:u64
//   node:   low:u16 high:u16 flags:u16 key size:u16  key  then, in a leaf, the value
//
// A branch's node points to page low | high << 16 | flags << 32; a leaf's has a value of low |
// high << 16 bytes, or (flag 1) the u64 number of the run that holds it, or (flag 2) a tree. The
// pages 0 and 1 are metas, of which the one with the larger transaction is true; a transaction
// writes the page that its number's last bit names. A row of the free tree has the u64 number of
// the transaction that gave pages up, and as its value a u64 count and so many u64 numbers of them.
// Every transaction but the first gives some up, and the next one leaves those of the one before
// alone.

#include "persistence/lmdb_pages.hpp"

#include "persistence/errors.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstring>
#include <optional>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

namespace bursar::persistence {

namespace {

constexpr std::uint64_t no_page = ~std::uint64_t{0};
constexpr std::size_t head_bytes = 16;
constexpr std::size_t node_bytes = 8;
constexpr std::size_t page_bytes_min = 512;
constexpr std::size_t page_bytes_max = 32'768;
constexpr std::uint32_t magic = 0xBEEFC0DE;
constexpr std::uint32_t file_version = 1;
constexpr unsigned depth_max = 32;
constexpr const char* two_last_transactions = "does not know which of its transactions is the last";

enum PageFlags : std::uint16_t { branch = 1, leaf = 2, run = 4, meta = 8 };
enum NodeFlags : std::uint16_t { in_a_run = 1, a_tree = 2 };
constexpr std::uint16_t number_keys = 8;  // of a tree

struct Tree {
  std::uint32_t pad = 0;
  std::uint16_t flags = 0;
  std::uint16_t depth = 0;
  std::uint64_t branches = 0;
  std::uint64_t leaves = 0;
  std::uint64_t run_pages = 0;
  std::uint64_t rows = 0;
  std::uint64_t root = no_page;
};
constexpr std::size_t tree_bytes = 48;
static_assert(sizeof(Tree) == tree_bytes, "read as it lies in the file");

struct Meta {
  std::uint32_t magic = 0;
  std::uint32_t version = 0;
  std::uint64_t address = 0;
  std::uint64_t map_bytes = 0;
  Tree free;
  Tree main;
  std::uint64_t last_page = 0;
  std::uint64_t transaction = 0;
};
static_assert(sizeof(Meta) == 136, "read as it lies in the file");

struct Node {
  std::uint16_t low = 0;
  std::uint16_t high = 0;
  std::uint16_t flags = 0;
  std::uint16_t key_bytes = 0;

  std::uint32_t value_bytes() const { return std::uint32_t{high} << 16U | low; }
  std::uint64_t child() const { return std::uint64_t{flags} << 32U | value_bytes(); }
};

/// The file, read at places rather than mapped: what is not there is told, not a bus error.
class PageFile {
 public:
  explicit PageFile(const std::filesystem::path& path)
      : path_{path}, file_{::open(path.c_str(), O_RDONLY | O_CLOEXEC)} {
    if (file_ < 0) throw Unusable{path.string() + " cannot be read: " + std::strerror(errno)};
  }
  ~PageFile() { ::close(file_); }
  PageFile(const PageFile&) = delete;
  PageFile& operator=(const PageFile&) = delete;

  void read(std::uint64_t at, std::byte* into, std::size_t bytes) const {
    for (std::size_t done = 0; done < bytes;) {
      const ssize_t got = ::pread(file_, into + done, bytes - done, static_cast<off_t>(at + done));
      if (got < 0 && errno == EINTR) continue;
      if (got < 0) throw Corrupt{path_.string() + " cannot be read: " + std::strerror(errno)};
      if (got == 0) damaged("ends at byte " + std::to_string(at + done));
      done += static_cast<std::size_t>(got);
    }
  }

  [[noreturn]] void damaged(const std::string& why) const {
    throw Corrupt{path_.string() + " is damaged: it " + why};
  }

 private:
  std::filesystem::path path_;
  int file_;
};

template <class Value>
Value value_at(const std::vector<std::byte>& page, std::size_t at) {
  Value value;
  std::memcpy(&value, page.data() + at, sizeof value);
  return value;
}

class PageWalk {
 public:
  explicit PageWalk(const PageFile& file, const Progressed& progress = {})
      : file_{file}, progress_{progress} {}

  /// The one that counts, once both are found to be what they say.
  Meta true_meta();
  void run_through();
  /// The same of what every commit writes anew: the pages that are free, the list of tables, and
  /// those tables that have no branch.
  void run_through_small();

 private:
  /// What was met of a tree, to be held against what it says of itself.
  struct Met {
    std::uint64_t branches = 0;
    std::uint64_t leaves = 0;
    std::uint64_t run_pages = 0;
    std::uint64_t rows = 0;
    bool of_free_pages = false;
  };
  /// Of a node, in its page.
  struct Span {
    std::size_t from = 0;
    std::size_t to = 0;
  };

  Meta read_meta(std::uint64_t number) const;
  void require_last(const Meta& of);
  std::uint64_t last_key(const Tree& tree, std::uint64_t pages) const;
  void walk(const Tree& tree, bool of_free_pages);
  void descend(std::uint64_t number, unsigned levels, Met& met);
  std::vector<std::byte> page(std::uint64_t number, std::uint16_t flags) const;
  void visit(std::uint64_t number);
  std::vector<std::size_t> offsets(std::uint64_t number, const std::vector<std::byte>& page) const;
  bool fills(std::vector<Span>& spans, std::size_t from) const;
  void leaf_node(std::uint64_t number, const std::vector<std::byte>& page, std::size_t at,
                 Met& met);
  std::uint64_t run_of(std::uint64_t number, std::uint32_t bytes);
  void list_free(std::uint64_t value_at, std::uint32_t bytes);
  void take_free();
  [[noreturn]] void bad(std::uint64_t number, const std::string& why) const {
    file_.damaged("has a page " + std::to_string(number) + ' ' + why);
  }

  const PageFile& file_;
  const Progressed progress_;
  unsigned deepest_table_ = ~0U;
  std::size_t page_bytes_ = page_bytes_min;
  std::uint64_t pages_ = 2;
  std::uint64_t met_ = 0;
  std::vector<bool> visited_;
  std::vector<std::uint64_t> free_;
};

Meta PageWalk::read_meta(std::uint64_t number) const {
  std::vector<std::byte> bytes(head_bytes + sizeof(Meta));
  file_.read(number * page_bytes_, bytes.data(), bytes.size());
  const auto found = value_at<Meta>(bytes, head_bytes);
  const std::size_t page_bytes = found.free.pad;
  const bool sized = page_bytes >= page_bytes_min && page_bytes <= page_bytes_max &&
                     (page_bytes & (page_bytes - 1)) == 0;
  if (value_at<std::uint16_t>(bytes, 10) != meta || value_at<std::uint64_t>(bytes, 0) != number ||
      found.magic != magic || found.version != file_version || !sized)
    bad(number, "that is not what LMDB begins a file with");
  return found;
}

Meta PageWalk::true_meta() {
  const Meta first = read_meta(0);
  page_bytes_ = first.free.pad;
  const Meta second = read_meta(1);
  if (second.free.pad != first.free.pad) file_.damaged("has two sizes of pages");
  const auto [older, newer] =
      first.transaction > second.transaction ? std::pair{second, first} : std::pair{first, second};
  // The one before the last, and the last: unless no transaction was ever written.
  const bool fresh = newer.transaction == 0;
  const bool in_turn = newer.transaction == older.transaction + 1 && first.transaction % 2 == 0 &&
                       second.transaction % 2 == 1;
  if (!fresh && !in_turn) file_.damaged(two_last_transactions);
  if (older.last_page > newer.last_page) file_.damaged(two_last_transactions);
  require_last(newer);
  return newer;
}

// A flipped bit in a transaction's number would pass an older one off as the last, and what was
// committed since would be gone: what the last one has written must bear its number, and none
// before it knew more pages. (The older meta's trees tell nothing: where LMDB could not write a
// meta, it leaves one with an old number and new trees.)
void PageWalk::require_last(const Meta& of) {
  if (of.transaction <= 1) return;
  const std::uint64_t pages = of.last_page + 1;
  if (of.free.root == no_page || last_key(of.free, pages) != of.transaction)
    file_.damaged(two_last_transactions);
}

/// Of a tree whose keys are numbers.
std::uint64_t PageWalk::last_key(const Tree& tree, std::uint64_t pages) const {
  std::uint64_t number = tree.root;
  for (unsigned levels = std::min<unsigned>(tree.depth, depth_max); levels > 0; --levels) {
    if (number >= pages) bad(number, "past its end");
    const auto bytes = page(number, levels > 1 ? branch : leaf);
    const std::size_t at = offsets(number, bytes).back();
    const auto node = value_at<Node>(bytes, at);
    if (levels > 1)
      number = node.child();
    else if (node.key_bytes == sizeof(std::uint64_t))
      return value_at<std::uint64_t>(bytes, at + node_bytes);
  }
  file_.damaged("has a table without a last row");
}

void PageWalk::run_through_small() {
  deepest_table_ = 1;
  run_through();
}

void PageWalk::run_through() {
  const Meta found = true_meta();
  pages_ = found.last_page + 1;
  std::byte last{};
  if (pages_ < 2 || pages_ > no_page / page_bytes_)
    file_.damaged("says that it has " + std::to_string(pages_) + " pages");
  file_.read(pages_ * page_bytes_ - 1, &last, 1);
  visited_.assign(pages_, false);
  visited_[0] = visited_[1] = true;
  walk(found.free, true);
  walk(found.main, false);
  take_free();
  if (progress_) progress_(pages_, pages_);
}

void PageWalk::walk(const Tree& tree, bool of_free_pages) {
  if (tree.flags != 0 && tree.flags != number_keys)
    file_.damaged("has a table of flags " + std::to_string(tree.flags));
  Met met{.of_free_pages = of_free_pages};
  if (tree.root != no_page) {
    if (tree.depth == 0 || tree.depth > depth_max)
      file_.damaged("has a table of depth " + std::to_string(tree.depth));
    descend(tree.root, tree.depth, met);
  }
  if (met.branches != tree.branches || met.leaves != tree.leaves ||
      met.run_pages != tree.run_pages || met.rows != tree.rows)
    file_.damaged("has a table that says it has " + std::to_string(tree.rows) + " rows, and has " +
                  std::to_string(met.rows));
}

void PageWalk::descend(std::uint64_t number, unsigned levels, Met& met) {
  visit(number);
  const std::vector<std::byte> bytes = page(number, levels > 1 ? branch : leaf);
  const auto nodes = offsets(number, bytes);
  ++(levels > 1 ? met.branches : met.leaves);
  for (const std::size_t at : nodes)
    if (levels > 1)
      descend(value_at<Node>(bytes, at).child(), levels - 1, met);
    else
      leaf_node(number, bytes, at, met);
}

std::vector<std::byte> PageWalk::page(std::uint64_t number, std::uint16_t flags) const {
  std::vector<std::byte> bytes(page_bytes_);
  file_.read(number * page_bytes_, bytes.data(), bytes.size());
  if (value_at<std::uint64_t>(bytes, 0) != number) bad(number, "that is another one");
  if (value_at<std::uint16_t>(bytes, 10) != flags) bad(number, "of the wrong kind");
  return bytes;
}

void PageWalk::visit(std::uint64_t number) {
  if (number >= pages_) bad(number, "past its end");
  if (visited_[number]) bad(number, "that is used twice");
  visited_[number] = true;
  constexpr std::uint64_t progress_pages = 4'096;
  if (++met_ % progress_pages == 0 && progress_) progress_(met_, pages_);
}

/// Whether they take what lies between `from` and the end of a page, each byte once. LMDB moves
/// rows by their own sizes, to places outside of the page where these do not add up.
bool PageWalk::fills(std::vector<Span>& spans, std::size_t from) const {
  std::ranges::sort(spans, {}, &Span::from);
  for (const Span& span : spans) {
    if (span.from != from) return false;
    from = span.to;
  }
  return from == page_bytes_;
}

/// Where the nodes of a page are; each lies whole in the page's upper part.
std::vector<std::size_t> PageWalk::offsets(std::uint64_t number,
                                           const std::vector<std::byte>& page) const {
  const std::size_t lower = value_at<std::uint16_t>(page, 12);
  const std::size_t upper = value_at<std::uint16_t>(page, 14);
  if (lower < head_bytes || lower % 2 != 0 || lower > upper || upper > page_bytes_)
    bad(number, "whose bounds make no sense");
  const bool leaves = value_at<std::uint16_t>(page, 10) == leaf;
  std::vector<std::size_t> found;
  std::vector<Span> spans;
  for (std::size_t pointer = head_bytes; pointer < lower; pointer += 2) {
    const std::size_t at = value_at<std::uint16_t>(page, pointer);
    if (at < upper || at % 2 != 0 || at + node_bytes > page_bytes_)
      bad(number, "with a row that is not in it");
    const auto node = value_at<Node>(page, at);
    const bool elsewhere = (node.flags & in_a_run) != 0;
    const std::size_t value = !leaves ? 0 : elsewhere ? sizeof(std::uint64_t) : node.value_bytes();
    const std::size_t ends = at + node_bytes + node.key_bytes + value;
    if (ends > page_bytes_) bad(number, "with a row that reaches over its end");
    found.push_back(at);
    spans.push_back({.from = at, .to = ends + ends % 2});
  }
  if (found.empty()) bad(number, "without a row");
  if (!fills(spans, upper)) bad(number, "whose rows do not lie side by side");
  return found;
}

void PageWalk::leaf_node(std::uint64_t number, const std::vector<std::byte>& page, std::size_t at,
                         Met& met) {
  const auto node = value_at<Node>(page, at);
  const std::size_t value = at + node_bytes + node.key_bytes;
  std::uint64_t value_in_file = number * page_bytes_ + value;
  ++met.rows;
  if (node.flags == in_a_run) {
    const auto first = value_at<std::uint64_t>(page, value);
    met.run_pages += run_of(first, node.value_bytes());
    value_in_file = first * page_bytes_ + head_bytes;
  } else if (node.flags == a_tree && !met.of_free_pages) {
    if (node.value_bytes() != tree_bytes) bad(number, "with a table that is none");
    const auto table = value_at<Tree>(page, value);
    if (table.depth <= deepest_table_) walk(table, false);
  } else if (node.flags != 0) {
    bad(number, "with a row of flags " + std::to_string(node.flags));
  }
  if (met.of_free_pages) list_free(value_in_file, node.value_bytes());
}

void PageWalk::list_free(std::uint64_t value_at, std::uint32_t bytes) {
  std::vector<std::uint64_t> list(bytes / sizeof(std::uint64_t));
  file_.read(value_at, reinterpret_cast<std::byte*>(list.data()),
             list.size() * sizeof(std::uint64_t));
  if (list.empty() || list.front() >= list.size() || bytes % sizeof(std::uint64_t) != 0)
    file_.damaged("has a list of free pages of the wrong length");
  free_.insert(free_.end(), list.begin() + 1,
               list.begin() + 1 + static_cast<std::ptrdiff_t>(list.front()));
}

/// A page that is free and in use would be overwritten one day.
void PageWalk::take_free() {
  for (const std::uint64_t number : free_) visit(number);
}

/// How many pages the value takes.
std::uint64_t PageWalk::run_of(std::uint64_t number, std::uint32_t bytes) {
  const std::uint64_t pages = (head_bytes - 1 + bytes) / page_bytes_ + 1;
  if (number >= pages_ || pages > pages_ - number) bad(number, "past its end");
  std::vector<std::byte> head(head_bytes);
  file_.read(number * page_bytes_, head.data(), head.size());
  if (value_at<std::uint64_t>(head, 0) != number) bad(number, "that is another one");
  if (value_at<std::uint16_t>(head, 10) != run || value_at<std::uint32_t>(head, 12) != pages)
    bad(number, "of the wrong kind");
  for (std::uint64_t one = number; one < number + pages; ++one) visit(one);
  return pages;
}

}  // namespace

void check_commit_pages(const std::filesystem::path& file) {
  const PageFile opened{file};
  PageWalk{opened}.run_through_small();
}

void check_pages(const std::filesystem::path& file, const Progressed& progress) {
  const PageFile opened{file};
  PageWalk{opened, progress}.run_through();
}

}  // namespace bursar::persistence
