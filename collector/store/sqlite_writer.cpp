#include "collector/store/sqlite_writer.hpp"

#include <algorithm>
#include <bit>
#include <unordered_set>
#include <utility>

#include "collector/store/sqlite_trace_id.hpp"
#include "core/clock.hpp"

namespace sotto::collector {
namespace {

std::int64_t duration_bucket(std::int64_t start_ns, std::int64_t end_ns) {
  constexpr std::int64_t ns_per_ms = 1'000'000;
  const std::int64_t ms = std::max<std::int64_t>(0, (end_ns - start_ns) / ns_per_ms);
  return static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(ms)));
}

}  // namespace

OpenRows load_rows(Database& database) {
  OpenRows rows;
  Statement& query = database.statement("SELECT id, trace_id, start_ns, end_ns FROM traces").bind();
  while (query.next()) {
    rows.emplace(trace_id_of(query.bytes(1)),
                 OpenRow{query.integer(0), query.integer(2), query.integer(3)});
  }
  return rows;
}

void load_requests(Database& database, SeenRequests& seen) {
  Statement& query = database.statement("SELECT h FROM reqs").bind();
  while (query.next()) seen.add(static_cast<std::uint64_t>(query.integer(0)));
}

void StringTable::load(Database& database) {
  Statement& query = database.statement("SELECT id, s FROM strings").bind();
  while (query.next()) {
    ids_.emplace(query.text(1), query.integer(0));
    next_ = std::max(next_, query.integer(0) + 1);
  }
}

std::optional<std::int64_t> StringTable::intern(Database& database, std::string_view text) {
  if (text.empty()) return std::nullopt;
  std::string key = summary_text(text);
  const auto [entry, is_new] = ids_.try_emplace(std::move(key), next_);
  if (is_new) {
    ++next_;
    added_.push_back(entry->first);
    database.statement("INSERT INTO strings VALUES(?1, ?2)").run(entry->second, entry->first);
  }
  return entry->second;
}

void StringTable::drop_new() {
  for (const std::string& text : added_) ids_.erase(text);
  added_.clear();
}

Result<std::unique_ptr<SegmentWriter>> SegmentWriter::open(SegmentFile file, OpenIndex& index,
                                                           SeenRequests& seen) {
  auto opened = Database::open(file.path, Database::Mode::write);
  if (!opened) return opened.error();
  Database database = std::move(opened).value();
  const auto state = check_segment(database, file);
  if (!state) return state.error();
  if (state.value() == SegmentState::unfinished) {
    create_segment(database, core::unix_now_ns());
  } else {
    prepare_for_writing(database);
  }
  if (database.has_failed()) return database.take_failure();
  return std::unique_ptr<SegmentWriter>(
      new SegmentWriter(std::move(file), std::move(database), index, seen));
}

Result<Done> SegmentWriter::start(std::optional<EarlierSegment> earlier) {
  earlier_ = std::move(earlier);
  created_ns_ = database_.number("SELECT v FROM meta WHERE k = 'created'");
  counters_.next_trace = database_.number("SELECT max(id) FROM traces") + 1;
  counters_.next_frame = database_.number("SELECT max(id) FROM frames") + 1;
  counters_.next_metric = database_.number("SELECT max(id) FROM metric_frames") + 1;
  counters_.spans = database_.number("SELECT sum(span_count) FROM frames");
  strings_.load(database_);
  load_requests(database_, seen_);
  index_.reset(file_.number, load_rows(database_));
  if (database_.has_failed()) return database_.take_failure();
  return Done{};
}

Result<Done> SegmentWriter::commit(std::span<const Received> batches) {
  const Counters before = counters_;
  new_requests_.clear();
  new_rows_.clear();
  small_batches_ = {};
  TraceDeltas deltas;
  std::unordered_set<std::uint64_t> in_this_commit;

  database_.run("BEGIN IMMEDIATE");
  for (const Received& received : batches) {
    const std::uint64_t hash = received.hash();
    if (seen_.has(hash) || !in_this_commit.insert(hash).second) continue;
    new_requests_.push_back(hash);
    database_.statement("INSERT INTO reqs VALUES(?1)").run(static_cast<std::int64_t>(hash));
    if (const auto* metrics = std::get_if<MetricsBatch>(&received.batch)) {
      write_metrics(*metrics);
    } else {
      write_traces(received, deltas);
    }
  }
  write_small_frame();
  for (TraceDelta& delta : deltas.all()) write_row(delta);
  database_.run("COMMIT");
  texts_.clear();

  if (database_.has_failed()) {
    strings_.drop_new();
    counters_ = before;
    return database_.roll_back();
  }
  strings_.keep_new();
  for (const std::uint64_t hash : new_requests_) seen_.add(hash);
  index_.set(new_rows_);
  return Done{};
}

void SegmentWriter::write_traces(const Received& received, TraceDeltas& deltas) {
  const auto& batch = std::get<TraceBatch>(received.batch);
  if (batch.spans.empty()) return;
  counters_.spans += static_cast<std::int64_t>(batch.spans.size());
  if (received.frames.empty()) {
    if (!small_batches_.has_room_for(batch)) write_small_frame();
    if (small_batches_.is_empty()) small_frame_ = counters_.next_frame++;
    small_batches_.add(batch);
    for (const SpanFacts& span : batch.spans) {
      deltas.add(span, static_cast<std::uint32_t>(small_frame_));
    }
    return;
  }
  auto span = batch.spans.begin();
  for (const Frame& frame : received.frames) {
    const std::int64_t id = counters_.next_frame++;
    write_frame(id, frame);
    for (std::size_t i = 0; i < frame.span_count; ++i, ++span) {
      deltas.add(*span, static_cast<std::uint32_t>(id));
    }
  }
}

void SegmentWriter::write_small_frame() {
  if (!small_batches_.is_empty()) write_frame(small_frame_, small_batches_.take());
}

void SegmentWriter::write_frame(std::int64_t id, const Frame& frame) {
  database_.statement("INSERT INTO frames VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7)")
      .run(id, static_cast<std::int64_t>(frame.body.codec), frame.span_count, frame.first_ns,
           frame.last_ns, frame.raw_bytes, Blob{frame.body.bytes});
}

void SegmentWriter::write_metrics(const MetricsBatch& batch) {
  const PackedBody packed = pack_frame(batch.body);
  database_.statement("INSERT INTO metric_frames VALUES(?1, ?2, ?3, ?4, ?5, ?6)")
      .run(counters_.next_metric++, core::unix_now_ns(), batch.points,
           static_cast<std::int64_t>(packed.codec), batch.body.size(), Blob{packed.bytes});
}

void SegmentWriter::write_row(TraceDelta& delta) {
  if (const OpenRow* known = index_.find(delta.id)) {
    update_row(*known, delta);
  } else {
    insert_row(delta);
  }
}

void SegmentWriter::insert_row(TraceDelta& delta) {
  add_earlier(delta);
  const auto id_of = [&](std::string_view text) { return strings_.intern(database_, text); };
  const auto either = [](std::string_view a, std::string_view b) { return a.empty() ? b : a; };
  const std::int64_t row = counters_.next_trace++;
  database_
      .statement(
          "INSERT INTO traces(id, trace_id, start_ns, end_ns, dur_bucket, spans, errors, llm_calls,"
          " root, workflow, service, session, user, model, tokens_in, tokens_out, cost, continues,"
          " frames) VALUES(?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16,"
          " ?17, ?18, ?19)")
      .run(row, blob_of(delta.id), delta.start_ns, delta.end_ns,
           duration_bucket(delta.start_ns, delta.end_ns), delta.spans, delta.errors,
           delta.generations, id_of(delta.root), id_of(either(delta.root_workflow, delta.workflow)),
           id_of(either(delta.root_service, delta.service)), id_of(delta.session),
           id_of(delta.user), id_of(delta.model), delta.input_tokens, delta.output_tokens,
           delta.cost_usd, delta.continues ? 1 : 0, Blob{delta.frames});
  new_rows_.emplace_back(delta.id, OpenRow{row, delta.start_ns, delta.end_ns});
}

void SegmentWriter::update_row(const OpenRow& known, const TraceDelta& delta) {
  const auto id_of = [&](std::string_view text) { return strings_.intern(database_, text); };
  const std::int64_t start_ns = std::min(known.start_ns, delta.start_ns);
  const std::int64_t end_ns = std::max(known.end_ns, delta.end_ns);
  // || of two BLOBs is TEXT of the same bytes. A cost that neither side knows stays null.
  database_
      .statement(
          "UPDATE traces SET start_ns = ?2, end_ns = ?3, dur_bucket = ?4, spans = spans + ?5,"
          " errors = errors + ?6, llm_calls = llm_calls + ?7, root = COALESCE(root, ?8),"
          " workflow = COALESCE(?9, workflow, ?10), service = COALESCE(?11, service, ?12),"
          " session = COALESCE(session, ?13), user = COALESCE(user, ?14),"
          " model = COALESCE(model, ?15), tokens_in = tokens_in + ?16,"
          " tokens_out = tokens_out + ?17, cost = COALESCE(cost + ?18, cost, ?18),"
          " frames = CAST(frames || ?19 AS BLOB) WHERE id = ?1")
      .run(known.row, start_ns, end_ns, duration_bucket(start_ns, end_ns), delta.spans,
           delta.errors, delta.generations, id_of(delta.root), id_of(delta.root_workflow),
           id_of(delta.workflow), id_of(delta.root_service), id_of(delta.service),
           id_of(delta.session), id_of(delta.user), id_of(delta.model), delta.input_tokens,
           delta.output_tokens, delta.cost_usd, Blob{delta.frames});
  new_rows_.emplace_back(delta.id, OpenRow{known.row, start_ns, end_ns});
}

/// A trace that goes on in this segment starts with what the segment before has, so that its
/// newest row is whole: lists and their filters look at one row.
void SegmentWriter::add_earlier(TraceDelta& delta) {
  if (!earlier_) return;
  const auto known = earlier_->rows.find(delta.id);
  if (known == earlier_->rows.end()) return;
  Statement& query =
      earlier_->database
          .statement(
              "SELECT start_ns, end_ns, spans, errors, llm_calls, tokens_in, tokens_out,"
              " cost, (SELECT s FROM strings WHERE id = root),"
              " (SELECT s FROM strings WHERE id = workflow),"
              " (SELECT s FROM strings WHERE id = service),"
              " (SELECT s FROM strings WHERE id = session),"
              " (SELECT s FROM strings WHERE id = user),"
              " (SELECT s FROM strings WHERE id = model) FROM traces WHERE id = ?1")
          .bind(known->second.row);
  if (!query.next()) return;
  delta.continues = true;
  delta.start_ns = std::min(delta.start_ns, query.integer(0));
  delta.end_ns = std::max(delta.end_ns, query.integer(1));
  delta.spans += query.integer(2);
  delta.errors += query.integer(3);
  delta.generations += query.integer(4);
  delta.input_tokens += query.integer(5);
  delta.output_tokens += query.integer(6);
  if (const auto cost = query.real(7)) delta.cost_usd = delta.cost_usd.value_or(0) + *cost;
  int column = 8;
  for (std::string_view* text :
       {&delta.root, &delta.workflow, &delta.service, &delta.session, &delta.user, &delta.model}) {
    const std::string_view earlier = query.bytes(column++);
    if (!earlier.empty()) *text = texts_.emplace_back(earlier);
  }
  query.reset();
}

std::int64_t SegmentWriter::bytes() {
  return database_.number("PRAGMA page_count") * database_.number("PRAGMA page_size");
}

void SegmentWriter::forget(const TraceIdBytes& id) {
  index_.forget(id);
  if (earlier_) earlier_->rows.erase(id);
  strings_ = {};
  strings_.load(database_);
}

}  // namespace sotto::collector
