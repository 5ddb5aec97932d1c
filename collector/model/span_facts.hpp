#pragma once

#include <optional>
#include <string_view>

#include "collector/model/batch.hpp"
#include "collector/model/otlp_reader.hpp"

namespace sotto::collector {

/// What a span's attributes say, in one vocabulary. Views point into the span.
struct Annotations {
  std::string_view workflow;
  std::string_view session;
  std::string_view user;
  std::string_view model;
  std::optional<std::int64_t> input_tokens;
  std::optional<std::int64_t> output_tokens;
  std::optional<double> cost_usd;          // never negative; null: not known
  std::string_view type = "span";          // observation type
  bool is_error = false;                   // by its level
  bool repeats_usage_of_children = false;  // an agent's run: its tokens are sums
};

Annotations read_annotations(const AttributeViews& attributes);

SpanFacts read_facts(const SpanView& span);

}  // namespace sotto::collector
