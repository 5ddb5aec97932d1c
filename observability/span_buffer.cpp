// How values get into a span: in place while they are small, else into its heap block.

#include <algorithm>
#include <cstring>

#include <sotto/tracing.hpp>

#include "core/short_text.hpp"
#include "core/utf8.hpp"
#include "observability/recording.hpp"
#include "observability/span_access.hpp"
#include "pipeline/span_items.hpp"
#include "pipeline/span_memory.hpp"

namespace sotto {
namespace detail {
namespace {

std::string_view cut(std::string_view text, std::size_t limit, SpanHeader& header) noexcept {
  if (text.size() <= limit) return text;
  ++header.cut_fields;
  return text.substr(0, core::utf8_cut(text, limit));
}

std::uint8_t keyed_items(const SpanBuffer& buffer) noexcept {
  const std::uint32_t name_bytes = buffer.header.name_bytes;
  pipeline::ItemReader reader(buffer.items() + name_bytes, buffer.item_bytes - name_bytes);
  std::uint8_t count = 0;
  for (pipeline::Item item; reader.next(item);) {
    count += item.field == Field::attribute || item.field == Field::metadata ||
             item.field == Field::model_parameter;
  }
  return count;
}

/// Writes an item whose value is `value`, or as much of it as `text` holds.
void write(unsigned char* at, Field field, std::string_view key, const AttributeValue& value,
           std::string_view text) noexcept {
  const bool is_text = value.type() == AttributeValue::Type::text;
  const std::int64_t number = is_text ? 0 : value.bits();
  const std::size_t value_bytes = is_text ? text.size() : sizeof(number);
  const ItemHead head{field, value.type(), static_cast<std::uint16_t>(key.size()),
                      static_cast<std::uint32_t>(value_bytes)};
  std::memcpy(at, &head, sizeof(head));
  at += sizeof(head);
  core::copy_short(at, key.data(), key.size());
  at += key.size();
  if (is_text) {
    core::copy_short(at, text.data(), text.size());
  } else {
    std::memcpy(at, &number, sizeof(number));
  }
}

}  // namespace

void SpanBuffer::take(SpanBuffer& other) noexcept {
  if (!other.is_open_) return;
  item_bytes = other.item_bytes;
  block = other.block;
  header = other.header;
  room_ = other.room_;
  capacity_ = other.capacity_;
  if (block == nullptr) std::memcpy(inline_, other.inline_, item_bytes);
  is_open_ = true;
  other.is_open_ = false;
}

/// Into the first block or a larger one, of so many bytes. What is in place is not counted until
/// then: that no more than 64 items fit there is limit enough.
bool SpanAccess::move_to_block(SpanBuffer& buffer, std::uint32_t bytes) noexcept {
  const std::size_t limit = observability::limits.heap_bytes.load(std::memory_order_relaxed);
  unsigned char* const block = pipeline::allocate_span_block(bytes, limit);
  if (block == nullptr) return false;
  if (buffer.block == nullptr) buffer.header.attributes = keyed_items(buffer);
  std::memcpy(block, buffer.items(), buffer.item_bytes);
  pipeline::free_span_block(buffer.block);
  buffer.block = block;
  buffer.capacity_ = bytes;
  buffer.room_ = 0;
  return true;
}

unsigned char* SpanAccess::reserve(SpanBuffer& buffer, std::uint32_t bytes) noexcept {
  const std::uint32_t needed = buffer.item_bytes + bytes;
  const std::uint32_t capacity =
      buffer.block == nullptr ? SpanBuffer::inline_bytes : buffer.capacity_;
  if (needed > capacity && !move_to_block(buffer, std::max(needed, 2 * capacity))) return nullptr;
  unsigned char* const start = buffer.block == nullptr ? buffer.inline_ : buffer.block;
  unsigned char* const at = start + buffer.item_bytes;
  buffer.item_bytes = needed;
  return at;
}

bool SpanAccess::append(SpanBuffer& buffer, Field field, std::string_view key,
                        AttributeValue value) noexcept {
  const bool is_text = value.type() == AttributeValue::Type::text;
  const std::string_view text = is_text ? value.text() : std::string_view();
  const std::size_t bytes =
      sizeof(ItemHead) + key.size() + (is_text ? text.size() : sizeof(std::int64_t));
  if (buffer.item_bytes + bytes > buffer.room_ || key.size() > observability::max_key_bytes) {
    return append_with_limits(buffer, field, key, value);
  }
  write(buffer.inline_ + buffer.item_bytes, field, key, value, text);
  buffer.item_bytes += static_cast<std::uint32_t>(bytes);
  return true;
}

bool SpanAccess::append_with_limits(SpanBuffer& buffer, Field field, std::string_view key,
                                    AttributeValue value) noexcept {
  constexpr auto relaxed = std::memory_order_relaxed;
  const std::size_t span_limit = observability::limits.span_bytes.load(relaxed);
  const std::size_t head_and_key =
      sizeof(ItemHead) + std::min(key.size(), observability::max_key_bytes);
  if (buffer.item_bytes + head_and_key + sizeof(std::int64_t) > span_limit) return false;
  key = cut(key, observability::max_key_bytes, buffer.header);
  std::string_view text;
  std::size_t size = sizeof(std::int64_t);
  if (value.type() == AttributeValue::Type::text) {
    const std::size_t room = span_limit - buffer.item_bytes - sizeof(ItemHead) - key.size();
    const std::size_t limit = std::min(room, observability::limits.field_bytes.load(relaxed));
    text = cut(value.text(), limit, buffer.header);
    size = text.size();
  }
  unsigned char* const at =
      reserve(buffer, static_cast<std::uint32_t>(sizeof(ItemHead) + key.size() + size));
  if (at == nullptr) return false;
  write(at, field, key, value, text);
  return true;
}

void SpanAccess::append_long_name(SpanBuffer& buffer, std::string_view name) noexcept {
  buffer.item_bytes = 0;
  name = cut(name, observability::max_name_bytes, buffer.header);
  unsigned char* const at = reserve(buffer, static_cast<std::uint32_t>(name.size()));
  if (at == nullptr) return;
  std::memcpy(at, name.data(), name.size());
  buffer.header.name_bytes = static_cast<std::uint16_t>(name.size());
}

}  // namespace detail

using detail::Field;
using detail::SpanAccess;

void Span::add_keyed(Field field, std::string_view key, AttributeValue value) noexcept {
  detail::SpanHeader& header = buffer_.header;
  if (header.attributes >= observability::max_attributes ||
      !SpanAccess::append(buffer_, field, key, value)) {
    ++header.dropped_attributes;
  } else if (buffer_.block != nullptr) {
    ++header.attributes;
  }
}

void Span::add_text(Field field, std::string_view text) noexcept {
  if (!SpanAccess::append(buffer_, field, {}, text)) ++buffer_.header.cut_fields;
}

void Span::add_number(Field field, AttributeValue value) noexcept {
  if (!SpanAccess::append(buffer_, field, {}, value)) ++buffer_.header.dropped_attributes;
}

}  // namespace sotto
