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

bool ContextStack::push(const Entry& entry) noexcept {
  if (size_ == capacity_) {
    const std::size_t capacity = capacity_ == 0 ? first_capacity : 2 * capacity_;
    void* const grown = std::realloc(entries_, capacity * sizeof(Entry));
    if (grown == nullptr) return false;
    entries_ = static_cast<Entry*>(grown);
    capacity_ = capacity;
  }
  entries_[size_++] = entry;
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
    if (entries_[i].span_id == span_id && entries_[i].token == 0) return take(i, out);
  }
  return false;
}

bool ContextStack::remove(std::uint64_t token, Entry& out) noexcept {
  for (std::size_t i = size_; i-- > 0;) {
    if (entries_[i].token == token) return take(i, out);
  }
  return false;
}

bool ContextStack::pop(Entry& out) noexcept {
  return size_ != 0 && take(size_ - 1, out);
}

}  // namespace sotto::pipeline
