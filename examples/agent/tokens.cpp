#include "examples/agent/tokens.hpp"

#include <algorithm>
#include <array>

namespace agent {
namespace {

// Bytes above 127 belong to letters of other scripts: they never split a word.
bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
         static_cast<unsigned char>(c) > 127;
}

bool is_space(char c) {
  return c == ' ' || (c >= '\t' && c <= '\r');
}

char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

constexpr std::array<std::string_view, 44> common_words = {
    "a",    "an",   "and", "are",  "as",   "at",   "be",    "by",    "can",  "do",  "doe",
    "for",  "from", "ha",  "have", "how",  "i",    "if",    "in",    "into", "is",  "it",
    "me",   "no",   "not", "of",   "on",   "or",   "say",   "tell",  "that", "the", "there",
    "they", "thi",  "to",  "wa",   "what", "when", "where", "which", "who",  "why", "with"};

static_assert(std::ranges::is_sorted(common_words));  // for the binary search

}  // namespace

std::int64_t count_words_and_marks(std::string_view text) {
  std::int64_t count = 0;
  bool in_word = false;
  for (const char c : text) {
    const bool word = is_word_byte(c);
    if (word ? !in_word : !is_space(c)) ++count;
    in_word = word;
  }
  return count;
}

std::vector<std::string> search_terms(std::string_view text) {
  std::vector<std::string> terms;
  std::string word;
  const auto finish_word = [&] {
    if (word.size() > 2 && word.ends_with('s') && !word.ends_with("ss")) word.pop_back();
    if (word.size() > 1 && !std::ranges::binary_search(common_words, word)) terms.push_back(word);
    word.clear();
  };
  for (const char c : text) {
    if (is_word_byte(c)) {
      word.push_back(lower(c));
    } else {
      finish_word();
    }
  }
  finish_word();
  return terms;
}

}  // namespace agent
