#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include <sotto/result.hpp>

#include "collector/store/sqlite_database.hpp"

namespace sotto::collector {

/// A store is a folder of segments, each a SQLite database of its own: the newest is written, the
/// others are sealed. Numbers rise and are not used again.
struct SegmentFile {
  std::int64_t number = 0;
  std::string path;
};

/// Every segment of the folder, oldest first.
Result<std::vector<SegmentFile>> list_segments(const std::string& folder);

/// The file that a new segment gets: seg-20261121T100540Z-000001.db.
SegmentFile name_segment(const std::string& folder, std::int64_t number, std::int64_t now_ns);

/// Bytes on disk, journals included.
std::int64_t segment_bytes(const SegmentFile& file);

/// Removes the file and its journals. False when the file is still there.
bool remove_segment(const SegmentFile& file);

enum class SegmentState {
  unfinished,  // its maker was killed before it held anything
  open,
  sealed,
};

/// Whether the database is a segment of ours, and in what state. Errors: not SQLite, another
/// program's, a newer version's.
Result<SegmentState> check_segment(Database& database, const SegmentFile& file);

/// Makes an empty file a segment. Errors are left in `database`.
void create_segment(Database& database, std::int64_t now_ns);

/// Sets up a connection that writes.
void prepare_for_writing(Database& database);

/// Ends a segment's writing: one file remains, with an index of trace ids. After an error it is
/// as open as before, and good for reading.
Result<Done> seal_segment(Database& database, std::int64_t now_ns);

/// Moves everything into the one file, so that a stopped store has no journals. Left undone when
/// a reader is in the way: harmless, the next writer does it.
void fold_journal(Database& database);

}  // namespace sotto::collector
