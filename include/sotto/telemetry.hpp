#pragma once

/// Layer 1, anonymous telemetry: how often, of which type, how long. Counts only.
///
/// No function here takes a run-time string, so no content can be sent (see label.hpp). Counts are
/// added up in the calling thread; no event, no time of day and no order is kept.
///
/// Threads: any; also signal handlers, in a thread that has counted before, but for
///          track_exception.
/// Cost:    a few nanoseconds each (bench/); one relaxed load when telemetry is off.

#include <chrono>
#include <cstdint>
#include <exception>
#include <string>

#include <sotto/detail/gate_word.hpp>
#include <sotto/detail/label_set.hpp>
#include <sotto/export.hpp>
#include <sotto/label.hpp>

namespace sotto {

/// One finished run of an agent.
struct AgentRun {
  Label agent_type = "unknown";
  Label framework = "unknown";
  bool success = true;
  std::chrono::duration<double, std::milli> duration{0};  // negative and NaN count as 0
};

namespace detail {
struct Series;  // one label set; telemetry/series.hpp

// A label set travels as three words, in registers: the texts of its labels and their key, which
// the compiler has computed from literals.
SOTTO_API void count_labels(const char* first, const char* second, std::uint64_t key,
                            std::uint64_t n) noexcept;
SOTTO_API void record_labels(const char* first, const char* second, std::uint64_t key,
                             double milliseconds) noexcept;
SOTTO_API void count_exception(const std::exception& error, Label component) noexcept;
SOTTO_API const Series* find_series(const char* first, const char* second,
                                    std::uint64_t key) noexcept;
SOTTO_API void count_series(const Series* series, std::uint64_t n) noexcept;
SOTTO_API void record_series(const Series* series, double milliseconds) noexcept;

SOTTO_ALWAYS_INLINE std::uint64_t key_of(SeriesKind kind, Label first, Label second) noexcept {
  return label_set_key(kind, first.hash(), second.hash());
}
}  // namespace detail

/// Counts one use of a feature, e.g. track_feature_usage("multimodal_content").
SOTTO_ALWAYS_INLINE void track_feature_usage(Label feature, Label category = "general") noexcept {
  if (!detail::is_on(detail::telemetry_bit)) return;
  detail::count_labels(feature.text().data(), category.text().data(),
                       detail::key_of(detail::SeriesKind::feature, feature, category), 1);
}

/// Counts one agent run and adds its duration to a histogram.
SOTTO_ALWAYS_INLINE void track_agent_run(const AgentRun& run) noexcept {
  if (!detail::is_on(detail::telemetry_bit)) return;
  const auto kind =
      run.success ? detail::SeriesKind::agent_run_succeeded : detail::SeriesKind::agent_run_failed;
  detail::record_labels(run.agent_type.text().data(), run.framework.text().data(),
                        detail::key_of(kind, run.agent_type, run.framework), run.duration.count());
}

/// Counts one error by its type and the component that met it. There is no room for a message.
SOTTO_ALWAYS_INLINE void track_error(Label type, Label component) noexcept {
  if (!detail::is_on(detail::telemetry_bit)) return;
  detail::count_labels(type.text().data(), component.text().data(),
                       detail::key_of(detail::SeriesKind::error, type, component), 1);
}

/// The same with the name of the type E, e.g. track_error<std::bad_alloc>("agent.simple").
template <typename E>
SOTTO_ALWAYS_INLINE void track_error(Label component) noexcept {
  track_error(type_label<E>(), component);
}

/// The same with the name of the exception's dynamic type. Its what() is never read.
SOTTO_ALWAYS_INLINE void track_exception(const std::exception& error, Label component) noexcept {
  if (detail::is_on(detail::telemetry_bit)) detail::count_exception(error, component);
}

/// A feature counter for hot call sites: the label set is looked up once, here.
///
///   static const sotto::Counter clicks("button_click");
///   clicks.add();
class Counter {
 public:
  explicit Counter(Label feature, Label category = "general") noexcept
      : series_(
            detail::find_series(feature.text().data(), category.text().data(),
                                detail::key_of(detail::SeriesKind::feature, feature, category))) {}

  void add(std::uint64_t n = 1) const noexcept {
    if (detail::is_on(detail::telemetry_bit)) detail::count_series(series_, n);
  }

 private:
  const detail::Series* series_;  // never null, never freed
};

/// A duration histogram for hot call sites.
///
///   static const sotto::Timer parsing("parse_config");
///   parsing.record(elapsed);            // or: auto running = parsing.start();
class Timer {
 public:
  explicit Timer(Label name) noexcept
      : series_(detail::find_series(
            name.text().data(), nullptr,
            detail::label_set_key(detail::SeriesKind::timer, name.hash(), 0))) {}

  void record(std::chrono::duration<double, std::milli> duration) const noexcept {
    if (detail::is_on(detail::telemetry_bit)) detail::record_series(series_, duration.count());
  }

  /// Records the time from its making to its end, once.
  class Running {
   public:
    explicit Running(const Timer& timer) noexcept
        : timer_(timer), start_(std::chrono::steady_clock::now()) {}
    Running(const Running&) = delete;
    Running& operator=(const Running&) = delete;
    ~Running() { timer_.record(std::chrono::steady_clock::now() - start_); }

   private:
    const Timer& timer_;  // outlives the scope it measures
    std::chrono::steady_clock::time_point start_;
  };
  Running start() const noexcept { return Running(*this); }

 private:
  const detail::Series* series_;
};

/// What the next telemetry report would carry, as OTLP/JSON (ExportMetricsServiceRequest): the
/// content of the bytes that would leave, no more and no less. "{}" when there is nothing to
/// report. Sends and changes nothing.
SOTTO_API std::string telemetry_preview();

}  // namespace sotto
