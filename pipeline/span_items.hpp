#pragma once

#include <cstdint>
#include <cstring>
#include <string_view>

#include <sotto/attribute.hpp>
#include <sotto/detail/span_buffer.hpp>

namespace sotto::pipeline {

using detail::ItemHead;

/// One item, its texts pointing into the buffer.
struct Item {
  detail::Field field;
  std::string_view key;
  AttributeValue value;
};

/// Walks the items that a span's own code wrote: they are well formed.
class ItemReader {
 public:
  ItemReader(const unsigned char* items, std::size_t bytes) noexcept
      : at_(items), end_(items + bytes) {}

  bool at_end() const noexcept { return at_ == end_; }

  /// Goes over one item. Precondition: not at_end().
  detail::Field skip() noexcept {
    ItemHead head;
    std::memcpy(&head, at_, sizeof(head));
    at_ += sizeof(head) + head.key_bytes + head.value_bytes;
    return head.field;
  }

  bool next(Item& out) noexcept {
    if (at_end()) return false;
    ItemHead head;
    std::memcpy(&head, at_, sizeof(head));
    at_ += sizeof(head);
    out.field = head.field;
    out.key = {reinterpret_cast<const char*>(at_), head.key_bytes};
    at_ += head.key_bytes;
    out.value = value(head);
    at_ += head.value_bytes;
    return true;
  }

 private:
  AttributeValue value(const ItemHead& head) const noexcept {
    if (head.type == AttributeValue::Type::text) {
      return std::string_view(reinterpret_cast<const char*>(at_), head.value_bytes);
    }
    std::int64_t integer = 0;
    std::memcpy(&integer, at_, sizeof(integer));
    if (head.type == AttributeValue::Type::boolean) return integer != 0;
    if (head.type == AttributeValue::Type::integer) return integer;
    double real = 0;
    std::memcpy(&real, at_, sizeof(real));
    return real;
  }

  const unsigned char* at_;
  const unsigned char* end_;
};

}  // namespace sotto::pipeline
