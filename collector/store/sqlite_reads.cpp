#include "collector/store/sqlite_reads.hpp"

#include <algorithm>
#include <iterator>
#include <limits>
#include <string>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "collector/model/otlp_reader.hpp"
#include "collector/model/stored_span.hpp"
#include "collector/store/frame_codec.hpp"
#include "collector/store/sqlite_filter.hpp"
#include "collector/store/sqlite_trace_id.hpp"
#include "collector/store/trace_delta.hpp"
#include "collector/store/trace_id_range.hpp"

namespace sotto::collector {
namespace {

constexpr std::string_view summary_columns =
    "trace_id, start_ns, end_ns, spans, errors, tokens_in, tokens_out, cost,"
    " (SELECT s FROM strings WHERE id = service),"
    " (SELECT s FROM strings WHERE id = COALESCE(workflow, root)),"
    " (SELECT s FROM strings WHERE id = root), (SELECT s FROM strings WHERE id = user),"
    " (SELECT s FROM strings WHERE id = session), (SELECT s FROM strings WHERE id = model)";
constexpr int columns_after_summary = 14;

std::string sql(std::string_view tail) {
  return "SELECT " + std::string(summary_columns) + std::string(tail);
}

TraceSummary read_summary(const Statement& row) {
  TraceSummary summary;
  summary.trace_id = to_hex(trace_id_of(row.bytes(0)));
  summary.start_time = row.integer(1);
  summary.end_time = row.integer(2);
  summary.span_count = row.integer(3);
  summary.error_count = row.integer(4);
  summary.input_tokens = row.integer(5);
  summary.output_tokens = row.integer(6);
  summary.cost_usd = row.real(7);
  summary.service_name = row.text(8);
  summary.workflow_name = row.text(9);
  summary.root_span_name = row.text(10);
  summary.user_id = row.text(11);
  summary.session_id = row.text(12);
  summary.model = row.text(13);
  return summary;
}

void add_older(TraceSummary& summary, const TraceSummary& older) {
  summary.start_time = std::min(summary.start_time, older.start_time);
  summary.end_time = std::max(summary.end_time, older.end_time);
  summary.span_count += older.span_count;
  summary.error_count += older.error_count;
  summary.input_tokens += older.input_tokens;
  summary.output_tokens += older.output_tokens;
  if (older.cost_usd) summary.cost_usd = summary.cost_usd.value_or(0) + *older.cost_usd;
  const auto prefer = [](std::string& text, const std::string& other) {
    if (!other.empty()) text = other;
  };
  prefer(summary.service_name, older.service_name);
  prefer(summary.workflow_name, older.workflow_name);
  prefer(summary.root_span_name, older.root_span_name);
  prefer(summary.user_id, older.user_id);
  prefer(summary.session_id, older.session_id);
  prefer(summary.model, older.model);
}

/// The traces that this segment continues: their rows in the segment before are replaced.
TraceIdSet continued_traces(Database& database) {
  TraceIdSet ids;
  Statement& query = database.statement("SELECT trace_id FROM traces WHERE continues = 1").bind();
  while (query.next()) ids.insert(trace_id_of(query.bytes(0)));
  return ids;
}

std::int64_t count_matches(SegmentReader& reader, const SqlFilter& filter) {
  if (filter.is_empty() && reader.state == SegmentState::sealed) {
    return reader.database.number("SELECT v FROM meta WHERE k = 'traces'") -
           static_cast<std::int64_t>(reader.replaced->size());
  }
  Statement& query = reader.database.statement("SELECT count(*) FROM traces" + filter.where());
  filter.bind(query);
  const std::int64_t count = query.next() ? query.integer(0) : 0;
  query.reset();
  return count;
}

/// A row that a shortened id may mean.
struct Match {
  SegmentReader* reader;
  std::int64_t row;
  TraceIdBytes id;
};

void find_matches(SegmentReader& reader, const TraceIdRange& range, std::vector<Match>& matches) {
  Statement& query =
      reader.database
          .statement("SELECT id, trace_id FROM traces WHERE trace_id BETWEEN ?1 AND ?2 LIMIT 2")
          .bind(blob_of(range.first), blob_of(range.last));
  while (query.next()) matches.push_back({&reader, query.integer(0), trace_id_of(query.bytes(1))});
}

/// Adds the trace's spans in one frame, each once.
bool read_frame(Database& database, std::int64_t frame, const TraceIdBytes& id,
                std::unordered_set<std::uint64_t>& seen, std::vector<StoredSpan>& spans) {
  Statement& query =
      database.statement("SELECT codec, raw_len, body FROM frames WHERE id = ?1").bind(frame);
  if (!query.next()) return !database.has_failed();
  const auto raw = unpack_frame(static_cast<FrameCodec>(query.integer(0)), query.bytes(2),
                                static_cast<std::size_t>(query.integer(1)));
  query.reset();
  if (!raw) return false;
  return read_spans(*raw, stored_limits,
                    [&](const SpanView& span) {
                      if (span.trace_id != id || !seen.insert(span.span_id).second) return;
                      spans.push_back(to_stored_span(span));
                    })
      .ok();
}

}  // namespace

Result<std::vector<ReaderPool::Lease>> SqliteReads::readers() {
  auto files = list_segments(folder_);
  if (!files) return files.error();
  std::vector<ReaderPool::Lease> leases;
  for (auto file = files.value().rbegin(); file != files.value().rend(); ++file) {
    auto lease = pool_.take(*file);
    if (!lease) return lease.error();
    if (lease.value()) leases.push_back(std::move(lease).value());
  }
  return leases;
}

Result<TracePage> SqliteReads::list(const TraceQuery& query) {
  constexpr std::size_t most_rows = 1000;
  auto leases = readers();
  if (!leases) return leases.error();
  TracePage page;
  std::size_t wanted = std::min(query.limit, most_rows);
  std::size_t to_skip = query.offset;
  TraceIdSet replaced;
  for (const auto& reader : leases.value()) {
    Database& database = reader->database;
    reader->replaced = &replaced;
    database.run("BEGIN");  // one state of the segment for what follows
    const SqlFilter filter(query, !replaced.empty());
    const std::int64_t count = count_matches(*reader, filter);
    page.total += count;
    const auto matches = static_cast<std::size_t>(std::max<std::int64_t>(0, count));
    if (wanted != 0 && to_skip < matches) {
      Statement& rows = database.statement(
          sql(" FROM traces" + filter.where() + " ORDER BY id DESC LIMIT ?1 OFFSET ?2"));
      filter.bind(rows);
      rows.bind_one(1, wanted);
      rows.bind_one(2, to_skip);
      while (rows.next()) {
        page.traces.push_back(read_summary(rows));
        --wanted;
      }
    }
    to_skip -= std::min(to_skip, matches);
    TraceIdSet continued = continued_traces(database);
    database.run("END");
    reader->replaced = nullptr;
    if (database.has_failed()) return database.take_failure();
    replaced = std::move(continued);
  }
  return page;
}

Result<StoreStats> SqliteReads::stats() {
  auto leases = readers();
  if (!leases) return leases.error();
  StoreStats stats;
  TraceIdSet replaced;
  for (const auto& reader : leases.value()) {
    Database& database = reader->database;
    reader->replaced = &replaced;
    database.run("BEGIN");
    Statement& sums =
        database
            .statement(replaced.empty() ? "SELECT count(*), total(errors > 0), total(spans)"
                                          " FROM traces"
                                        : "SELECT count(*), total(errors > 0), total(spans)"
                                          " FROM traces WHERE NOT replaced(trace_id)")
            .bind();
    if (sums.next()) {
      stats.total_traces += sums.integer(0);
      stats.traces_with_errors += sums.integer(1);
      stats.total_spans += sums.integer(2);
    }
    sums.reset();
    stats.metric_points += database.number("SELECT total(points) FROM metric_frames");
    TraceIdSet continued = continued_traces(database);
    database.run("END");
    reader->replaced = nullptr;
    if (database.has_failed()) return database.take_failure();
    replaced = std::move(continued);
    stats.database_bytes += segment_bytes(reader->file);
  }
  return stats;
}

Result<StoredTrace> SqliteReads::get(std::string_view id) {
  const auto range = trace_ids_from(id);
  if (!range) return Error{ErrorCode::not_found, "an id is 1 to 32 hex digits"};
  auto leases = readers();
  if (!leases) return leases.error();

  std::vector<Match> matches;
  for (const auto& reader : leases.value()) {
    const auto row = open_index_ != nullptr && range->is_one()
                         ? open_index_->row_of(reader->file.number, range->first)
                         : std::nullopt;
    if (!row) {
      find_matches(*reader, *range, matches);
    } else if (*row != 0) {
      matches.push_back({reader.get(), *row, range->first});
    }
    if (reader->database.has_failed()) return reader->database.take_failure();
  }
  if (matches.empty()) return Error{ErrorCode::not_found, "no trace has this id"};
  const TraceIdBytes& found = matches.front().id;
  if (!std::ranges::all_of(matches, [&](const Match& match) { return match.id == found; })) {
    return Error{ErrorCode::not_found, "several traces begin with this id"};
  }

  StoredTrace trace;
  std::unordered_set<std::uint64_t> seen;
  bool is_replaced = false;
  for (const Match& match : matches) {
    Database& database = match.reader->database;
    Statement& row =
        database.statement(sql(", continues, frames FROM traces WHERE id = ?1")).bind(match.row);
    if (!row.next()) continue;  // erased meanwhile
    const TraceSummary summary = read_summary(row);
    if (trace.summary.trace_id.empty()) {
      trace.summary = summary;
    } else if (!is_replaced) {
      add_older(trace.summary, summary);
    }
    is_replaced = row.integer(columns_after_summary) != 0;
    const auto frames = frame_ids(row.bytes(columns_after_summary + 1));
    row.reset();
    for (const std::int64_t frame : frames) {
      if (!read_frame(database, frame, found, seen, trace.spans)) {
        return Error{ErrorCode::storage, "db-path: a frame of segment " +
                                             std::to_string(match.reader->file.number) +
                                             " is damaged"};
      }
    }
    if (database.has_failed()) return database.take_failure();
  }
  if (trace.spans.empty()) return Error{ErrorCode::not_found, "no trace has this id"};
  std::ranges::stable_sort(trace.spans, {}, &StoredSpan::start_time);
  return trace;
}

}  // namespace sotto::collector
