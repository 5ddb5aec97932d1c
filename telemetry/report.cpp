#include "telemetry/report.hpp"

#include <cmath>

#include <sotto/ids.hpp>

#include "core/app_folder.hpp"
#include "core/random.hpp"

namespace sotto::telemetry {
namespace {

constexpr int per_octave = pipeline::duration_scale::buckets_per_octave;

Attributes attributes_of(const SeriesName& labels) {
  Attributes attributes;
  switch (labels.kind) {
    case SeriesKind::feature:
      attributes = {{"feature", labels.first}, {"category", labels.second}};
      break;
    case SeriesKind::error:
      attributes = {{"error.type", labels.first}, {"component", labels.second}};
      break;
    case SeriesKind::agent_run_succeeded:
    case SeriesKind::agent_run_failed:
      attributes = {{"agent.type", labels.first},
                    {"agent.framework", labels.second},
                    {"success", labels.kind == SeriesKind::agent_run_succeeded}};
      break;
    case SeriesKind::timer: attributes = {{"timer", labels.first}}; break;
  }
  if (labels.is_overflow) attributes.push_back({"otel.metric.overflow", true});
  return attributes;
}

/// The counts by bucket index at the histogram's own scale, without the empty ones, in order.
std::vector<std::pair<int, std::uint64_t>> used_buckets(const DurationTotals& durations) {
  std::vector<std::pair<int, std::uint64_t>> used;
  for (const auto& [power, octave] : durations.octaves) {
    for (int i = 0; i < per_octave; ++i) {
      const std::uint64_t count = octave[static_cast<std::size_t>(i)];
      if (count != 0) used.emplace_back(power * per_octave + i, count);
    }
  }
  return used;
}

double to_three_digits(double value) noexcept {
  int exponent = 0;
  const double mantissa = std::frexp(value, &exponent);
  return std::ldexp(std::round(std::ldexp(mantissa, 10)), exponent - 10);
}

DurationPoint point_of(const SeriesName& labels, const DurationTotals& durations) {
  DurationPoint point;
  point.attributes = attributes_of(labels);
  point.count = durations.count();
  point.sum_ms = to_three_digits(static_cast<double>(durations.sum_ns) * 1e-6);
  point.zeros = durations.zeros;
  point.scale = pipeline::duration_scale::scale;
  const auto used = used_buckets(durations);
  if (used.empty()) return point;
  const int first = used.front().first;
  const int last = used.back().first;
  // Each scale below merges two neighbours exactly: i and i + 1 of an even i become i / 2.
  int shift = 0;
  while ((last >> shift) - (first >> shift) >= static_cast<int>(max_buckets)) ++shift;
  point.scale -= shift;
  point.offset = first >> shift;
  point.buckets.resize(static_cast<std::size_t>((last >> shift) - point.offset + 1));
  for (const auto& [index, count] : used) {
    point.buckets[static_cast<std::size_t>((index >> shift) - point.offset)] += count;
  }
  return point;
}

}  // namespace

std::string new_report_id() {
  SpanId id;
  core::fill_random(id.bytes.data(), id.bytes.size());
  return id.to_hex();
}

Attributes make_resource(const AppInfo& app, const core::OsInfo& os, std::string_view report_id) {
  Attributes resource{
      {"service.name", app.name.empty() ? "unknown_service" : core::label_text(app.name)},
      {"session.id", std::string(report_id)},
      {"os.name", os.name},
      {"host.arch", os.architecture},
      {"process.runtime.name", "cpp"},
  };
  if (!app.version.empty()) resource.push_back({"service.version", core::label_text(app.version)});
  if (!os.major_version.empty()) resource.push_back({"os.version", os.major_version});
  return resource;
}

std::vector<Metric> make_metrics(const Counts& counts) {
  Metric features{"sotto.feature.usage", "", {}, {}};
  Metric errors{"sotto.errors", "", {}, {}};
  Metric runs{"sotto.agent.runs", "", {}, {}};
  Metric run_durations{"sotto.agent.duration", "ms", {}, {}};
  Metric timers{"sotto.timer.duration", "ms", {}, {}};

  for (const auto& [labels, tally] : counts.entries) {
    const SeriesKind kind = labels.kind;
    const bool is_timer = kind == SeriesKind::timer;
    if (tally.count != 0 && !is_timer) {
      Metric& metric = kind == SeriesKind::feature ? features
                       : kind == SeriesKind::error ? errors
                                                   : runs;
      metric.counts.push_back({attributes_of(labels), tally.count});
    }
    if (tally.durations.count() != 0) {
      (is_timer ? timers : run_durations).durations.push_back(point_of(labels, tally.durations));
    }
  }

  std::vector<Metric> metrics;
  for (Metric* const metric : {&features, &errors, &runs, &run_durations, &timers}) {
    const bool is_empty = metric->counts.empty() && metric->durations.empty();
    if (!is_empty) metrics.push_back(std::move(*metric));
  }
  return metrics;
}

}  // namespace sotto::telemetry
