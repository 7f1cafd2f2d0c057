#include "persistence/segment_writer.hpp"

#include "ledger/check.hpp"

namespace bursar::persistence {

namespace {

// Rows fill pages to a half at least, as a page is begun only when a row does not fit into the one
// before; a row larger than half a page has pages of its own, the last one not full. What a commit
// writes besides, the paths to the new rows and its list of free pages, is far less than that.
constexpr std::size_t file_bytes_per_byte = 4;
constexpr std::size_t besides_bytes = std::size_t{1} << 20;

}  // namespace

SegmentWriter::SegmentWriter(const std::filesystem::path& path, const JournalOptions& options)
    : segment_{std::make_shared<OpenSegment>(path, options.map_size_bytes)},
      fill_ahead_{{.file = env().file(),
                   .ahead_bytes = options.fill_ahead_bytes,
                   .keep_free_bytes = options.keep_free_bytes}} {}

Durability SegmentWriter::append(const BatchRow& batch, RowBytes rows,
                                 std::span<const std::size_t> ends) {
  const SegmentTables& tables = segment_->tables();
  make_room(rows.size());
  const Durability written = env().write([&](LmdbWrite& write) {
    std::size_t from = 0;
    std::uint64_t sequence = batch.first;
    for (const std::size_t end : ends) {
      write.append(tables.records, sequence++, rows.subspan(from, end - from));
      from = end;
    }
    write.append(tables.batches, batch.last(), std::as_bytes(std::span{&batch, 1}));
  });
  if (written == Durability::durable) begin_filling();
  return unless_in_doubt(written);
}

void SegmentWriter::fill() {
  begin_filling();
  fill_ahead_.wait_until_filled();
}

Durability SegmentWriter::mark_clean(bool clean) {
  make_room(0);
  return unless_in_doubt(persistence::mark_clean(env(), segment_->tables().meta, clean));
}

Durability SegmentWriter::close(std::uint64_t last) {
  fill_ahead_.give_back(env().used_bytes());
  return mark_closed(env(), segment_->tables().meta, last);
}

// Zeros that are being written where this commit may go are waited for.
void SegmentWriter::make_room(std::size_t bytes) {
  reserved_ = env().used_bytes() + file_bytes_per_byte * bytes + besides_bytes;
  fill_ahead_.reserve(reserved_);
}

Durability SegmentWriter::unless_in_doubt(Durability written) const {
  CHECK(env().used_bytes() <= reserved_);
  return in_doubt() ? Durability::unknown : written;
}

}  // namespace bursar::persistence
