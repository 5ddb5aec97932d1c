#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "collector/model/batch.hpp"
#include "collector/model/otlp_writer.hpp"
#include "collector/store/frame_codec.hpp"

namespace sotto::collector {

/// So many spans are compressed together: fewer cost bytes, more cost time when one trace is
/// read (512: 182 bytes a span, 0.2 ms a frame; 2,048: 180 and 0.7).
inline constexpr std::size_t spans_per_frame = 512;

/// Spans as they are stored: one packed ExportTraceServiceRequest.
struct Frame {
  std::size_t span_count = 0;
  std::int64_t first_ns = 0;  // earliest start
  std::int64_t last_ns = 0;   // latest end
  std::size_t raw_bytes = 0;
  PackedBody body;
};

/// The spans of a batch in frames, in order. The batch has spans.
std::vector<Frame> make_frames(const TraceBatch& batch);

/// Leaves an empty builder.
Frame make_frame(RequestBuilder& builder);

/// Small batches share a frame: encoded requests that stand one after the other are one valid
/// request, nothing is encoded again.
class FrameAssembler {
 public:
  bool is_empty() const noexcept { return frame_.span_count == 0; }
  bool has_room_for(const TraceBatch& batch) const noexcept {
    return frame_.span_count + batch.spans.size() <= spans_per_frame;
  }
  void add(const TraceBatch& batch);
  Frame take();

 private:
  std::string raw_;
  Frame frame_;
};

}  // namespace sotto::collector
