#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>

#include <sotto/provider.hpp>

#include "core/arena.hpp"
#include "privacy/scrubbed.hpp"
#include "privacy/text_scrubber.hpp"

namespace sotto::privacy {

/// Applies the content policy and the text scrubber to whole records. The only maker of
/// Scrubbed<T>: what did not pass here cannot be batched.
///
/// Every text of the result is valid UTF-8 and lives in `arena`. A text that cannot be scrubbed
/// is replaced by "[SCRUB_FAILED]" and counted.
///
/// Threads: one at a time (the pipeline's).
class Scrubber {
 public:
  Scrubber(CaptureContent policy, TextScrubber text) noexcept;

  Scrubbed<TraceRecord> scrub(const TraceRecord& raw, core::Arena& arena);

  /// `trace` becomes the result's trace: it is already scrubbed, and lives as long as the batch.
  /// `raw.trace` is not read.
  Scrubbed<SpanRecord> scrub(const SpanRecord& raw, const Scrubbed<TraceRecord>* trace,
                             core::Arena& arena);

  /// For resource texts: a service's name, version, environment.
  std::string scrub(std::string_view text);

  const TextScrubber::Counts& counts() const noexcept { return text_.counts(); }

 private:
  CaptureContent policy_;
  TextScrubber text_;
};

}  // namespace sotto::privacy
