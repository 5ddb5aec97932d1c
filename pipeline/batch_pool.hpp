#pragma once

#include <memory>

#include "pipeline/batch.hpp"

namespace sotto::pipeline {

/// Gives out empty batches, and takes each back when its last user lets go of it: memory that the
/// system has mapped once serves the next batch, and no byte of it is asked for anew.
///
/// Threads: take() is for one at a time; a batch may be let go in any, also after the pool is gone.
/// Memory: spare batches of up to 4 MiB, in all.
class BatchPool {
 public:
  BatchPool();

  /// Throws std::bad_alloc.
  std::shared_ptr<Batch> take(Clock::time_point now);

 private:
  class Spares;

  std::shared_ptr<Spares> spares_;  // shared with the batches that are out
};

}  // namespace sotto::pipeline
