#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <string_view>

#include "privacy/scrub/announcing_words.hpp"
#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {
namespace {

constexpr auto list_bits = [] {
  std::array<std::uint64_t, std::size(national::documents)> bits{};
  for (std::size_t i = 0; i < bits.size(); ++i) {
    bits[i] = announcing_lists.bit_of(national::documents[i].words);
  }
  return bits;
}();

bool is_of_number(char c) noexcept {
  return is_upper(c) || core::is_digit(c);
}

}  // namespace

MaybeFinding find_document(const Scan& scan, std::size_t begin, Announced& announced) {
  std::size_t end = begin;
  while (is_of_number(scan.at(end)) || (scan.at(end) == '-' && is_of_number(scan.at(end + 1)))) {
    ++end;
  }
  const std::string_view number = scan.slice(begin, end);
  const char next = scan.at(end);
  const bool goes_on = is_word(next) || (next == '.' && is_word(scan.at(end + 1)));
  if (goes_on || is_word(scan.before(begin))) return std::nullopt;
  const auto digits =
      static_cast<std::size_t>(std::count_if(number.begin(), number.end(), core::is_digit));
  for (std::size_t i = 0; i < list_bits.size(); ++i) {
    const national::Document& document = national::documents[i];
    if (number.size() >= document.least_bytes && number.size() <= document.most_bytes &&
        digits >= document.least_digits && (document.has_letters || digits == number.size()) &&
        announced.has(list_bits[i])) {
      return Finding{begin, end, document.kind};
    }
  }
  return std::nullopt;
}

MaybeFinding find_passport(const Scan& scan, std::size_t at) {
  // "Reisepass: C01X00T47" has too few digits in a row for a candidate of its own.
  constexpr std::size_t most_words = 32;
  const std::size_t last = std::min(at + most_words, scan.text.size());
  std::size_t begin = at;
  while (begin < last && !is_line_end(scan.at(begin)) &&
         !(is_of_number(scan.at(begin)) && is_of_number(scan.at(begin + 1)) &&
           is_of_number(scan.at(begin + 2)) && !is_word(scan.before(begin)))) {
    ++begin;
  }
  if (begin == last || begin < at + 4) return std::nullopt;
  Announced announced(scan, begin);
  return find_document(scan, begin, announced);
}

}  // namespace sotto::privacy
