#include "collector/http/rest_query.hpp"

#include <charconv>
#include <cmath>
#include <cstdint>
#include <optional>
#include <string>

#include "collector/http/uri.hpp"
#include "core/rfc3339.hpp"

namespace sotto::collector {
namespace {

constexpr std::size_t max_limit = 1000;  // TraceQuery::limit

template <typename T>
std::optional<T> read_number(std::string_view text) {
  T value{};
  const char* end = text.data() + text.size();
  const auto [stopped, error] = std::from_chars(text.data(), end, value);
  if (error != std::errc{} || stopped != end) return std::nullopt;
  return value;
}

// Each reader stores what it read and tells what it wanted when it could not: "" for done.

std::string_view read(std::string_view value, std::optional<std::string>& out) {
  out = value;
  return "";
}

std::string_view read(std::string_view value, std::optional<double>& out) {
  out = read_number<double>(value);
  return out && std::isfinite(*out) && *out >= 0 ? "" : "a number of milliseconds, 0 or more";
}

std::string_view read(std::string_view value, std::optional<bool>& out) {
  if (value == "true" || value == "1") out = true;
  if (value == "false" || value == "0") out = false;
  return out ? "" : "true or false";
}

std::string_view read(std::string_view value, std::optional<std::int64_t>& out) {
  out = read_number<std::int64_t>(value);
  if (!out) out = core::parse_rfc3339(value);
  return out ? "" : "a time, as Unix nanoseconds or like 2026-11-21T10:05:40Z";
}

std::string_view read_limit(std::string_view value, std::size_t& out) {
  const auto number = read_number<std::size_t>(value);
  if (!number || *number < 1 || *number > max_limit) return "a number from 1 to 1000";
  out = *number;
  return "";
}

std::string_view read_offset(std::string_view value, std::size_t& out) {
  const auto number = read_number<std::uint32_t>(value);
  if (!number) return "a number, 0 or more";
  out = *number;
  return "";
}

// Nullopt when there is no parameter of this name.
std::optional<std::string_view> read_parameter(std::string_view name, std::string_view value,
                                               TraceQuery& query) {
  if (name == "service_name") return read(value, query.service_name);
  if (name == "workflow_name") return read(value, query.workflow_name);
  if (name == "min_duration_ms") return read(value, query.min_duration_ms);
  if (name == "max_duration_ms") return read(value, query.max_duration_ms);
  if (name == "has_errors") return read(value, query.has_errors);
  if (name == "start_time") return read(value, query.start_time);
  if (name == "end_time") return read(value, query.end_time);
  if (name == "session_id") return read(value, query.session_id);
  if (name == "user_id") return read(value, query.user_id);
  if (name == "model") return read(value, query.model);
  if (name == "limit") return read_limit(value, query.limit);
  if (name == "offset") return read_offset(value, query.offset);
  return std::nullopt;
}

Error bad(std::string detail) {
  return {ErrorCode::malformed, std::move(detail)};
}

}  // namespace

Result<TraceQuery> read_trace_query(std::string_view text) {
  const auto parameters = parse_query(text);
  if (!parameters) return bad("a % in the query is not followed by two hex digits");
  TraceQuery query;
  for (const auto& [name, value] : *parameters) {
    TraceQuery unused;
    const auto wanted = read_parameter(name, value, value.empty() ? unused : query);
    if (!wanted) return bad("there is no parameter " + name);
    if (!value.empty() && !wanted->empty()) return bad(name + " is not " + std::string(*wanted));
  }
  return query;
}

}  // namespace sotto::collector
