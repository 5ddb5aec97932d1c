#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string_view>

#include "privacy/scrub/byte_classes.hpp"
#include "privacy/scrub/windows.hpp"

namespace sotto::privacy {

/// Why a place in the text is looked at. Several may hold for one.
struct Candidates {
  std::uint64_t run;     // 15 letters, digits, _ and - in a row end here, for the first time
  std::uint64_t number;  // a digit: the 4th in a row in 7 of a run, or the first of a further
                         // group; or the gap after "AB12"
  std::uint64_t at;      // @
  std::uint64_t url;     // the first slash of "://"
  std::uint64_t groups;  // the second colon of "ab:12:" and "::"; the end of "00aa.11bb.22cc"
  std::uint64_t escape;  // % & ? and backslash
  std::uint64_t clue;    // see byte_classes.cpp
  std::uint64_t flag;    // the letter after a dash that begins a word: "-p" of a command

  std::uint64_t any() const noexcept {
    return run | number | at | url | groups | escape | clue | flag;
  }
};

/// Turns the classes of a text, 64 bytes after 64 bytes, into candidates. Every candidate depends
/// on bytes at and before its own only (a clue: two after it), so nothing needs to be looked up
/// ahead.
class CandidateFinder {
 public:
  Candidates next(const ByteClasses& in) noexcept {
    const std::uint64_t token = in.word | in.dash;
    const std::uint64_t after_token = token_1_.shifted(token, 1);
    const std::uint64_t token_2 = token & after_token;
    const std::uint64_t token_4 = token_2 & token_2_.shifted(token_2, 2);
    const std::uint64_t token_8 = token_4 & token_4_.shifted(token_4, 4);
    const std::uint64_t token_15 = token_8 & token_8_.shifted(token_8, 7);
    const std::uint64_t digit_2 = in.digit & digit_1_.shifted(in.digit, 1);
    const std::uint64_t digit_4 = digit_2 & digit_2_.shifted(digit_2, 2);
    const std::uint64_t token_7 = token_4 & token_3_before_.shifted(token_4, 3);
    const std::uint64_t number = digit_4 & token_7;
    const std::uint64_t letter = in.word & ~in.digit;
    const std::uint64_t letter_2 = letter & letter_1_.shifted(letter, 1);
    const std::uint64_t account = digit_2 & letter_2_.shifted(letter_2, 2);
    const std::uint64_t gap = gap_.shifted(in.gap | in.dash | in.slash, 1);
    const std::uint64_t colon_1 = colon_.shifted(in.colon, 1);
    const std::uint64_t group_2 = group_1_.shifted(colon_1 & in.hex, 1);
    const std::uint64_t group_3 = group_2_.shifted(group_2 & in.hex, 1);
    const std::uint64_t group_4 = group_3_.shifted(group_3 & in.hex, 1);
    const std::uint64_t group_5 = group_4_.shifted(group_4 & in.hex, 1);
    const std::uint64_t hex_2 = in.hex & hex_1_.shifted(in.hex, 1);
    const std::uint64_t hex_4 = hex_2 & hex_2_.shifted(hex_2, 2);
    const std::uint64_t gap_4 = in.gap & hex_4_.shifted(hex_4, 1);
    return {
        .run = token_15 & ~token_15_.shifted(token_15, 1),
        .number = (number & ~number_.shifted(number, 1)) |
                  (in.digit & gap & digit_before_.shifted(in.digit, 2)) |
                  (in.gap & account_.shifted(account, 1)),
        .at = in.at,
        .url = in.slash & colon_1,
        .groups = (in.colon & (colon_1 | group_2 | group_3 | group_4 | group_5)) |
                  (hex_4 & two_gaps_.shifted(gap_4 & gap_4_.shifted(gap_4, 5), 4)),
        .escape = in.escape,
        .clue = in.clue,
        .flag = in.word & ~in.digit & dash_.shifted(in.dash & ~after_token, 1),
    };
  }

 private:
  /// A mask moved to later bytes, with what leaves the 64 bytes before.
  class Carry {
   public:
    std::uint64_t shifted(std::uint64_t mask, int bytes) noexcept {
      const std::uint64_t result = mask << bytes | previous_ >> (64 - bytes);
      previous_ = mask;
      return result;
    }

   private:
    std::uint64_t previous_ = 0;
  };

  Carry token_1_, token_2_, token_4_, token_8_, token_15_;
  Carry digit_1_, digit_2_, token_3_before_, number_, digit_before_;
  Carry letter_1_, letter_2_, account_;
  Carry gap_, colon_, group_1_, group_2_, group_3_, group_4_;
  Carry hex_1_, hex_2_, hex_4_, gap_4_, two_gaps_;
  Carry dash_;
};

/// Calls visit(position, candidates, bit) for every candidate of `text` in the window, in order;
/// the bit of each mask says why. A window of one byte costs as much as one of 64.
template <typename Visit>
void for_each_candidate(std::string_view text, const Windows::Window& window, Classify classify,
                        Visit&& visit) {
  constexpr std::size_t most_blocks = 16;  // at once: their classes stay in the nearest cache
  ByteClasses classes[most_blocks];
  CandidateFinder finder;
  const auto visit_blocks = [&](std::size_t begin, std::size_t blocks) {
    for (std::size_t i = 0; i < blocks; ++i) {
      const Candidates candidates = finder.next(classes[i]);
      for (std::uint64_t left = candidates.any(); left != 0; left &= left - 1) {
        const int bit = std::countr_zero(left);
        const std::size_t position = begin + i * block_bytes + static_cast<std::size_t>(bit);
        if (position >= window.begin) visit(position, candidates, bit);
      }
    }
  };
  // The block before says what the first bytes of the window belong to.
  std::size_t at = window.begin - std::min(window.begin, block_bytes);
  const std::size_t end = std::min(window.end, text.size());
  while (at < end && at + block_bytes + bytes_after_blocks <= text.size()) {
    const std::size_t left = std::min((text.size() - at - bytes_after_blocks) / block_bytes,
                                      (end - at + block_bytes - 1) / block_bytes);
    const std::size_t blocks = std::min(left, most_blocks);
    classify(text.data() + at, blocks, classes);
    visit_blocks(at, blocks);
    at += blocks * block_bytes;
  }
  // What is left, 65 bytes at most, with zeros after it.
  if (at >= end) return;
  char rest[2 * block_bytes + bytes_after_blocks] = {};
  const std::size_t rest_bytes = text.size() - at;
  std::memcpy(rest, text.data() + at, rest_bytes);
  const std::size_t blocks = rest_bytes > block_bytes ? 2 : 1;
  classify(rest, blocks, classes);
  visit_blocks(at, blocks);
}

}  // namespace sotto::privacy
