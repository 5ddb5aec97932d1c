#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <span>
#include <string_view>

#include "privacy/scrub/national_rows.hpp"
#include "privacy/scrub/scan.hpp"

namespace sotto::privacy {

/// The lists of words of all rows, each once.
struct AnnouncingLists {
  std::array<std::string_view, 64> words{};
  std::size_t count = 0;

  constexpr void add(std::string_view list) {
    if (list.empty() || bit_of(list) != 0) return;
    words[count++] = list;
  }
  constexpr std::span<const std::string_view> all() const noexcept { return {words.data(), count}; }

  /// The bit of the list for Announced, or 0.
  constexpr std::uint64_t bit_of(std::string_view list) const noexcept {
    for (std::size_t i = 0; i < count; ++i) {
      if (words[i] == list) return std::uint64_t{1} << i;
    }
    return 0;
  }
};
inline constexpr AnnouncingLists announcing_lists = [] {
  AnnouncingLists lists;
  for (const auto& id : national::national_ids) lists.add(id.words);
  for (const auto& document : national::documents) lists.add(document.words);
  return lists;
}();

/// Of which lists a word stands in the line shortly before `at`; looked up when first asked.
class Announced {
 public:
  Announced(const Scan& scan, std::size_t at) noexcept : scan_(scan), at_(at) {}

  /// Whether of one of the lists with these bits.
  bool has(std::uint64_t lists) noexcept;

 private:
  const Scan& scan_;
  std::size_t at_;
  bool is_known_ = false;
  std::uint64_t lists_ = 0;
};

/// Whether a word for a telephone, or for a card, stands shortly before `at`.
bool is_called_phone(const Scan& scan, std::size_t at) noexcept;
bool is_called_card(const Scan& scan, std::size_t at) noexcept;

}  // namespace sotto::privacy
