#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

namespace sotto::core {

/// Copying, comparing and hashing names, keys and values without a call: most have a dozen bytes,
/// which are two pieces of a fixed size that may overlap.

template <typename Word>
inline Word load_word(const char* from) noexcept {
  Word word;
  std::memcpy(&word, from, sizeof(word));
  return word;
}

/// As memcpy; `to` and `from` do not overlap.
inline void copy_short(void* to, const void* from, std::size_t size) noexcept {
  auto* const target = static_cast<char*>(to);
  const auto* const source = static_cast<const char*>(from);
  const auto copy_both_ends = [=]<typename Word>(Word) {
    std::memcpy(target, source, sizeof(Word));
    std::memcpy(target + size - sizeof(Word), source + size - sizeof(Word), sizeof(Word));
  };
  struct Sixteen {
    std::uint64_t words[2];
  };
  if (size > 2 * sizeof(Sixteen)) {
    std::memcpy(target, source, size);
  } else if (size >= sizeof(Sixteen)) {
    copy_both_ends(Sixteen{});
  } else if (size >= sizeof(std::uint64_t)) {
    copy_both_ends(std::uint64_t{});
  } else if (size >= sizeof(std::uint32_t)) {
    copy_both_ends(std::uint32_t{});
  } else {
    for (std::size_t i = 0; i < size; ++i) target[i] = source[i];
  }
}

/// As a == b.
inline bool equals_short(std::string_view a, std::string_view b) noexcept {
  const std::size_t size = a.size();
  if (size != b.size()) return false;
  const auto differ = [&]<typename Word>(std::size_t at, Word) {
    return load_word<Word>(a.data() + at) ^ load_word<Word>(b.data() + at);
  };
  if (size >= 8) {
    std::size_t at = 0;
    for (; at + 8 < size; at += 8) {
      if (differ(at, std::uint64_t{}) != 0) return false;
    }
    return differ(size - 8, std::uint64_t{}) == 0;
  }
  if (size >= 4) {
    return (differ(0, std::uint32_t{}) | differ(size - 4, std::uint32_t{})) == 0;
  }
  for (std::size_t i = 0; i < size; ++i) {
    if (a[i] != b[i]) return false;
  }
  return true;
}

/// Of all bytes and their number; for tables in memory, where who picks the texts may well make
/// them collide.
inline std::uint64_t hash_short(std::string_view text) noexcept {
  constexpr std::uint64_t odd = 0x9E3779B97F4A7C15;  // 2^64 / the golden ratio
  const auto mix = [](std::uint64_t hash, std::uint64_t word) {
    hash = (hash ^ word) * odd;
    return hash ^ hash >> 32;
  };
  const char* const data = text.data();
  const std::size_t size = text.size();
  std::uint64_t hash = size;
  if (size >= 8) {
    for (std::size_t at = 0; at + 8 < size; at += 8) {
      hash = mix(hash, load_word<std::uint64_t>(data + at));
    }
    return mix(hash, load_word<std::uint64_t>(data + size - 8));
  }
  if (size >= 4) {
    const std::uint64_t high = load_word<std::uint32_t>(data + size - 4);
    return mix(hash, load_word<std::uint32_t>(data) | high << 32);
  }
  std::uint64_t word = 0;
  for (std::size_t i = 0; i < size; ++i) word = word << 8 | static_cast<unsigned char>(data[i]);
  return mix(hash, word);
}

}  // namespace sotto::core
