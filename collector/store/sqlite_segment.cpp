#include "collector/store/sqlite_segment.hpp"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <ctime>
#include <filesystem>
#include <optional>
#include <system_error>

namespace sotto::collector {
namespace {

namespace fs = std::filesystem;

constexpr std::int64_t application_id = 0x736f7474;  // "sott"
constexpr std::int64_t schema_version = 1;

// A list is in the order the order of arrival, so that every
// index serves it: indexes end in the row id.
constexpr const char* schema = R"sql(
CREATE TABLE meta(k TEXT PRIMARY KEY, v) WITHOUT ROWID;
CREATE TABLE frames(
  id INTEGER PRIMARY KEY, codec INT, span_count INT, first_ns INT, last_ns INT, raw_len INT,
  body BLOB);
CREATE TABLE metric_frames(
  id INTEGER PRIMARY KEY, received_ns INT, points INT, codec INT, raw_len INT, body BLOB);
CREATE TABLE traces(
  id INTEGER PRIMARY KEY,   -- order of arrival
  trace_id BLOB NOT NULL,
  start_ns INT, end_ns INT,
  dur_bucket INT,           -- bit length of the duration in ms
  spans INT, errors INT, llm_calls INT,
  root INT, workflow INT, service INT, session INT, user INT, model INT,  -- strings.id
  tokens_in INT, tokens_out INT, cost REAL,
  continues INT NOT NULL,   -- 1: includes, and replaces, the row of the segment before
  frames BLOB);             -- ids of this segment's frames, 32 bits each, little-endian
CREATE INDEX t_service ON traces(service);
CREATE INDEX t_workflow ON traces(COALESCE(workflow, root));
CREATE INDEX t_session ON traces(session);
CREATE INDEX t_errors ON traces(id) WHERE errors > 0;
CREATE INDEX t_duration ON traces(dur_bucket) WHERE dur_bucket >= 10;
CREATE INDEX t_continues ON traces(id) WHERE continues = 1;
CREATE TABLE strings(id INTEGER PRIMARY KEY, s TEXT UNIQUE);
CREATE TABLE reqs(h INTEGER PRIMARY KEY);  -- hashes of the requests that are stored here
)sql";

std::optional<std::int64_t> number_of(const std::string& name) {
  constexpr std::string_view prefix = "seg-";
  constexpr std::string_view suffix = ".db";
  const std::size_t dash = name.rfind('-');
  if (!name.starts_with(prefix) || !name.ends_with(suffix) || dash < prefix.size()) {
    return std::nullopt;
  }
  std::int64_t number = 0;
  const char* end = name.data() + name.size() - suffix.size();
  const auto parsed = std::from_chars(name.data() + dash + 1, end, number);
  if (parsed.ec != std::errc() || parsed.ptr != end || number <= 0) return std::nullopt;
  return number;
}

}  // namespace

Result<std::vector<SegmentFile>> list_segments(const std::string& folder) {
  std::vector<SegmentFile> files;
  std::error_code failure;
  for (fs::directory_iterator entry(folder, failure), end; !failure && entry != end;
       entry.increment(failure)) {
    const auto number = number_of(entry->path().filename().string());
    if (number) files.push_back({*number, entry->path().string()});
  }
  if (failure) return Error{ErrorCode::storage, "db-path: the folder cannot be read"};
  std::ranges::sort(files, {}, &SegmentFile::number);
  return files;
}

SegmentFile name_segment(const std::string& folder, std::int64_t number, std::int64_t now_ns) {
  const std::time_t seconds = now_ns / 1'000'000'000;
  std::tm utc{};
  gmtime_r(&seconds, &utc);
  char stamp[32];
  std::strftime(stamp, sizeof(stamp), "%Y%m%dT%H%M%SZ", &utc);
  char name[64];
  std::snprintf(name, sizeof(name), "/seg-%s-%06lld.db", stamp, static_cast<long long>(number));
  return {number, folder + name};
}

std::int64_t segment_bytes(const SegmentFile& file) {
  std::int64_t bytes = 0;
  for (const char* suffix : {"", "-wal"}) {
    std::error_code failure;
    const auto size = fs::file_size(file.path + suffix, failure);
    if (!failure) bytes += static_cast<std::int64_t>(size);
  }
  return bytes;
}

bool remove_segment(const SegmentFile& file) {
  for (const char* suffix : {"", "-wal", "-shm", "-journal"}) {
    std::error_code ignored;  // most of them do not exist
    fs::remove(file.path + suffix, ignored);
  }
  std::error_code failure;
  return !fs::exists(file.path, failure);
}

Result<SegmentState> check_segment(Database& database, const SegmentFile& file) {
  const auto error = [&](const char* what) {
    return Error{ErrorCode::storage,
                 "db-path: segment " + std::to_string(file.number) + " " + what};
  };
  database.run("BEGIN");  // one state, while a writer may be making it
  const std::int64_t application = database.number("PRAGMA application_id");
  const std::int64_t version = database.number("PRAGMA user_version");
  const std::int64_t tables = database.number("SELECT count(*) FROM sqlite_schema");
  database.run("END");
  if (database.has_failed()) return database.take_failure();
  if (application == 0 && tables == 0) return SegmentState::unfinished;
  if (application != application_id) return error("is another program's database");
  if (version > schema_version) return error("was written by a newer version of sotto");
  const std::int64_t sealed = database.number("SELECT count(*) FROM meta WHERE k = 'sealed'");
  if (database.has_failed()) return database.take_failure();
  return sealed != 0 ? SegmentState::sealed : SegmentState::open;
}

void prepare_for_writing(Database& database) {
  // Measured over HTTP with 512-span requests: other page sizes, a larger cache and rarer
  // checkpoints (this is one in 32 MB) bring nothing; FULL costs nothing with group commit.
  database.run(
      "PRAGMA page_size = 8192; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;"
      "PRAGMA wal_autocheckpoint = 4000; PRAGMA cache_size = -8192; PRAGMA temp_store = MEMORY;");
}

void create_segment(Database& database, std::int64_t now_ns) {
  const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                            "; PRAGMA user_version = " + std::to_string(schema_version);
  prepare_for_writing(database);
  database.run("BEGIN IMMEDIATE");
  database.run(schema);
  database.run(marks.c_str());
  database.statement("INSERT INTO meta VALUES('created', ?1)").run(now_ns);
  database.run("COMMIT");
}

void fold_journal(Database& database) {
  database.run(
      "PRAGMA busy_timeout = 100; PRAGMA wal_checkpoint(TRUNCATE); PRAGMA journal_mode = DELETE;");
  (void)database.take_failure();  // a reader is in the way: see the header
  database.run("PRAGMA busy_timeout = 1000");
}

Result<Done> seal_segment(Database& database, std::int64_t now_ns) {
  database.run("BEGIN IMMEDIATE; CREATE UNIQUE INDEX t_id ON traces(trace_id);");
  database.statement("INSERT INTO meta VALUES('traces', (SELECT count(*) FROM traces))").run();
  database.statement("INSERT INTO meta VALUES('sealed', ?1)").run(now_ns);
  database.run("COMMIT");
  if (database.has_failed()) return database.roll_back();
  fold_journal(database);
  return Done{};
}

}  // namespace sotto::collector
