#include "privacy/scrub/vendor_keys.hpp"

#include <algorithm>
#include <array>
#include <iterator>

#include "core/text.hpp"
#include "privacy/scrub/checksums.hpp"
#include "privacy/scrub/vendor_key_rows.hpp"

namespace sotto::privacy {
namespace {

using enum Alphabet;

constexpr auto& keys = vendor_key_rows;
static_assert(std::ranges::is_sorted(keys, {}, &VendorKey::prefix));

// A small filter over the first three bytes: one bit of 4,096 for each three that a row has.
constexpr std::size_t filter_bits = 4096;
constexpr std::size_t filter_bit(char first, char second, char third) noexcept {
  const auto byte = [](char c) { return static_cast<std::size_t>(static_cast<unsigned char>(c)); };
  return (byte(first) * 577 ^ byte(second) * 67 ^ byte(third)) % filter_bits;
}
constexpr std::array<std::uint64_t, filter_bits / 64> filter = [] {
  std::array<std::uint64_t, filter_bits / 64> table{};
  for (const VendorKey& key : keys) {
    for (unsigned byte = 0; byte < 256; ++byte) {
      const char third = key.prefix.size() > 2 ? key.prefix[2] : static_cast<char>(byte);
      const std::size_t bit = filter_bit(key.prefix[0], key.prefix[1], third);
      table[bit / 64] |= std::uint64_t{1} << bit % 64;
      if (key.prefix.size() > 2) break;
    }
  }
  return table;
}();

}  // namespace

std::span<const VendorKey> vendor_keys() noexcept {
  return keys;
}

std::span<const VendorKey> vendor_keys(char first) noexcept {
  // Where the rows of each first byte begin and end.
  struct Rows {
    std::uint16_t begin = 0;
    std::uint16_t end = 0;
  };
  static constexpr std::array<Rows, 256> by_first = [] {
    std::array<Rows, 256> table{};
    for (std::size_t i = std::size(keys); i-- > 0;) {
      Rows& rows = table[static_cast<unsigned char>(keys[i].prefix[0])];
      if (rows.end == 0) rows.end = static_cast<std::uint16_t>(i + 1);
      rows.begin = static_cast<std::uint16_t>(i);
    }
    return table;
  }();
  const Rows rows = by_first[static_cast<unsigned char>(first)];
  return std::span(keys).subspan(rows.begin, rows.end - rows.begin);
}

bool may_begin_vendor_key(char first, char second, char third) noexcept {
  const std::size_t bit = filter_bit(first, second, third);
  return (filter[bit / 64] >> bit % 64 & 1U) != 0;
}

bool has_right_checksum(Check check, std::string_view body) noexcept {
  constexpr std::size_t checksum_bytes = 6;
  if (check == Check::none || body.size() <= checksum_bytes) return false;
  const std::size_t data = body.size() - checksum_bytes;
  std::uint64_t written = 0;
  for (const char c : body.substr(data)) {
    const int digit = core::is_digit(c) ? c - '0' : c >= 'a' ? c - 'a' + 36 : c - 'A' + 10;
    written = written * 62 + static_cast<std::uint64_t>(digit);
  }
  return written == crc32(body.substr(0, data));
}

}  // namespace sotto::privacy
