#include "collector/store/frame.hpp"

#include <algorithm>
#include <utility>

#include "collector/model/otlp_reader.hpp"

namespace sotto::collector {

namespace {

/// The batch has spans.
void count_spans(Frame& frame, const TraceBatch& batch) {
  if (frame.span_count == 0) {
    frame.first_ns = batch.spans.front().start_ns;
    frame.last_ns = batch.spans.front().end_ns;
  }
  frame.span_count += batch.spans.size();
  for (const SpanFacts& span : batch.spans) {
    frame.first_ns = std::min(frame.first_ns, span.start_ns);
    frame.last_ns = std::max(frame.last_ns, span.end_ns);
  }
}

void pack(Frame& frame, std::string_view raw) {
  frame.raw_bytes = raw.size();
  frame.body = pack_frame(raw);
}

}  // namespace

void FrameAssembler::add(const TraceBatch& batch) {
  count_spans(frame_, batch);
  raw_ += batch.body;
}

Frame FrameAssembler::take() {
  Frame frame = std::exchange(frame_, {});
  pack(frame, raw_);
  raw_.clear();
  return frame;
}

Frame make_frame(RequestBuilder& builder) {
  Frame frame;
  frame.span_count = builder.span_count();
  frame.first_ns = builder.first_ns();
  frame.last_ns = builder.last_ns();
  pack(frame, builder.take());
  return frame;
}

std::vector<Frame> make_frames(const TraceBatch& batch) {
  std::vector<Frame> frames;
  if (batch.spans.size() <= spans_per_frame) {
    Frame& frame = frames.emplace_back();
    count_spans(frame, batch);
    pack(frame, batch.body);
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
