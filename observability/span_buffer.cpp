#include <algorithm>
#include <cstring>

#include <sotto/detail/span_buffer.hpp>

#include "core/utf8.hpp"
#include "observability/recording.hpp"
#include "observability/span_access.hpp"
#include "pipeline/span_items.hpp"
#include "pipeline/span_memory.hpp"

namespace sotto::detail {
namespace {

using pipeline::ItemHead;

std::string_view cut(std::string_view text, std::size_t limit, SpanHeader& header) noexcept {
  if (text.size() <= limit) return text;
  ++header.cut_fields;
  return text.substr(0, core::utf8_cut(text, limit));
}

}  // namespace

void SpanBuffer::take(SpanBuffer& other) noexcept {
  if (!other.is_open_) return;
  header = other.header;
  used_ = other.used_;
  capacity_ = other.capacity_;
  block_ = other.block_;
  if (block_ == nullptr) std::memcpy(inline_, other.inline_, used_);
  is_open_ = true;
  other.is_open_ = false;
}

void SpanAccess::open(SpanBuffer& buffer) noexcept {
  buffer.header = SpanHeader{};
  buffer.used_ = 0;
  buffer.block_ = nullptr;
  buffer.is_open_ = true;
}

unsigned char* SpanAccess::close(SpanBuffer& buffer) noexcept {
  buffer.is_open_ = false;
  unsigned char* const block = buffer.block_;
  buffer.block_ = nullptr;
  return block;
}

unsigned char* SpanAccess::reserve(SpanBuffer& buffer, std::uint32_t bytes) noexcept {
  const std::uint32_t needed = buffer.used_ + bytes;
  const std::uint32_t capacity =
      buffer.block_ == nullptr ? SpanBuffer::inline_bytes : buffer.capacity_;
  if (needed > capacity) {
    const std::uint32_t grown = std::max(needed, 2 * capacity);
    const std::size_t limit = observability::limits.heap_bytes.load(std::memory_order_relaxed);
    unsigned char* const block = pipeline::allocate_span_block(grown, limit);
    if (block == nullptr) return nullptr;
    std::memcpy(block, items(buffer), buffer.used_);
    pipeline::free_span_block(buffer.block_);
    buffer.block_ = block;
    buffer.capacity_ = grown;
  }
  unsigned char* const at =
      (buffer.block_ == nullptr ? buffer.inline_ : buffer.block_) + buffer.used_;
  buffer.used_ = needed;
  return at;
}

bool SpanAccess::append(SpanBuffer& buffer, Field field, std::string_view key,
                        AttributeValue value) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const std::size_t span_limit = observability::limits.span_bytes.load(relaxed);
  const std::size_t head_and_key =
      sizeof(ItemHead) + std::min(key.size(), observability::max_key_bytes);
  if (buffer.used_ + head_and_key + sizeof(std::int64_t) > span_limit) return false;
  key = cut(key, observability::max_key_bytes, buffer.header);

  std::int64_t number = 0;
  const void* bytes = &number;
  std::size_t size = sizeof(number);
  switch (value.type()) {
    case AttributeValue::Type::text: {
      const std::size_t room = span_limit - buffer.used_ - sizeof(ItemHead) - key.size();
      const std::size_t limit = std::min(room, observability::limits.field_bytes.load(relaxed));
      const std::string_view text = cut(value.text(), limit, buffer.header);
      bytes = text.data();
      size = text.size();
      break;
    }
    case AttributeValue::Type::boolean: number = value.boolean() ? 1 : 0; break;
    case AttributeValue::Type::integer: number = value.integer(); break;
    case AttributeValue::Type::real: {
      const double real = value.real();
      std::memcpy(&number, &real, sizeof(number));
      break;
    }
  }

  const ItemHead head{field, value.type(), static_cast<std::uint16_t>(key.size()),
                      static_cast<std::uint32_t>(size)};
  unsigned char* at = reserve(buffer, static_cast<std::uint32_t>(sizeof(head) + key.size() + size));
  if (at == nullptr) return false;
  std::memcpy(at, &head, sizeof(head));
  if (!key.empty()) std::memcpy(at + sizeof(head), key.data(), key.size());
  if (size != 0) std::memcpy(at + sizeof(head) + key.size(), bytes, size);
  return true;
}

void SpanAccess::append_name(SpanBuffer& buffer, std::string_view name) noexcept {
  name = cut(name, observability::max_name_bytes, buffer.header);
  if (name.empty()) return;
  unsigned char* const at = reserve(buffer, static_cast<std::uint32_t>(name.size()));
  if (at == nullptr) return;
  std::memcpy(at, name.data(), name.size());
  buffer.header.name_bytes = static_cast<std::uint16_t>(name.size());
}

}  // namespace sotto::detail
