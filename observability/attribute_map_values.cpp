#include "observability/attribute_map_values.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstdio>

#include "core/text.hpp"

namespace sotto::observability {
namespace {

constexpr std::string_view json_space = " \t\r\n";

bool take(std::string_view& text, char c) noexcept {
  const std::size_t first = text.find_first_not_of(json_space);
  if (first == std::string_view::npos || text[first] != c) return false;
  text.remove_prefix(first + 1);
  return true;
}

// The text up to the quote that closes it, without it; `text` starts behind the opening one.
std::optional<std::string_view> take_string(std::string_view& text) noexcept {
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      const std::string_view string = text.substr(0, i);
      text.remove_prefix(i + 1);
      return string;
    }
  }
  return std::nullopt;
}

std::optional<std::int64_t> known(const std::optional<std::int64_t>& count) noexcept {
  return count && *count >= 0 ? count : std::nullopt;
}

bool is_known(const std::optional<double>& amount) noexcept {
  return amount && std::isfinite(*amount) && *amount >= 0;
}

// `whole` without its parts. Parts that are more than the whole were not in it.
std::optional<std::int64_t> without(std::optional<std::int64_t> whole,
                                    std::initializer_list<std::optional<std::int64_t>> parts) {
  if (!whole) return std::nullopt;
  std::int64_t rest = *whole;
  for (const auto& part : parts) {
    if (part.value_or(0) > rest) return whole;
    rest -= part.value_or(0);
  }
  return rest;
}

}  // namespace

const TypeWords& words_of(ObservationType type) noexcept {
  // In the order of ObservationType.
  static constexpr std::array<TypeWords, 10> words{{
      {"span", "span", "", ""},
      {"generation", "llm", "LLM", "chat"},
      {"event", "span", "", ""},
      {"agent", "agent", "AGENT", "invoke_agent"},
      {"tool", "tool", "TOOL", "execute_tool"},
      {"chain", "workflow", "CHAIN", ""},
      {"retriever", "rag", "RETRIEVER", "retrieval"},
      {"embedding", "llm", "EMBEDDING", "embeddings"},
      {"evaluator", "evaluation", "EVALUATOR", ""},
      {"guardrail", "guardrail", "GUARDRAIL", ""},
  }};
  const auto index = static_cast<std::size_t>(type);
  return words[index < words.size() ? index : 0];
}

std::string_view word_of(Level level) noexcept {
  switch (level) {
    case Level::debug: return "DEBUG";
    case Level::normal: return "DEFAULT";
    case Level::warning: return "WARNING";
    case Level::error: return "ERROR";
  }
  return "DEFAULT";
}

void append_iso8601(std::string& out, std::int64_t unix_ns) {
  using namespace std::chrono;
  const sys_time<milliseconds> time(floor<milliseconds>(nanoseconds(unix_ns)));
  const sys_days day = floor<days>(time);
  const year_month_day date(day);
  const hh_mm_ss clock(time - day);
  char text[40];
  const int size = std::snprintf(
      text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02d.%03dZ", static_cast<int>(date.year()),
      static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()),
      static_cast<int>(clock.hours().count()), static_cast<int>(clock.minutes().count()),
      static_cast<int>(clock.seconds().count()), static_cast<int>(clock.subseconds().count()));
  out.append(text, static_cast<std::size_t>(size));
}

void append_text(std::string& out, const AttributeValue& value) {
  switch (value.type()) {
    case AttributeValue::Type::text: out += value.text(); break;
    case AttributeValue::Type::boolean: out += value.boolean() ? "true" : "false"; break;
    case AttributeValue::Type::integer: core::append_json_number(out, value.integer()); break;
    case AttributeValue::Type::real: core::append_json_number(out, value.real()); break;
  }
}

void write_fields(core::JsonWriter& json, std::span<const Attribute> attributes) {
  for (const auto& [key, value] : attributes) {
    json.key(key);
    switch (value.type()) {
      case AttributeValue::Type::text: json.value(value.text()); break;
      case AttributeValue::Type::boolean: json.value(value.boolean()); break;
      case AttributeValue::Type::integer: json.value(value.integer()); break;
      case AttributeValue::Type::real: json.value(value.real()); break;
    }
  }
}

bool is_messages_json(std::string_view text) noexcept {
  if (!take(text, '[') || !take(text, '{')) return false;
  bool has_role = false;
  bool has_parts = false;
  int depth = 1;
  while (!text.empty() && depth > 0) {
    const char c = text.front();
    text.remove_prefix(1);
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (c != '"') continue;
    const auto string = take_string(text);
    if (!string) return false;
    if (depth != 1 || !take(text, ':')) continue;
    has_role = has_role || *string == "role";
    has_parts = has_parts || *string == "parts";
    if (has_role && has_parts) return true;
  }
  return false;
}

bool is_longer_than(std::string_view text, std::size_t characters) noexcept {
  if (text.size() <= characters) return false;
  const auto begins_character = [](char c) {
    return (static_cast<unsigned char>(c) & 0xc0) != 0x80;
  };
  return static_cast<std::size_t>(std::ranges::count_if(text, begins_character)) > characters;
}

bool is_zero_real(const AttributeValue& value) noexcept {
  return value.type() == AttributeValue::Type::real && value.real() == 0;
}

std::string_view mime_type_of(std::string_view text) noexcept {
  text = core::trim(text);
  const bool is_json = text.size() >= 2 && ((text.front() == '{' && text.back() == '}') ||
                                            (text.front() == '[' && text.back() == ']'));
  return is_json ? "application/json" : "text/plain";
}

std::optional<std::int64_t> fresh_input_tokens(const Usage& usage) {
  return without(known(usage.input_tokens),
                 {known(usage.cache_read_tokens), known(usage.cache_creation_tokens),
                  known(usage.input_audio_tokens)});
}

void append_usage_details(std::string& out, const Usage& usage) {
  const auto cache_read = known(usage.cache_read_tokens);
  const auto cache_creation = known(usage.cache_creation_tokens);
  const auto reasoning = known(usage.reasoning_tokens);
  const auto input_audio = known(usage.input_audio_tokens);
  const auto output_audio = known(usage.output_audio_tokens);
  const std::pair<std::string_view, std::optional<std::int64_t>> buckets[] = {
      {"input", fresh_input_tokens(usage)},
      {"output", without(known(usage.output_tokens), {reasoning, output_audio})},
      {"input_cache_read", cache_read},
      {"input_cache_creation", cache_creation},
      {"output_reasoning_tokens", reasoning},
      {"input_audio_tokens", input_audio},
      {"output_audio_tokens", output_audio},
  };
  const bool any = std::ranges::any_of(buckets, [](const auto& b) { return b.second.has_value(); });
  const auto total = any ? std::nullopt : known(usage.total_tokens);
  if (!any && !total) return;

  core::JsonWriter json(out);
  json.begin_object();
  for (const auto& [name, count] : buckets) {
    if (count) json.field(name, *count);
  }
  if (total) json.field("total", *total);
  json.end();
}

void append_cost_details(std::string& out, const Cost& cost) {
  const auto total = total_cost(cost);
  if (!total && !is_known(cost.input) && !is_known(cost.output)) return;
  core::JsonWriter json(out);
  json.begin_object();
  if (is_known(cost.input)) json.field("input", *cost.input);
  if (is_known(cost.output)) json.field("output", *cost.output);
  if (total) json.field("total", *total);
  json.end();
}

std::optional<double> total_cost(const Cost& cost) noexcept {
  if (is_known(cost.total)) return *cost.total;
  if (!is_known(cost.input) || !is_known(cost.output)) return std::nullopt;
  const double sum = *cost.input + *cost.output;
  return std::isfinite(sum) ? std::optional(sum) : std::nullopt;
}

std::string langfuse_environment(std::string_view environment) {
  constexpr std::size_t longest = 40;
  std::string name(environment);
  std::ranges::transform(name, name.begin(), core::to_lower);
  if (name.starts_with("langfuse-") || name.starts_with("langfuse_")) name.erase(0, 9);
  name.resize(std::min(name.size(), longest));
  const bool fits = std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-' || c == '_';
  });
  return fits ? name : std::string();
}

}  // namespace sotto::observability
