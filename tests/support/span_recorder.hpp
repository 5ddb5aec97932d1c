#pragma once

#include <memory>
#include <string_view>
#include <vector>

#include <sotto/provider.hpp>

#include "pipeline/batch.hpp"

namespace sotto::test {

/// Lets the calling test's threads record spans, and gives them back as a provider would see them
/// at the content policy `full`. One at a time.
class SpanRecorder {
 public:
  explicit SpanRecorder(Config config = {});
  SpanRecorder(const SpanRecorder&) = delete;
  SpanRecorder& operator=(const SpanRecorder&) = delete;
  ~SpanRecorder();

  /// The spans that ended since the last call, in the order in which each thread ended them. They
  /// live as long as the recorder.
  std::vector<SpanRecord> take();

  /// The same for scores.
  std::vector<ScoreRecord> take_scores();

  /// The one span of that name among `spans`; fails the test when there is not exactly one.
  static const SpanRecord& named(const std::vector<SpanRecord>& spans, std::string_view name);

 private:
  void drain();

  struct Impl;
  std::unique_ptr<Impl> impl_;
};

/// The value of an attribute as text, for comparisons: "text", "true", "42", "0.5"; "(none)" when
/// there is none.
std::string value_of(std::span<const Attribute> attributes, std::string_view key);

}  // namespace sotto::test
