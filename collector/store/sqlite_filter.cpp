#include "collector/store/sqlite_filter.hpp"

#include <algorithm>
#include <bit>
#include <utility>

#include "collector/store/trace_delta.hpp"

namespace sotto::collector {
namespace {

constexpr int first_parameter = 10;
constexpr double ns_per_ms = 1e6;

}  // namespace

SqlFilter::SqlFilter(const TraceQuery& query, bool hides_replaced) {
  const auto text = [&](const std::string& column, const std::optional<std::string>& value) {
    if (!value) return;
    require(column + " = (SELECT id FROM strings WHERE s = ", summary_text(*value), ")");
  };
  text("service", query.service_name);
  text("COALESCE(workflow, root)", query.workflow_name);
  text("session", query.session_id);
  text("user", query.user_id);
  text("model", query.model);
  if (query.has_errors) require(*query.has_errors ? "errors > " : "errors <= ", std::int64_t{0});
  if (query.start_time) require("start_ns >= ", *query.start_time);
  if (query.end_time) require("start_ns < ", *query.end_time);
  if (query.max_duration_ms) require("end_ns - start_ns <= ", *query.max_duration_ms * ns_per_ms);
  if (query.min_duration_ms) {
    require("end_ns - start_ns >= ", *query.min_duration_ms * ns_per_ms);
    // The buckets that can hold it; from 512 ms on there is an index of them.
    constexpr double longest_ms = 9e15;
    const double ms = *query.min_duration_ms > 0 ? std::min(*query.min_duration_ms, longest_ms) : 0;
    const auto bucket = static_cast<std::int64_t>(std::bit_width(static_cast<std::uint64_t>(ms)));
    require("dur_bucket >= ", bucket);
    if (bucket >= 10) require("dur_bucket >= 10");
  }
  if (hides_replaced) require("NOT replaced(trace_id)");
}

void SqlFilter::require(const std::string& condition) {
  where_ += where_.empty() ? " WHERE " : " AND ";
  where_ += condition;
}

void SqlFilter::require(const std::string& before, Value value, const std::string& after) {
  const std::size_t number = first_parameter + values_.size();
  require(before + "?" + std::to_string(number) + after);
  values_.push_back(std::move(value));
}

void SqlFilter::bind(Statement& statement) const {
  statement.bind();
  int index = first_parameter;
  for (const Value& value : values_) {
    std::visit([&](const auto& v) { statement.bind_one(index, v); }, value);
    ++index;
  }
}

}  // namespace sotto::collector
