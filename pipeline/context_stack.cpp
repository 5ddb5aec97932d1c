#include "pipeline/context_stack.hpp"

#include <cstdlib>
#include <cstring>
#include <type_traits>

namespace sotto::pipeline {
namespace {

constexpr std::size_t first_capacity = 16;  // deeper nesting than most programs have

}  // namespace

static_assert(std::is_trivially_copyable_v<ContextStack::Entry>, "entries are moved as bytes");

ContextStack::~ContextStack() {
  std::free(entries_);
}

detail::SharedBaggage* ContextStack::baggage() const noexcept {
  for (std::size_t i = size_; i-- > 0;) {
    if (entries_[i].baggage != nullptr || entries_[i].token != 0) return entries_[i].baggage;
  }
  return nullptr;
}

void ContextStack::set_baggage(const SpanId& span_id, detail::SharedBaggage& baggage) noexcept {
  if (size_ == 0 || entries_[size_ - 1].span_id != span_id) return;
  baggage.retain();
  entries_[size_ - 1].baggage = &baggage;
}

bool ContextStack::reserve(std::size_t capacity) noexcept {
  if (capacity <= capacity_) return true;
  std::size_t wanted = capacity_ == 0 ? first_capacity : 2 * capacity_;
  while (wanted < capacity) wanted *= 2;
  void* const grown = std::realloc(entries_, wanted * sizeof(Entry));
  if (grown == nullptr) return false;
  entries_ = static_cast<Entry*>(grown);
  capacity_ = wanted;
  return true;
}

bool ContextStack::take(std::size_t index, Entry& out) noexcept {
  out = entries_[index];
  std::memmove(entries_ + index, entries_ + index + 1, (size_ - index - 1) * sizeof(Entry));
  --size_;
  return true;
}

bool ContextStack::remove(const SpanId& span_id, Entry& out) noexcept {
  for (std::size_t i = size_; i-- > 0;) {
    if (is_same(entries_[i].span_id, span_id) && entries_[i].token == 0) return take(i, out);
  }
  return false;
}

bool ContextStack::remove(std::uint64_t token, Entry& out) noexcept {
  for (std::size_t i = size_; i-- > 0;) {
    if (entries_[i].token == token) return take(i, out);
  }
  return false;
}

void ContextStack::move(std::size_t first, ContextStack& to) noexcept {
  const std::size_t count = size_ - first;
  if (count == 0) return;
  if (to.reserve(to.size_ + count)) {
    std::memcpy(to.entries_ + to.size_, entries_ + first, count * sizeof(Entry));
    to.size_ += count;
  } else {
    for (std::size_t i = first; i < size_; ++i) release(entries_[i]);
  }
  size_ = first;
}

bool ContextStack::move_from(std::uint64_t token, ContextStack& to) noexcept {
  for (std::size_t i = size_; i-- > 0;) {
    if (entries_[i].token != token) continue;
    move(i, to);
    return true;
  }
  return false;
}

void ContextStack::clear() noexcept {
  while (size_ != 0) release(entries_[--size_]);
}

}  // namespace sotto::pipeline
