#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>

namespace sotto::core {

/// memcpy without the call for what is as short as names, keys and most values are.
inline void copy_short(unsigned char* to, const void* from, std::size_t bytes) noexcept {
  const auto* const source = static_cast<const unsigned char*>(from);
  const auto copy_both_ends = [=]<typename Word>(Word) {  // the two may overlap
    std::memcpy(to, source, sizeof(Word));
    std::memcpy(to + bytes - sizeof(Word), source + bytes - sizeof(Word), sizeof(Word));
  };
  struct Sixteen {
    std::uint64_t words[2];
  };
  if (bytes > 2 * sizeof(Sixteen)) {
    std::memcpy(to, source, bytes);
  } else if (bytes >= sizeof(Sixteen)) {
    copy_both_ends(Sixteen{});
  } else if (bytes >= sizeof(std::uint64_t)) {
    copy_both_ends(std::uint64_t{});
  } else if (bytes >= sizeof(std::uint32_t)) {
    copy_both_ends(std::uint32_t{});
  } else {
    for (std::size_t i = 0; i < bytes; ++i) to[i] = source[i];
  }
}

}  // namespace sotto::core
