#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "privacy/scrub/byte_classes.hpp"
#include "privacy/scrub/candidates.hpp"

namespace sotto::privacy {
namespace {

std::vector<InstructionSet> all_sets() {
  std::size_t count = 0;
  const InstructionSet* first = instruction_sets(count);
  return {first, first + count};
}

bool operator==(const ByteClasses& a, const ByteClasses& b) {
  return std::memcmp(&a, &b, sizeof(a)) == 0;
}

TEST(ByteClasses, AreTheSameForEveryInstructionSet) {
  std::mt19937 random{20261121};  // NOLINT: the same texts in every run
  constexpr std::size_t blocks = 4;
  for (int i = 0; i < 20'000; ++i) {
    // Every byte, and texts of few letters, in which clues are frequent.
    const std::string_view letters = "paswdecrtokyuhi/.gnl\xe2\x80\x8b\xef\xbb\xbf";
    std::string text(blocks * block_bytes + bytes_after_blocks, '\0');
    for (char& c : text) {
      c = i % 2 == 0 ? static_cast<char>(random()) : letters[random() % letters.size()];
    }
    ByteClasses expected[blocks];
    classify_scalar(text.data(), blocks, expected);
    for (const InstructionSet& set : all_sets()) {
      ByteClasses classes[blocks];
      set.classify(text.data(), blocks, classes);
      for (std::size_t block = 0; block < blocks; ++block) {
        ASSERT_TRUE(classes[block] == expected[block]) << set.name;
      }
    }
  }
}

/// Where candidates stand in the window, and what they are.
std::vector<std::string> candidates(std::string_view text, const Windows::Window& window) {
  std::vector<std::string> found;
  const auto visit = [&](std::size_t at, const Candidates& is, int bit) {
    const auto add = [&, at, bit](std::uint64_t mask, const char* name) {
      if ((mask >> bit & 1U) != 0) found.push_back(name + (" " + std::to_string(at)));
    };
    add(is.run, "run");
    add(is.number, "number");
    add(is.at, "at");
    add(is.url, "url");
    add(is.groups, "groups");
    add(is.escape, "escape");
    add(is.clue, "clue");
  };
  for_each_candidate(text, window, classify_scalar, visit);
  return found;
}
std::vector<std::string> candidates(std::string_view text) {
  return candidates(text, {0, text.size()});
}

using List = std::vector<std::string>;

TEST(Candidates, AreFoundWhereverTheyStandInABlock) {
  for (std::size_t before = 0; before < 3 * block_bytes; ++before) {
    const std::string blanks(before, ' ');
    const auto at = [before](const char* name, std::size_t offset) {
      return name + (" " + std::to_string(before + offset));
    };
    EXPECT_EQ(candidates(blanks + "abcdefghijklmno_-0"), (List{at("run", 14)}));
    EXPECT_EQ(candidates(blanks + "12345678 "), (List{at("number", 6)}));
    EXPECT_EQ(candidates(blanks + "1.2"), (List{at("number", 2)}));
    EXPECT_EQ(candidates(blanks + "x://y"), (List{at("url", 2)}));
    EXPECT_EQ(candidates(blanks + "a:12:"), (List{at("groups", 4)}));
    EXPECT_EQ(candidates(blanks + "00aa.bbff.22cc"), (List{at("groups", 13)}));
    EXPECT_EQ(candidates(blanks + "a:12345:"), List{});
    EXPECT_EQ(candidates(blanks + "PassWord"), (List{at("clue", 0)}));
    EXPECT_EQ(candidates(blanks + "%?&\\@").size(), 5U);
  }
}

TEST(Candidates, OfAWindowAreThoseOfTheTextFromThereOn) {
  std::string text;
  while (text.size() < 300)
    text += "user@x 00aa.bbff.22cc abcdefghijklmno_-0 +1 1234567 a:12: x://y ";
  const List all = candidates(text);
  for (std::size_t begin = 0; begin <= text.size(); ++begin) {
    const List found = candidates(text, {begin, text.size()});
    ASSERT_TRUE(found.size() <= all.size() &&
                std::equal(found.rbegin(), found.rend(), all.rbegin()))
        << begin;
    ASSERT_TRUE(found.size() == all.size() ||
                std::stoul(all[all.size() - found.size() - 1].substr(
                    all[all.size() - found.size() - 1].find(' '))) < begin);
  }
}

TEST(Candidates, AreNoneInPlainText) {
  EXPECT_EQ(candidates("The quick brown fox jumps over the lazy dog, 12 times."), List{});
  EXPECT_EQ(candidates(""), List{});
}

}  // namespace
}  // namespace sotto::privacy
