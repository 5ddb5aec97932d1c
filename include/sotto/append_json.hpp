#pragma once

/// append_json(out, value) for the standard types. A type of yours is recorded when its namespace
/// has `void append_json(std::string& out, const T& value)`, which appends one JSON value.

#include <concepts>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>

#include <sotto/export.hpp>

namespace sotto {

/// The building blocks: always valid JSON. Text that is not UTF-8 is repaired, NaN and infinities
/// become null.
SOTTO_API void append_json(std::string& out, std::string_view text);
SOTTO_API void append_json(std::string& out, bool value);
SOTTO_API void append_json(std::string& out, double value);
SOTTO_API void append_json(std::string& out, std::int64_t value);
SOTTO_API void append_json(std::string& out, std::uint64_t value);
inline void append_json(std::string& out, std::nullptr_t) {
  out += "null";
}

inline void append_json(std::string& out, const char* text) {
  text == nullptr ? append_json(out, nullptr) : append_json(out, std::string_view(text));
}
inline void append_json(std::string& out, const std::string& text) {
  append_json(out, std::string_view(text));
}

template <std::integral T>
requires(!std::same_as<T, bool>) void append_json(std::string& out, T value) {
  using Wide = std::conditional_t<std::is_signed_v<T>, std::int64_t, std::uint64_t>;
  append_json(out, static_cast<Wide>(value));
}

template <std::floating_point T>
void append_json(std::string& out, T value) {
  append_json(out, static_cast<double>(value));
}

template <typename T>
requires std::is_enum_v<T>
void append_json(std::string& out, T value) {
  append_json(out, static_cast<std::underlying_type_t<T>>(value));
}

namespace detail {

template <typename T>
concept Range = requires(const T& range) {
  range.begin();
  range.end();
};

template <typename T>
concept TextLike = std::convertible_to<const T&, std::string_view>;

/// std::map and its like, with keys that are text: an object. Every other range: an array.
template <typename T>
concept TextMap = Range<T> && requires {
  typename T::mapped_type;
  requires TextLike<typename T::key_type>;
};

template <typename T>
concept PairLike = requires(const T& pair) {
  pair.first;
  pair.second;
};

template <typename T>
concept OptionalLike = requires(const T& optional) {
  { optional.has_value() } -> std::same_as<bool>;
  *optional;
};

template <typename T>
void append_any(std::string& out, const T& value);

}  // namespace detail

template <typename T>
requires(detail::Range<T> && !detail::TextLike<T>) void append_json(std::string& out,
                                                                    const T& range) {
  constexpr bool is_object = detail::TextMap<T>;
  out += is_object ? '{' : '[';
  bool is_first = true;
  for (const auto& element : range) {
    if (!std::exchange(is_first, false)) out += ',';
    if constexpr (is_object) {
      append_json(out, std::string_view(element.first));
      out += ':';
      detail::append_any(out, element.second);
    } else {
      detail::append_any(out, element);
    }
  }
  out += is_object ? '}' : ']';
}

template <typename T>
requires(detail::PairLike<T> && !detail::Range<T>) void append_json(std::string& out,
                                                                    const T& pair) {
  out += '[';
  detail::append_any(out, pair.first);
  out += ',';
  detail::append_any(out, pair.second);
  out += ']';
}

template <typename T>
requires(detail::OptionalLike<T> && !detail::Range<T>) void append_json(std::string& out,
                                                                        const T& optional) {
  optional.has_value() ? detail::append_any(out, *optional) : append_json(out, nullptr);
}

namespace detail {

/// By overload above or by one that argument-dependent look-up finds in the value's namespace.
template <typename T>
void append_any(std::string& out, const T& value) {
  append_json(out, value);
}

template <typename T>
concept Recordable = requires(std::string& out, const T& value) {
  append_json(out, value);
};

}  // namespace detail
}  // namespace sotto
