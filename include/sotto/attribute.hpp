#pragma once

#include <bit>
#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace sotto {

/// The value of an attribute: text, boolean, 64-bit integer or double.
///
/// A view: the text must live until the call that takes the value returns. A null `const char*`
/// counts as empty text, and only the first 4 GiB of a text count. Unsigned values above the signed
/// 64-bit range become the largest one.
class AttributeValue {
 public:
  enum class Type : std::uint8_t { text, boolean, integer, real };

  constexpr AttributeValue() noexcept : AttributeValue(std::string_view()) {}
  constexpr AttributeValue(std::string_view text) noexcept  // NOLINT: implicit by design
      : text_(text.data()), size_(size_of(text)), type_(Type::text) {}
  constexpr AttributeValue(const char* text) noexcept  // NOLINT
      : AttributeValue(text == nullptr ? std::string_view() : std::string_view(text)) {}
  AttributeValue(const std::string& text) noexcept  // NOLINT
      : AttributeValue(std::string_view(text)) {}
  constexpr AttributeValue(std::same_as<bool> auto value) noexcept  // NOLINT
      : integer_(value ? 1 : 0), type_(Type::boolean) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) constexpr AttributeValue(T value) noexcept  // NOLINT
      : integer_(clamp(value)), type_(Type::integer) {}
  constexpr AttributeValue(std::floating_point auto value) noexcept  // NOLINT
      : real_(static_cast<double>(value)), type_(Type::real) {}

  constexpr Type type() const noexcept { return type_; }
  /// Precondition of each: the matching type().
  constexpr std::string_view text() const noexcept { return {text_, size_}; }
  constexpr bool boolean() const noexcept { return integer_ != 0; }
  constexpr std::int64_t integer() const noexcept { return integer_; }
  constexpr double real() const noexcept { return real_; }
  /// Of any type but text: its eight bytes.
  constexpr std::int64_t bits() const noexcept {
    return type_ == Type::real ? std::bit_cast<std::int64_t>(real_) : integer_;
  }

 private:
  static constexpr std::uint32_t size_of(std::string_view text) noexcept {
    return text.size() > UINT32_MAX ? UINT32_MAX : static_cast<std::uint32_t>(text.size());
  }

  template <typename T>
  static constexpr std::int64_t clamp(T value) noexcept {
    if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(std::int64_t)) {
      constexpr auto largest = static_cast<T>(INT64_MAX);
      return static_cast<std::int64_t>(value > largest ? largest : value);
    } else {
      return static_cast<std::int64_t>(value);
    }
  }

  union {
    const char* text_;
    std::int64_t integer_;
    double real_;
  };
  std::uint32_t size_ = 0;
  Type type_;
};
static_assert(sizeof(AttributeValue) == 16, "passed in two registers");

/// One name and its value; both are views (see AttributeValue).
struct Attribute {
  std::string_view key;
  AttributeValue value;
};

}  // namespace sotto
