#pragma once

#include <algorithm>
#include <array>
#include <iterator>

#include "privacy/scrub/vendor_key_rows_a_to_l.hpp"
#include "privacy/scrub/vendor_key_rows_m_to_z.hpp"
#include "privacy/scrub/vendor_key_rows_upper.hpp"
#include "privacy/scrub/vendor_keys.hpp"

namespace sotto::privacy {

/// A row for each format, sorted by prefix; a newcomer adds one line to the file of its first
/// letter. Lengths are the shortest and the longest that were seen, 0 where the vendor promises
/// none: keys grow. The source is the vendor, then the scanner whose rule was read, if one was.
inline constexpr auto vendor_key_rows = [] {
  constexpr std::size_t upper = std::size(vendor_key_rows_upper);
  constexpr std::size_t first_half = upper + std::size(vendor_key_rows_a_to_l);
  std::array<VendorKey, first_half + std::size(vendor_key_rows_m_to_z)> rows{};
  std::ranges::copy(vendor_key_rows_upper, rows.begin());
  std::ranges::copy(vendor_key_rows_a_to_l, rows.begin() + upper);
  std::ranges::copy(vendor_key_rows_m_to_z, rows.begin() + first_half);
  return rows;
}();

}  // namespace sotto::privacy
