#include "telemetry/store_file.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>

#include "core/text.hpp"
#include "telemetry/store_lines.hpp"
#include "telemetry/store_week.hpp"
#include "transport/gzip.hpp"

namespace sotto::telemetry {
namespace {

constexpr char overflow_mark = '+';  // after the kind
constexpr std::size_t id_digits = 16;
constexpr std::size_t most_entries = SeriesTable::max_label_sets + series_kinds;

constexpr int per_octave = pipeline::duration_scale::buckets_per_octave;
constexpr int first_index = pipeline::duration_scale::index_at(0);
constexpr int last_index =
    pipeline::duration_scale::index_at(pipeline::duration_scale::buckets - 1);

struct Kind {
  std::string_view word;
  SeriesKind kind;
  bool has_second_label;
  bool has_durations;
};
constexpr std::array<Kind, series_kinds> kinds{{
    {"feature", SeriesKind::feature, true, false},
    {"error", SeriesKind::error, true, false},
    {"agent_run_succeeded", SeriesKind::agent_run_succeeded, true, true},
    {"agent_run_failed", SeriesKind::agent_run_failed, true, true},
    {"timer", SeriesKind::timer, false, true},
}};

void put_durations(LineWriter& line, const DurationTotals& durations) {
  line.number(durations.zeros).number(durations.sum_ns);
  for (const auto& [power, octave] : durations.octaves) {
    for (int i = 0; i < per_octave; ++i) {
      const std::uint64_t count = octave[static_cast<std::size_t>(i)];
      if (count == 0) continue;
      line.word(std::to_string(power * per_octave + i) + ":" + std::to_string(count));
    }
  }
}

void put_entry(LineWriter& line, const SeriesName& labels, const Tally& tally) {
  const Kind& kind = kinds[static_cast<std::size_t>(labels.kind)];
  std::string word(kind.word);
  if (labels.is_overflow) word += overflow_mark;
  line.word(word).word(labels.first);
  if (kind.has_second_label) line.word(labels.second);
  if (kind.has_durations) {
    put_durations(line, tally.durations);
  } else {
    line.number(tally.count);
  }
  line.end();
}

std::string checksum_line(std::string_view text) {
  constexpr std::string_view digits = "0123456789abcdef";
  const std::uint32_t crc = transport::crc32(text);
  std::string line = "crc32 ";
  for (int shift = 28; shift >= 0; shift -= 4) line += digits[crc >> shift & 0xf];
  return line + "\n";
}

void read_durations(LineReader& reader, DurationTotals& durations) {
  reader.number(durations.zeros, 0, most_count).number(durations.sum_ns, 0, most_count);
  std::uint64_t total = durations.zeros;
  int least = first_index;  // of the next index: they ascend
  while (reader.is_good() && !reader.is_at_end_of_line()) {
    const std::string_view word = reader.word();
    const std::size_t colon = std::min(word.find(':'), word.size());
    int index = 0;
    std::uint64_t count = 0;
    reader.parse(word.substr(0, colon), index, least, last_index);
    reader.parse(word.substr(std::min(colon + 1, word.size())), count, 1, most_count);
    reader.check((total += count) <= most_count);
    if (!reader.is_good()) return;
    const int power = index >> std::countr_zero(unsigned{per_octave});  // rounds down
    durations.octaves[power][static_cast<std::size_t>(index - power * per_octave)] = count;
    least = index + 1;
  }
}

void read_entry(LineReader& reader, std::string_view word, Counts& counts) {
  SeriesName labels;
  Tally tally;
  labels.is_overflow = word.ends_with(overflow_mark);
  if (labels.is_overflow) word.remove_suffix(1);
  const auto kind = std::ranges::find(kinds, word, &Kind::word);
  if (kind == kinds.end()) return reader.check(false);
  labels.kind = kind->kind;
  reader.label(labels.first);
  if (kind->has_second_label) reader.label(labels.second);
  if (kind->has_durations) {
    read_durations(reader, tally.durations);
    tally.count = tally.durations.count();
  } else {
    reader.number(tally.count, 0, most_count);
  }
  reader.check(tally.count != 0 && counts.entries.size() < most_entries);
  reader.check(counts.entries.emplace(std::move(labels), std::move(tally)).second);
}

bool is_id(std::string_view text) noexcept {
  return text.size() == id_digits && std::ranges::all_of(text, [](char c) {
           return core::is_digit(c) || (c >= 'a' && c <= 'f');
         });
}

void read_head(LineReader& reader, StoredReport& stored) {
  reader.line().is("sotto").is("telemetry").is("counts").is("1");
  reader.line().is("app").label(stored.app.name).label_or_none(stored.app.version);
  reader.line().is("library").label(stored.library_version);
  reader.line().is("system").label(stored.os.name).label_or_none(stored.os.major_version);
  reader.label(stored.os.architecture);
  reader.line().is("report").label(stored.id);
  reader.check(is_id(stored.id));
  reader.line().is("since").number(stored.since_s, 0, latest_s);
  reader.line().is("until").number(stored.until_s, 0, latest_s);
  reader.line().is("due").number(stored.due_s, 0, latest_s);
  reader.line()
      .is("failures")
      .number(stored.failures, 0, std::numeric_limits<std::uint32_t>::max());
  reader.line().is("lease").number(stored.lease.until_s, 0, latest_s);
  reader.number(stored.lease.holder, 0, std::numeric_limits<std::uint64_t>::max());
}

}  // namespace

Report report_of(const StoredReport& stored) {
  constexpr std::uint64_t second_ns = 1'000'000'000;
  Report report;
  if (stored.week) {
    if (!stored.week->answers) return report;
    const WeeklyAnswers& answers = *stored.week->answers;
    report.resource = make_weekly_resource(stored.app, answers.plan, stored.id);
    report.library_version = stored.library_version;
    report.start_unix_ns = static_cast<std::uint64_t>(week_begin_s(answers.week)) * second_ns;
    report.end_unix_ns = static_cast<std::uint64_t>(week_begin_s(answers.week + 1)) * second_ns;
    report.metrics = make_weekly_metrics(answers);
    return report;
  }
  report.resource = make_resource(stored.app, stored.os, stored.id);
  report.library_version = stored.library_version;
  report.start_unix_ns = static_cast<std::uint64_t>(stored.since_s) * second_ns;
  // Receivers drop points that cover no time.
  const std::int64_t end_s = std::max(stored.until_s, stored.since_s + 1);
  report.end_unix_ns = static_cast<std::uint64_t>(end_s) * second_ns;
  report.metrics = make_metrics(stored.counts);
  return report;
}

std::uint64_t StoredReport::weight() const noexcept {
  if (!week) return counts.events();
  return week->answers ? week->answers->bits.size() : 0;
}

std::string to_store_file(const StoredReport& stored) {
  std::string file;
  LineWriter line(file);
  line.word("sotto").word("telemetry").word("counts").word("1").end();
  line.word("app").text(stored.app.name).text(stored.app.version).end();
  line.word("library").text(stored.library_version).end();
  line.word("system").text(stored.os.name).text(stored.os.major_version);
  line.text(stored.os.architecture).end();
  line.word("report").word(stored.id).end();
  line.word("since").number(stored.since_s).end();
  line.word("until").number(stored.until_s).end();
  line.word("due").number(stored.due_s).end();
  line.word("failures").number(stored.failures).end();
  line.word("lease").number(stored.lease.until_s).number(stored.lease.holder).end();
  if (stored.week) put_week(line, *stored.week);
  for (const auto& [labels, tally] : stored.counts.entries) put_entry(line, labels, tally);
  return file += checksum_line(file);
}

std::optional<StoredReport> read_store_file(std::string_view file) {
  const std::size_t checksum_bytes = checksum_line({}).size();
  if (file.size() < checksum_bytes || file.size() > most_store_bytes) return std::nullopt;
  const std::string_view text = file.substr(0, file.size() - checksum_bytes);
  if (file.substr(text.size()) != checksum_line(text)) return std::nullopt;
  LineReader reader(text);
  StoredReport stored;
  read_head(reader, stored);
  while (reader.is_good() && !reader.is_at_end()) {
    reader.line();
    const std::string_view word = reader.word();
    if (!read_week(reader, word, stored.week)) read_entry(reader, word, stored.counts);
  }
  reader.check(reader.is_at_end_of_line());
  reader.check(!stored.week || is_whole(*stored.week));
  if (!reader.is_good()) return std::nullopt;
  return stored;
}

}  // namespace sotto::telemetry
