#pragma once

#include "transport/retry.hpp"

namespace sotto::pipeline {

using transport::Clock;

/// What else the pipeline thread does beside moving spans: the telemetry reporter.
/// Threads: the pipeline's.
class TickTask {
 public:
  virtual ~TickTask() = default;

  /// Called at least once per tick. Returns when it wants to be called again at the latest.
  virtual Clock::time_point tick(Clock::time_point now) = 0;
  /// Send what there is, now; is_idle() tells when that is done.
  virtual void flush(Clock::time_point now) = 0;
  virtual bool is_idle() const noexcept = 0;
  /// The user opted out: forget what was pending, send nothing any more.
  virtual void discard() noexcept = 0;
  /// The session ends: close what is open to the outside.
  virtual void disconnect() noexcept = 0;
};

}  // namespace sotto::pipeline
