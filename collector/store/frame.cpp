#include "collector/store/frame.hpp"

#include <algorithm>
#include <utility>

#include "collector/model/otlp_reader.hpp"

namespace sotto::collector {

void FrameAssembler::add(const TraceBatch& batch) {
  if (is_empty()) {
    frame_.first_ns = batch.spans.front().start_ns;
    frame_.last_ns = batch.spans.front().end_ns;
  }
  raw_ += batch.body;
  frame_.span_count += batch.spans.size();
  for (const SpanFacts& span : batch.spans) {
    frame_.first_ns = std::min(frame_.first_ns, span.start_ns);
    frame_.last_ns = std::max(frame_.last_ns, span.end_ns);
  }
}

Frame FrameAssembler::take() {
  Frame frame = std::exchange(frame_, {});
  frame.raw_bytes = raw_.size();
  frame.body = pack_frame(raw_);
  raw_.clear();
  return frame;
}

Frame make_frame(RequestBuilder& builder) {
  Frame frame;
  frame.span_count = builder.span_count();
  frame.first_ns = builder.first_ns();
  frame.last_ns = builder.last_ns();
  const std::string raw = builder.take();
  frame.raw_bytes = raw.size();
  frame.body = pack_frame(raw);
  return frame;
}

std::vector<Frame> make_frames(const TraceBatch& batch) {
  std::vector<Frame> frames;
  if (batch.spans.size() <= spans_per_frame) {
    FrameAssembler assembler;
    assembler.add(batch);
    frames.push_back(assembler.take());
    return frames;
  }
  RequestBuilder builder;
  // The batch was read without an error before: this reading has none either.
  (void)read_spans(batch.body, stored_limits, [&](const SpanView& span) {
    builder.add(span);
    if (builder.span_count() == spans_per_frame) frames.push_back(make_frame(builder));
  });
  if (builder.span_count() != 0) frames.push_back(make_frame(builder));
  return frames;
}

}  // namespace sotto::collector
