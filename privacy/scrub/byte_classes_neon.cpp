// For arm64, where every processor has these instructions. Written after the scalar twin and not
// run yet: ByteClasses.AreTheSameForEveryInstructionSet is the test to run first on such a machine.

#include <arm_neon.h>

#include "privacy/scrub/byte_classes.hpp"

namespace sotto::privacy {
namespace {

/// 64 bytes, or a verdict of 0 or 255 on each.
struct Block {
  uint8x16_t part[4];
};

Block load(const char* text) noexcept {
  const auto* bytes = reinterpret_cast<const std::uint8_t*>(text);
  return {{vld1q_u8(bytes), vld1q_u8(bytes + 16), vld1q_u8(bytes + 32), vld1q_u8(bytes + 48)}};
}

/// One bit for each byte: every byte keeps the bit of its place among eight, and neighbours are
/// added until eight of them are one byte.
std::uint64_t bits_of(const Block& verdicts) noexcept {
  const uint8x16_t places = {1, 2, 4, 8, 16, 32, 64, 128, 1, 2, 4, 8, 16, 32, 64, 128};
  const uint8x16_t pairs_low =
      vpaddq_u8(vandq_u8(verdicts.part[0], places), vandq_u8(verdicts.part[1], places));
  const uint8x16_t pairs_high =
      vpaddq_u8(vandq_u8(verdicts.part[2], places), vandq_u8(verdicts.part[3], places));
  const uint8x16_t fours = vpaddq_u8(pairs_low, pairs_high);
  return vgetq_lane_u64(vreinterpretq_u64_u8(vpaddq_u8(fours, fours)), 0);
}

template <typename Judge>
std::uint64_t where(const Block& block, Judge judge) noexcept {
  return bits_of(
      {{judge(block.part[0]), judge(block.part[1]), judge(block.part[2]), judge(block.part[3])}});
}

std::uint64_t is(const Block& block, char c) noexcept {
  const uint8x16_t wanted = vdupq_n_u8(static_cast<std::uint8_t>(c));
  return where(block, [wanted](uint8x16_t bytes) { return vceqq_u8(bytes, wanted); });
}

/// Which bytes, in lower case if they are letters, lie in `first` to `last`.
std::uint64_t is_letter_in(const Block& block, char first, char last) noexcept {
  const uint8x16_t from = vdupq_n_u8(static_cast<std::uint8_t>(first));
  const uint8x16_t most = vdupq_n_u8(static_cast<std::uint8_t>(last - first));
  const uint8x16_t lower_case = vdupq_n_u8(0x20);
  return where(block, [=](uint8x16_t bytes) {
    return vcleq_u8(vsubq_u8(vorrq_u8(bytes, lower_case), from), most);
  });
}

std::uint64_t is_digit(const Block& block) noexcept {
  const uint8x16_t zero = vdupq_n_u8('0');
  const uint8x16_t nine = vdupq_n_u8(9);
  return where(block, [=](uint8x16_t bytes) { return vcleq_u8(vsubq_u8(bytes, zero), nine); });
}

/// The groups of clues whose byte number `place` each of these may be.
uint8x16_t groups(uint8x16_t bytes, std::size_t place) noexcept {
  const uint8x16_t low =
      vqtbl1q_u8(vld1q_u8(clue_tables.low[place]), vandq_u8(bytes, vdupq_n_u8(15)));
  const uint8x16_t high = vqtbl1q_u8(vld1q_u8(clue_tables.high[place]), vshrq_n_u8(bytes, 4));
  return vandq_u8(low, high);
}

std::uint64_t clues(const char* text) noexcept {
  const Block bytes[3] = {load(text), load(text + 1), load(text + 2)};
  Block verdicts{};
  for (std::size_t i = 0; i < 4; ++i) {
    const uint8x16_t left =
        vandq_u8(vandq_u8(groups(bytes[0].part[i], 0), groups(bytes[1].part[i], 1)),
                 groups(bytes[2].part[i], 2));
    verdicts.part[i] = vtstq_u8(left, left);
  }
  return bits_of(verdicts);
}

}  // namespace

void classify_neon(const char* text, std::size_t blocks, ByteClasses* out) noexcept {
  for (; blocks > 0; --blocks, text += block_bytes, ++out) {
    const Block bytes = load(text);
    const std::uint64_t digit = is_digit(bytes);
    *out = {digit | is_letter_in(bytes, 'a', 'z') | is(bytes, '_'),
            digit,
            digit | is_letter_in(bytes, 'a', 'f'),
            is(bytes, '-'),
            is(bytes, ' ') | is(bytes, '.'),
            is(bytes, '@'),
            is(bytes, ':'),
            is(bytes, '/'),
            is(bytes, '%') | is(bytes, '&') | is(bytes, '?') | is(bytes, '\\'),
            clues(text)};
  }
}

}  // namespace sotto::privacy
