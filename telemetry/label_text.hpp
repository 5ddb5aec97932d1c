#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include <sotto/export.hpp>
#include <sotto/label.hpp>

namespace sotto::telemetry {

/// What a Label holds, also for a type's name (type_name.hpp): the only two sources of text in
/// telemetry. Two words, which travel in registers.
struct LabelText {
  constexpr LabelText() noexcept = default;  // none, where a kind has one label only
  constexpr LabelText(Label label) noexcept  // NOLINT: a Label is a LabelText
      : data(label.text().data()), hash(label.hash()) {}
  constexpr explicit LabelText(std::string_view label) noexcept
      : data(label.data()), hash(Label::hash_of(label)) {}

  constexpr std::size_t size() const noexcept { return hash & 0xff; }
  constexpr std::string_view text() const noexcept { return {data, size()}; }

  const char* data = nullptr;  // not owned
  std::uint64_t hash = 0;      // Label::hash_of(text()); 0 for none
};

template <typename Word>
bool equal_words(const char* a, const char* b) noexcept {
  Word left;
  Word right;
  std::memcpy(&left, a, sizeof(Word));
  std::memcpy(&right, b, sizeof(Word));
  return left == right;
}

/// memcmp(a, b, size) == 0 without its call, which would cost as much as the rest of a lookup.
SOTTO_ALWAYS_INLINE bool equal_bytes(const char* a, const char* b, std::size_t size) noexcept {
  using Long = std::uint64_t;
  using Short = std::uint32_t;
  if (size >= sizeof(Long)) {
    const std::size_t last = size - sizeof(Long);  // overlaps the word before it
    for (std::size_t i = 0; i < last; i += sizeof(Long)) {
      if (!equal_words<Long>(a + i, b + i)) return false;
    }
    return equal_words<Long>(a + last, b + last);
  }
  if (size >= sizeof(Short)) {
    const std::size_t last = size - sizeof(Short);
    return equal_words<Short>(a, b) && equal_words<Short>(a + last, b + last);
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

/// The hashes stand for all but a few pairs of texts; the bytes decide.
SOTTO_ALWAYS_INLINE bool operator==(LabelText a, LabelText b) noexcept {
  return a.hash == b.hash && equal_bytes(a.data, b.data, a.size());
}

}  // namespace sotto::telemetry
