// Compiled with -mavx512f -mavx512bw, and called only where the processor has both.

#include <immintrin.h>

#include "privacy/scrub/byte_classes.hpp"

namespace sotto::privacy {
namespace {

__m512i load(const char* text) noexcept {
  return _mm512_loadu_si512(text);
}

std::uint64_t is(__m512i bytes, char c) noexcept {
  return _mm512_cmpeq_epi8_mask(bytes, _mm512_set1_epi8(c));
}

/// Which bytes are at most `most`, unsigned.
std::uint64_t is_at_most(__m512i bytes, char most) noexcept {
  return _mm512_cmple_epu8_mask(bytes, _mm512_set1_epi8(most));
}

__m512i table(const std::uint8_t (&row)[16]) noexcept {
  return _mm512_maskz_broadcast_i32x4(0xffff,
                                      _mm_loadu_si128(reinterpret_cast<const __m128i*>(row)));
}

/// The groups of clues whose byte number `place` each of these may be.
__m512i groups(__m512i bytes, std::size_t place) noexcept {
  const __m512i four_bits = _mm512_set1_epi8(15);
  const __m512i low = _mm512_and_si512(bytes, four_bits);
  const __m512i high = _mm512_and_si512(_mm512_srli_epi16(bytes, 4), four_bits);
  return _mm512_and_si512(_mm512_shuffle_epi8(table(clue_tables.low[place]), low),
                          _mm512_shuffle_epi8(table(clue_tables.high[place]), high));
}

}  // namespace

void classify_avx512(const char* text, std::size_t blocks, ByteClasses* out) noexcept {
  for (; blocks > 0; --blocks, text += block_bytes, ++out) {
    const __m512i bytes = load(text);
    const __m512i lower = _mm512_or_si512(bytes, _mm512_set1_epi8(0x20));
    const __m512i letter = _mm512_sub_epi8(lower, _mm512_set1_epi8('a'));
    const std::uint64_t digit = is_at_most(_mm512_sub_epi8(bytes, _mm512_set1_epi8('0')), 9);
    const __m512i clue = _mm512_and_si512(
        _mm512_and_si512(groups(bytes, 0), groups(load(text + 1), 1)), groups(load(text + 2), 2));
    *out = {digit | is_at_most(letter, 25) | is(bytes, '_'),
            digit,
            digit | is_at_most(letter, 5),
            is(bytes, '-'),
            is(bytes, ' ') | is(bytes, '.'),
            is(bytes, '@'),
            is(bytes, ':'),
            is(bytes, '/'),
            is(bytes, '%') | is(bytes, '&') | is(bytes, '?') | is(bytes, '\\'),
            _mm512_test_epi8_mask(clue, clue)};
  }
}

}  // namespace sotto::privacy
