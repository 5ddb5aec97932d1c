#pragma once

// Included by files that are compiled for one instruction set only. So this header has no function
// with a body: the linker could take such a copy for every processor.

#include <cstddef>
#include <cstdint>

namespace sotto::privacy {

/// Which of 64 bytes belong to which class; bit i stands for byte i.
struct ByteClasses {
  std::uint64_t word;    // A-Z a-z 0-9 _
  std::uint64_t digit;   // 0-9
  std::uint64_t hex;     // 0-9 a-f A-F
  std::uint64_t dash;    // -
  std::uint64_t gap;     // blank and full stop
  std::uint64_t at;      // @
  std::uint64_t colon;   // :
  std::uint64_t slash;   // /
  std::uint64_t escape;  // % & ? and backslash
  std::uint64_t clue;    // the first of three bytes that may be a clue, see ClueTables
};

inline constexpr std::size_t block_bytes = 64;

/// Classifies the `blocks` * 64 bytes from `text` on. Reads `bytes_after_blocks` more.
using Classify = void (*)(const char* text, std::size_t blocks, ByteClasses* out) noexcept;
inline constexpr std::size_t bytes_after_blocks = 2;

void classify_scalar(const char* text, std::size_t blocks, ByteClasses* out) noexcept;
void classify_avx2(const char* text, std::size_t blocks, ByteClasses* out) noexcept;
void classify_avx512(const char* text, std::size_t blocks, ByteClasses* out) noexcept;
void classify_neon(const char* text, std::size_t blocks, ByteClasses* out) noexcept;

/// Finds any of the clues at once: each belongs to one of eight groups, a bit. A byte may be the
/// clue's n-th of those groups that both low[n] (of its low four bits) and high[n] name; where a
/// group is left for all three bytes, a clue may start. All instruction sets follow these tables.
struct ClueTables {
  std::uint8_t low[3][16];
  std::uint8_t high[3][16];
};
extern const ClueTables clue_tables;

/// An instruction set that this processor has.
struct InstructionSet {
  const char* name;
  Classify classify;
};

/// Those of this processor, the fastest first; the last is scalar.
/// `count` receives how many there are. Never empty.
const InstructionSet* instruction_sets(std::size_t& count) noexcept;

}  // namespace sotto::privacy
