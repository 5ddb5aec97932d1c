#include <gtest/gtest.h>

#include <vector>

#include "privacy/scrub/row_set.hpp"
#include "privacy/scrub/word_table.hpp"

namespace sotto::privacy {
namespace {

constexpr std::string_view words[] = {"token", "to", "key", "n", "id card", "\xd0\xb8\xd0\xbd"};
constexpr auto& table = word_table<words>;

TEST(RowSet, GivesItsRowsInOrder) {
  RowSet<200> rows;
  for (const std::size_t row : {199, 0, 63, 64, 128}) rows.add(row);
  std::vector<std::size_t> found;
  for (const std::size_t row : rows) found.push_back(row);
  EXPECT_EQ(found, (std::vector<std::size_t>{0, 63, 64, 128, 199}));
}

TEST(RowSet, HasWhatTwoHaveInCommon) {
  RowSet<70> first;
  RowSet<70> second;
  first.add(1);
  first.add(69);
  second.add(69);
  std::vector<std::size_t> found;
  for (const std::size_t row : first& second) found.push_back(row);
  EXPECT_EQ(found, std::vector<std::size_t>{69});
}

TEST(WordTable, HasItsWordsInAnyCaseAndNoOthers) {
  for (const std::string_view word : words) EXPECT_TRUE(table.has(word)) << word;
  EXPECT_TRUE(table.has("Id Card"));
  for (const std::string_view other : {"", "t", "tok", "tokens", "k", "\x14oken", "id_card"}) {
    EXPECT_FALSE(table.has(other)) << other;
  }
}

TEST(WordTable, FindsTheFirstOfItsWordsAnywhere) {
  EXPECT_EQ(table.first_in("apikeytoken"), 0U);
  EXPECT_EQ(table.first_in("a Key to"), 1U);
  EXPECT_EQ(table.first_in("n"), 3U);
  EXPECT_EQ(table.first_in("-\xd0\xb8\xd0\xbd-"), 5U);
  EXPECT_EQ(table.first_in("abc"), std::size(words));
}

}  // namespace
}  // namespace sotto::privacy
