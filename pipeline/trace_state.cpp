#include "pipeline/trace_state.hpp"

#include <new>
#include <utility>

namespace sotto::detail {

OwnedAttribute::OwnedAttribute(std::string_view name, AttributeValue value)
    : key(name), type(value.type()) {
  switch (type) {
    case AttributeValue::Type::text: text = value.text(); break;
    case AttributeValue::Type::boolean: integer = value.boolean() ? 1 : 0; break;
    case AttributeValue::Type::integer: integer = value.integer(); break;
    case AttributeValue::Type::real: real = value.real(); break;
  }
}

AttributeValue OwnedAttribute::view() const noexcept {
  switch (type) {
    case AttributeValue::Type::boolean: return integer != 0;
    case AttributeValue::Type::integer: return integer;
    case AttributeValue::Type::real: return real;
    default: return std::string_view(text);
  }
}

std::size_t TraceState::Values::bytes() const noexcept {
  std::size_t bytes = name.size() + user_id.size() + session_id.size() + version.size();
  for (const std::string& tag : tags) bytes += tag.size();
  for (const OwnedAttribute& attribute : metadata) {
    bytes += attribute.key.size() + attribute.text.size();
  }
  return bytes;
}

TraceState::TraceState(Values first) noexcept : current_(&first_), first_(std::move(first)) {}

TraceState* TraceState::make(Values values) noexcept {
  return new (std::nothrow) TraceState(std::move(values));
}

void TraceState::release() noexcept {
  if (references_.fetch_sub(1, std::memory_order_acq_rel) == 1) delete this;
}

bool TraceState::change(const std::function<void(Values&)>& edit) noexcept {
  const std::lock_guard lock(mutex_);
  if (later_.size() >= max_versions || bytes_ >= max_bytes) return false;
  try {
    auto next = std::make_unique<Values>(*values());
    edit(*next);
    bytes_ += next->bytes();
    later_.push_back(std::move(next));
  } catch (const std::bad_alloc&) {
    return false;
  }
  current_.store(later_.back().get(), std::memory_order_release);
  return true;
}

}  // namespace sotto::detail
