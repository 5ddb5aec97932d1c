// Compiled with -mavx2, and called only where the processor has it.

#include <immintrin.h>

#include "privacy/scrub/byte_classes.hpp"

namespace sotto::privacy {
namespace {

__m256i load(const char* text) noexcept {
  return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(text));
}

std::uint64_t bits_of(__m256i bytes) noexcept {
  return static_cast<std::uint32_t>(_mm256_movemask_epi8(bytes));
}

__m256i is(__m256i bytes, char c) noexcept {
  return _mm256_cmpeq_epi8(bytes, _mm256_set1_epi8(c));
}

/// Which bytes are at most `most`, unsigned.
__m256i is_at_most(__m256i bytes, char most) noexcept {
  return _mm256_cmpeq_epi8(_mm256_min_epu8(bytes, _mm256_set1_epi8(most)), bytes);
}

__m256i table(const std::uint8_t (&row)[16]) noexcept {
  return _mm256_broadcastsi128_si256(_mm_loadu_si128(reinterpret_cast<const __m128i*>(row)));
}

/// The groups of clues whose byte number `place` each of these may be.
__m256i groups(__m256i bytes, std::size_t place) noexcept {
  const __m256i four_bits = _mm256_set1_epi8(15);
  const __m256i low = _mm256_and_si256(bytes, four_bits);
  const __m256i high = _mm256_and_si256(_mm256_srli_epi16(bytes, 4), four_bits);
  return _mm256_and_si256(_mm256_shuffle_epi8(table(clue_tables.low[place]), low),
                          _mm256_shuffle_epi8(table(clue_tables.high[place]), high));
}

/// The classes of 32 bytes, in the low half of each.
ByteClasses classify_half(const char* text) noexcept {
  const __m256i bytes = load(text);
  const __m256i digit = is_at_most(_mm256_sub_epi8(bytes, _mm256_set1_epi8('0')), 9);
  const __m256i lower = _mm256_or_si256(bytes, _mm256_set1_epi8(0x20));
  const __m256i letter = _mm256_sub_epi8(lower, _mm256_set1_epi8('a'));
  const __m256i word =
      _mm256_or_si256(_mm256_or_si256(digit, is_at_most(letter, 25)), is(bytes, '_'));
  const __m256i clue = _mm256_and_si256(
      _mm256_and_si256(groups(bytes, 0), groups(load(text + 1), 1)), groups(load(text + 2), 2));
  return {
      bits_of(word),
      bits_of(digit),
      bits_of(_mm256_or_si256(digit, is_at_most(letter, 5))),
      bits_of(is(bytes, '-')),
      bits_of(_mm256_or_si256(is(bytes, ' '), is(bytes, '.'))),
      bits_of(is(bytes, '@')),
      bits_of(is(bytes, ':')),
      bits_of(is(bytes, '/')),
      bits_of(_mm256_or_si256(_mm256_or_si256(is(bytes, '%'), is(bytes, '&')),
                              _mm256_or_si256(is(bytes, '?'), is(bytes, '\\')))),
      bits_of(_mm256_cmpeq_epi8(clue, _mm256_setzero_si256())) ^ 0xffffffffU,
  };
}

}  // namespace

void classify_avx2(const char* text, std::size_t blocks, ByteClasses* out) noexcept {
  for (; blocks > 0; --blocks, text += block_bytes, ++out) {
    const ByteClasses low = classify_half(text);
    const ByteClasses high = classify_half(text + 32);
    *out = {low.word | high.word << 32,     low.digit | high.digit << 32,
            low.hex | high.hex << 32,       low.dash | high.dash << 32,
            low.gap | high.gap << 32,       low.at | high.at << 32,
            low.colon | high.colon << 32,   low.slash | high.slash << 32,
            low.escape | high.escape << 32, low.clue | high.clue << 32};
  }
}

}  // namespace sotto::privacy
