#include "persistence/segment_writer.hpp"

namespace bursar::persistence {

SegmentWriter::SegmentWriter(const std::filesystem::path& path, const JournalOptions& options)
    : segment_{std::make_shared<OpenSegment>(path, options.map_size_bytes)},
      fill_ahead_{{.file = env().file(),
                   .ahead_bytes = options.fill_ahead_bytes,
                   .keep_free_bytes = options.keep_free_bytes}} {}

Durability SegmentWriter::append(const BatchRow& batch, RowBytes rows,
                                 std::span<const std::size_t> ends) {
  const SegmentTables& tables = segment_->tables();
  return env().write([&](LmdbWrite& write) {
    std::size_t from = 0;
    std::uint64_t sequence = batch.first;
    for (const std::size_t end : ends) {
      write.append(tables.records, sequence++, rows.subspan(from, end - from));
      from = end;
    }
    write.append(tables.batches, batch.last(), std::as_bytes(std::span{&batch, 1}));
  });
}

void SegmentWriter::fill_ahead() {
  fill_ahead_.fill(env().used_bytes());
}

void SegmentWriter::fill_further() {
  fill_ahead_.advance(env().used_bytes());
}

Durability SegmentWriter::mark_clean(bool clean) {
  return persistence::mark_clean(env(), segment_->tables().meta, clean);
}

Durability SegmentWriter::close(std::uint64_t last) {
  fill_ahead_.give_back(env().used_bytes());
  return mark_closed(env(), segment_->tables().meta, last);
}

}  // namespace bursar::persistence
