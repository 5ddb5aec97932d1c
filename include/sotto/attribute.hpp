#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>

namespace sotto {

/// The value of an attribute: text, boolean, 64-bit integer or double.
///
/// A view: the text must live until the call that takes the value returns. A null `const char*`
/// counts as empty text. Unsigned values above the signed 64-bit range become the largest one.
class AttributeValue {
 public:
  enum class Type : std::uint8_t { text, boolean, integer, real };

  constexpr AttributeValue() noexcept : AttributeValue(std::string_view()) {}
  constexpr AttributeValue(std::string_view text) noexcept  // NOLINT: implicit by design
      : type_(Type::text), size_(text.size()), text_(text.data()) {}
  constexpr AttributeValue(const char* text) noexcept  // NOLINT
      : AttributeValue(text == nullptr ? std::string_view() : std::string_view(text)) {}
  AttributeValue(const std::string& text) noexcept  // NOLINT
      : AttributeValue(std::string_view(text)) {}
  constexpr AttributeValue(std::same_as<bool> auto value) noexcept  // NOLINT
      : type_(Type::boolean), integer_(value ? 1 : 0) {}
  template <std::integral T>
  requires(!std::same_as<T, bool>) constexpr AttributeValue(T value) noexcept  // NOLINT
      : type_(Type::integer), integer_(clamp(value)) {}
  constexpr AttributeValue(std::floating_point auto value) noexcept  // NOLINT
      : type_(Type::real), real_(static_cast<double>(value)) {}

  constexpr Type type() const noexcept { return type_; }
  /// Precondition of each: the matching type().
  constexpr std::string_view text() const noexcept { return {text_, size_}; }
  constexpr bool boolean() const noexcept { return integer_ != 0; }
  constexpr std::int64_t integer() const noexcept { return integer_; }
  constexpr double real() const noexcept { return real_; }

 private:
  template <typename T>
  static constexpr std::int64_t clamp(T value) noexcept {
    if constexpr (std::is_unsigned_v<T> && sizeof(T) == sizeof(std::int64_t)) {
      constexpr auto largest = static_cast<T>(INT64_MAX);
      return static_cast<std::int64_t>(value > largest ? largest : value);
    } else {
      return static_cast<std::int64_t>(value);
    }
  }

  Type type_;
  std::size_t size_ = 0;
  union {
    const char* text_;
    std::int64_t integer_;
    double real_;
  };
};

/// One name and its value; both are views (see AttributeValue).
struct Attribute {
  std::string_view key;
  AttributeValue value;
};

}  // namespace sotto
