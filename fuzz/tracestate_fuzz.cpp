// Any bytes: what is passed on of a tracestate is well formed, also with a threshold in it, which
// reads back; the randomness that came along stays.

#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <string_view>

#include "observability/w3c.hpp"
#include "pipeline/ot_tracestate.hpp"

namespace {

void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  using namespace sotto;
  const std::string_view header(reinterpret_cast<const char*>(data), size);
  const std::string state = observability::read_tracestate(header);
  require(observability::read_tracestate(state) == state);

  const auto given = pipeline::read_ot_tracestate(state);
  require(given.randomness.value_or(0) < pipeline::threshold_of_none);
  const std::uint64_t threshold = size * 0x9e3779b97f4a7c15U % pipeline::threshold_of_none;
  const std::string changed = pipeline::with_threshold(state, threshold);
  require(observability::read_tracestate(changed) == changed);
  const auto read = pipeline::read_ot_tracestate(changed);
  require(read.threshold == threshold);
  if (size < 256) require(read.randomness == given.randomness);  // else it may not fit any more
  require(pipeline::with_threshold(changed, threshold) == changed);
  return 0;
}
