#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>

#include "core/text.hpp"
#include "privacy/scrub/word_lists.hpp"

namespace sotto::privacy {

/// Lists of words, to tell in one pass over a text from which of them it has a word. A list is one
/// text with "|" between its words, as has_word_at() takes them: in lower case, a blank standing
/// for any of " _-." or nothing. At most 64 lists; no word has a single
/// letter or a blank after its first.
template <std::size_t Words>
class WordIndex {
  struct Word {
    std::string_view text;
    std::uint64_t list;
  };

 public:
  constexpr explicit WordIndex(std::span<const std::string_view> lists) {
    std::array<Word, Words> all{};
    std::size_t count = 0;
    for (std::size_t list = 0; list < lists.size(); ++list) {
      for (std::string_view left = lists[list]; !left.empty();) {
        const std::string_view word = left.substr(0, left.find('|'));
        all[count++] = {word, std::uint64_t{1} << list};
        left.remove_prefix(word.size() < left.size() ? word.size() + 1 : left.size());
      }
    }
    count = 0;
    for (std::size_t byte = 0; byte < 256; ++byte) {
      first_[byte] = static_cast<std::uint16_t>(count);
      for (const Word& word : all) {
        if (static_cast<unsigned char>(word.text[0]) == byte) words_[count++] = word;
      }
    }
    first_[256] = static_cast<std::uint16_t>(count);
  }

  /// Bit n stands for the list n.
  std::uint64_t lists_in(std::string_view text) const noexcept {
    std::uint64_t found = 0;
    for (std::size_t i = 0; i < text.size(); ++i) {
      if (!may_start_word(text, i)) continue;
      const auto byte = static_cast<unsigned char>(core::to_lower(text[i]));
      for (std::size_t word = first_[byte]; word < first_[byte + 1U]; ++word) {
        if (core::to_lower(text[i + 1 < text.size() ? i + 1 : i]) != words_[word].text[1]) continue;
        if (has_word_at(text, i, words_[word].text)) found |= words_[word].list;
      }
    }
    return found;
  }

 private:
  std::array<Word, Words> words_{};
  std::array<std::uint16_t, 257> first_{};  // of the words that begin with a byte
};

/// How many words the lists have, for the type of their index.
constexpr std::size_t count_words(std::span<const std::string_view> lists) {
  std::size_t count = 0;
  for (const std::string_view list : lists) {
    if (!list.empty()) ++count;
    for (const char c : list) count += c == '|' ? 1 : 0;
  }
  return count;
}

}  // namespace sotto::privacy
