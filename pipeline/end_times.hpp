#pragma once

#include <array>
#include <atomic>
#include <cstdint>

#include <sotto/ids.hpp>

#include "pipeline/duration_scale.hpp"

namespace sotto::pipeline {

/// How long the ends of spans take: from reading the clock until the record is in the ring. One in
/// 256 is measured, picked by its id, which is random: a program's rhythm has no part in it.
///
/// Threads: any.  Memory: 13 KiB, of which a page or two are ever touched.
/// Cost:    one more reading of the clock for each that is measured, 0.1 ns for each span.
class EndTimes {
 public:
  static bool are_measured(const SpanId& id) noexcept { return id.bytes[0] == 0; }

  /// Less than a nanosecond counts as one.
  void record(double ns) noexcept;
  /// Nanoseconds that `part` of those measured do not exceed, known to 1.1 %. 0 when none was.
  double quantile(double part) const noexcept;
  /// A session begins.
  void forget() noexcept;

 private:
  std::array<std::atomic<std::uint64_t>, duration_scale::buckets> buckets_{};
};
extern EndTimes end_times;

}  // namespace sotto::pipeline
