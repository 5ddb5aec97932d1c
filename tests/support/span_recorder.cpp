#include "tests/support/span_recorder.hpp"

#include <gtest/gtest.h>

#include <sotto/detail/gate_word.hpp>

#include "core/json_writer.hpp"
#include "observability/recording.hpp"
#include "pipeline/intake.hpp"

namespace sotto::test {

struct SpanRecorder::Impl {
  explicit Impl(const Config& config)
      : intake{privacy::Scrubber(CaptureContent::full, privacy::TextScrubber()),
               {.rate = config.sampling_rate, .queue_size = all},
               {},
               [this](pipeline::SharedBatch batch) { batches.push_back(std::move(batch)); }} {}

  static constexpr std::size_t all = 1 << 30;  // spans: more than any test records

  std::vector<pipeline::SharedBatch> batches;  // kept: the records point into them
  std::size_t taken = 0;
  std::size_t taken_scores = 0;  // batches whose scores were given back
  pipeline::Intake intake;
};

SpanRecorder::SpanRecorder(Config config) : impl_(std::make_unique<Impl>(config)) {
  observability::set_limits(config);
  impl_->intake.discard();
  detail::gate_word.store(detail::tracing_bit);
}

SpanRecorder::~SpanRecorder() {
  detail::gate_word.store(0);
  impl_->intake.discard();
}

void SpanRecorder::drain() {
  const auto now = pipeline::Clock::now();
  impl_->intake.begin_round({}, now);
  impl_->intake.drain(Impl::all, now);
  impl_->intake.deliver_open();
}

std::vector<ScoreRecord> SpanRecorder::take_scores() {
  drain();
  std::vector<ScoreRecord> scores;
  for (; impl_->taken_scores < impl_->batches.size(); ++impl_->taken_scores) {
    const auto batch = impl_->batches[impl_->taken_scores]->scores();
    scores.insert(scores.end(), batch.begin(), batch.end());
  }
  return scores;
}

std::vector<SpanRecord> SpanRecorder::take() {
  drain();
  std::vector<SpanRecord> spans;
  for (; impl_->taken < impl_->batches.size(); ++impl_->taken) {
    const auto batch = impl_->batches[impl_->taken]->spans();
    spans.insert(spans.end(), batch.begin(), batch.end());
  }
  return spans;
}

const SpanRecord& SpanRecorder::named(const std::vector<SpanRecord>& spans, std::string_view name) {
  static const SpanRecord none{};
  const SpanRecord* found = nullptr;
  for (const SpanRecord& span : spans) {
    if (span.name != name) continue;
    EXPECT_EQ(found, nullptr) << "several spans are called " << name;
    found = &span;
  }
  EXPECT_NE(found, nullptr) << "no span is called " << name;
  return found == nullptr ? none : *found;
}

std::string value_of(std::span<const Attribute> attributes, std::string_view key) {
  for (const Attribute& attribute : attributes) {
    if (attribute.key != key) continue;
    const AttributeValue& value = attribute.value;
    std::string text;
    switch (value.type()) {
      case AttributeValue::Type::text: return std::string(value.text());
      case AttributeValue::Type::boolean: return value.boolean() ? "true" : "false";
      case AttributeValue::Type::integer: return std::to_string(value.integer());
      case AttributeValue::Type::real: core::append_json_number(text, value.real()); return text;
    }
  }
  return "(none)";
}

}  // namespace sotto::test
