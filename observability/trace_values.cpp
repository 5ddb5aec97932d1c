#include "observability/trace_values.hpp"

#include <algorithm>
#include <utility>

#include "core/utf8.hpp"
#include "observability/recording.hpp"

namespace sotto::observability {

std::string_view TraceValues::within_limits(std::string_view text) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const std::size_t all = limits.span_bytes.load(relaxed);
  const std::size_t room = all - std::min(all, values_.bytes());
  const std::size_t limit = std::min(room, limits.field_bytes.load(relaxed));
  if (text.size() <= limit) return text;
  ++cut_fields_;
  return text.substr(0, core::utf8_cut(text, limit));
}

void TraceValues::set(std::string Values::*field, std::string_view text) {
  (values_.*field).clear();
  values_.*field = within_limits(text);
}

void TraceValues::add_tag(std::string_view tag) {
  if (values_.tags.size() >= max_attributes) {
    ++left_out_;
    return;
  }
  values_.tags.emplace_back(within_limits(tag));
}

void TraceValues::set_metadata(std::string_view key, AttributeValue value) {
  if (key.size() > max_key_bytes) {
    ++cut_fields_;
    key = key.substr(0, core::utf8_cut(key, max_key_bytes));
  }
  std::erase_if(values_.metadata, [key](const auto& attribute) { return attribute.key == key; });
  if (values_.metadata.size() >= max_attributes) {
    ++left_out_;
    return;
  }
  if (value.type() == AttributeValue::Type::text) value = within_limits(value.text());
  values_.metadata.emplace_back(key, value);
}

}  // namespace sotto::observability
