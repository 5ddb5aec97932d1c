#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <iterator>
#include <string_view>

#include "core/text.hpp"
#include "privacy/scrub/row_set.hpp"

namespace sotto::privacy {

/// Words in lower case that are looked for in any case. Their first two bytes leave most of them
/// out at a glance, so a list may be long.
template <std::size_t N>
class WordTable {
 public:
  consteval explicit WordTable(const auto& words) {
    for (std::size_t i = 0; i < N; ++i) {
      words_[i] = words[i];
      for (const char c : words[i]) {
        if (c != core::to_lower(c)) throw "words are in lower case";
      }
      first_[slot(words[i][0])].add(i);
      for (std::size_t second = 0; second < slots; ++second) {
        if (words[i].size() == 1 || slot(words[i][1]) == second) second_[second].add(i);
      }
    }
  }

  /// Whether a word stands in `text` at `at` of which is_right(word) holds.
  template <typename IsRight>
  bool any_at(std::string_view text, std::size_t at, IsRight is_right) const noexcept {
    const std::size_t second = at + 1 < text.size() ? slot(text[at + 1]) : 0;
    const RowSet<N> rows = first_[slot(text[at])] & second_[second];
    for (const std::size_t row : rows) {
      if (stands_at(text, at, words_[row]) && is_right(words_[row])) return true;
    }
    return false;
  }

  /// Whether `text` is one of the words.
  bool has(std::string_view text) const noexcept {
    return !text.empty() &&
           any_at(text, 0, [text](std::string_view word) { return word.size() == text.size(); });
  }

  /// Whether one of the words stands anywhere in `text`.
  bool any_in(std::string_view text) const noexcept {
    for (std::size_t at = 0; at < text.size(); ++at) {
      if (any_at(text, at, [](std::string_view) { return true; })) return true;
    }
    return false;
  }

  /// The words of the list that stand anywhere in `text`: the place in the list of the first of
  /// them, or N.
  std::size_t first_in(std::string_view text) const noexcept {
    std::size_t found = N;
    for (std::size_t at = 0; at < text.size(); ++at) {
      any_at(text, at, [&](const std::string_view& word) {
        found = std::min(found, static_cast<std::size_t>(&word - words_.data()));
        return false;
      });
    }
    return found;
  }

 private:
  static constexpr std::size_t slots = 32;  // the five low bits: a letter has them in either case

  static constexpr std::size_t slot(char c) noexcept {
    return static_cast<unsigned char>(c) % slots;
  }
  static bool stands_at(std::string_view text, std::size_t at, std::string_view word) noexcept {
    if (text.size() - at < word.size()) return false;
    for (std::size_t i = 0; i < word.size(); ++i) {
      if (core::to_lower(text[at + i]) != word[i]) return false;
    }
    return true;
  }

  std::array<std::string_view, N> words_{};
  std::array<RowSet<N>, slots> first_{};
  std::array<RowSet<N>, slots> second_{};
};

/// The table of a list: one for all that ask it.
template <const auto& words>
inline constexpr WordTable<std::size(words)> word_table{words};

}  // namespace sotto::privacy
