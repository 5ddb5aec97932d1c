#include "collector/store/sqlite_erase.hpp"

#include <array>
#include <string>
#include <vector>

#include "collector/model/otlp_reader.hpp"
#include "collector/model/otlp_writer.hpp"
#include "collector/store/frame.hpp"
#include "collector/store/frame_codec.hpp"
#include "collector/store/sqlite_trace_id.hpp"
#include "collector/store/trace_delta.hpp"

namespace sotto::collector {
namespace {

/// False when the frame cannot be read.
bool rewrite_frame(Database& database, std::int64_t frame_id, const TraceIdBytes& id) {
  Statement& query =
      database.statement("SELECT codec, raw_len, body FROM frames WHERE id = ?1").bind(frame_id);
  if (!query.next()) return true;
  const auto raw = unpack_frame(static_cast<FrameCodec>(query.integer(0)), query.bytes(2),
                                static_cast<std::size_t>(query.integer(1)));
  query.reset();
  if (!raw) return false;
  RequestBuilder others;
  const auto read = read_spans(*raw, stored_limits, [&](const SpanView& span) {
    if (span.trace_id != id) others.add(span);
  });
  if (!read) return false;
  if (others.span_count() == 0) {
    database.statement("DELETE FROM frames WHERE id = ?1").run(frame_id);
    return true;
  }
  const Frame frame = make_frame(others);
  database
      .statement(
          "UPDATE frames SET codec = ?2, span_count = ?3, first_ns = ?4, last_ns = ?5,"
          " raw_len = ?6, body = ?7 WHERE id = ?1")
      .run(frame_id, static_cast<std::int64_t>(frame.body.codec), frame.span_count, frame.first_ns,
           frame.last_ns, frame.raw_bytes, Blob{frame.body.bytes});
  return true;
}

/// Deletes the row, and of its texts those that no other row has.
void delete_row(Database& database, std::int64_t row) {
  constexpr std::array<const char*, 6> text_columns = {"root",    "workflow", "service",
                                                       "session", "user",     "model"};
  std::vector<std::int64_t> texts;
  for (const char* column : text_columns) {
    Statement& text =
        database.statement("SELECT " + std::string(column) + " FROM traces WHERE id = ?1")
            .bind(row);
    if (text.next()) texts.push_back(text.integer(0));
    text.reset();
  }
  database.statement("DELETE FROM traces WHERE id = ?1").run(row);
  for (const std::int64_t text : texts) {
    database
        .statement(
            "DELETE FROM strings WHERE id = ?1 AND NOT EXISTS (SELECT 1 FROM traces WHERE"
            " ?1 IN (root, workflow, service, session, user, model))")
        .run(text);
  }
}

}  // namespace

Result<bool> erase_trace(Database& database, const TraceIdBytes& id) {
  database.run("PRAGMA secure_delete = ON; BEGIN IMMEDIATE;");
  Statement& query =
      database.statement("SELECT id, frames FROM traces WHERE trace_id = ?1").bind(blob_of(id));
  const bool is_here = query.next();
  const std::int64_t row = is_here ? query.integer(0) : 0;
  const std::vector<std::int64_t> frames =
      is_here ? frame_ids(query.bytes(1)) : std::vector<std::int64_t>();
  query.reset();

  bool is_readable = true;
  for (const std::int64_t frame : frames) {
    is_readable = is_readable && rewrite_frame(database, frame, id);
  }
  if (is_here) {
    delete_row(database, row);
    database.statement("UPDATE meta SET v = v - 1 WHERE k = 'traces'").run();
  }
  if (is_readable) database.run("COMMIT");
  if (is_readable && !database.has_failed()) {
    // Until the journal is empty, what was overwritten still stands in it.
    database.run("PRAGMA wal_checkpoint(TRUNCATE); PRAGMA secure_delete = OFF;");
    (void)database.take_failure();  // a reader is in the way: the next checkpoint overwrites it
    return is_here;
  }
  Error failure = database.roll_back();
  database.run("PRAGMA secure_delete = OFF");
  if (!is_readable) failure = {ErrorCode::storage, "db-path: a frame is damaged"};
  return failure;
}

}  // namespace sotto::collector
