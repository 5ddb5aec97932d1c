#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <type_traits>

namespace sotto {

namespace detail {
// Declared only: to call one while compiling is an error, and its name says which rule was broken.
// A throw would say it better, but does not compile with -fno-exceptions.
void a_label_has_1_to_64_bytes();
void a_label_uses_letters_digits_and_four_marks();
void the_type_has_no_name();
}  // namespace detail

/// A name that anonymous telemetry may count: fixed when the program is compiled.
///
/// Only a literal converts to a Label, so a value known at run time (a prompt, a path, a user's
/// name) cannot become one; tests/compile_fail/ proves that it does not build. A value known at
/// run time goes through a Vocabulary, which gives one of its members or "other".
///
/// Shape: 1 to 64 bytes of [A-Za-z0-9_.:-]. No path, no address and no sentence fits.
class Label {
 public:
  static constexpr std::size_t max_bytes = 64;

  template <std::size_t N>
  consteval Label(const char (&literal)[N])  // NOLINT: conversion from a literal is the point
      : data_(literal), hash_(hash_of({literal, N - 1})) {
    if (N - 1 == 0 || N - 1 > max_bytes) detail::a_label_has_1_to_64_bytes();
    for (std::size_t i = 0; i < N - 1; ++i) {
      if (!is_allowed(literal[i])) detail::a_label_uses_letters_digits_and_four_marks();
    }
  }

  constexpr std::string_view text() const noexcept { return {data_, hash_ & 0xff}; }

  /// hash_of(text()), computed by the compiler: looking a label up hashes nothing.
  constexpr std::uint64_t hash() const noexcept { return hash_; }

  static constexpr bool is_allowed(char c) noexcept {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' ||
           c == '.' || c == ':' || c == '-';
  }

  /// FNV-1a of a text of at most 255 bytes, its low byte replaced by the size.
  static constexpr std::uint64_t hash_of(std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf29ce484222325U;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100000001b3U;
    return (hash & ~std::uint64_t{0xff}) | text.size();
  }

  friend constexpr bool operator==(const Label& a, const Label& b) noexcept {
    return a.text() == b.text();
  }

 private:
  template <typename E>
  friend consteval Label type_label();
  consteval Label(const char* data, std::size_t size) : data_(data), hash_(hash_of({data, size})) {}

  // Two words, so that a Label travels in registers: through memory a call costs five times more.
  const char* data_;
  std::uint64_t hash_;
};

/// A closed set of labels, for values that are known only at run time.
///
///   constexpr sotto::Vocabulary models{"gpt-4o", "claude"};
///   sotto::track_feature_usage(models.find(chosen_model));
template <std::size_t N>
class Vocabulary {
 public:
  template <typename... Literals>
  requires(sizeof...(Literals) == N) consteval Vocabulary(const Literals&... literals)
      : members_{Label(literals)...} {}  // NOLINT

  /// The member equal to `value`, else the label "other". Any thread; never allocates.
  constexpr Label find(std::string_view value) const noexcept {
    for (const Label& member : members_) {
      if (member.text() == value) return member;
    }
    return Label("other");
  }

  static constexpr std::size_t size() noexcept { return N; }

 private:
  Label members_[N];
};

template <typename... Literals>
Vocabulary(const Literals&...) -> Vocabulary<sizeof...(Literals)>;

/// The name of the type E as a label: its qualified name up to the first character that a label
/// cannot hold, cut to 64 bytes. For example "std::runtime_error", and "Box" for Box<int>.
template <typename E>
consteval Label type_label() {
#if defined(__clang__) || defined(__GNUC__)
  constexpr std::string_view function = __PRETTY_FUNCTION__;
  constexpr std::string_view before = "E = ";
  std::size_t begin = function.find(before) + before.size();
#else
#error "type_label needs __PRETTY_FUNCTION__"
#endif
  std::size_t end = begin;
  while (end < function.size() && end - begin < Label::max_bytes &&
         Label::is_allowed(function[end])) {
    ++end;
  }
  if (end == begin) detail::the_type_has_no_name();
  return Label(function.data() + begin, end - begin);
}

}  // namespace sotto
