#include <gtest/gtest.h>

#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <thread>
#include <vector>

#include "telemetry/series.hpp"
#include "telemetry/type_name.hpp"

namespace sotto::telemetry {

template <typename T>
struct Box : std::exception {};

namespace {

LabelText text(const std::string& name) {
  return LabelText(name);
}

TEST(SeriesTable, GivesTheSameSeriesForTheSameLabelSet) {
  SeriesTable table;
  const Series* first = table.find_or_add({SeriesKind::feature, Label("a"), Label("general")});
  EXPECT_EQ(table.find_or_add({SeriesKind::feature, text("a"), text("general")}), first);
  EXPECT_EQ(first->first, "a");
  EXPECT_EQ(first->second, "general");
  EXPECT_FALSE(first->is_overflow);
}

TEST(SeriesTable, TellsKindsLabelsAndTheirOrderApart) {
  SeriesTable table;
  std::set<std::uint32_t> numbers;
  for (const SeriesKind kind : {SeriesKind::feature, SeriesKind::error,
                                SeriesKind::agent_run_succeeded, SeriesKind::agent_run_failed}) {
    numbers.insert(table.find_or_add({kind, Label("a"), Label("b")})->number);
    numbers.insert(table.find_or_add({kind, Label("b"), Label("a")})->number);
  }
  EXPECT_EQ(numbers.size(), 8U);
}

TEST(SeriesTable, ComparesTheBytesWhenHashesAreEqual) {
  SeriesTable table;
  const std::vector<std::string> names{
      "a",       "b",        "abc",      "abd",           "abcd",          "abce",
      "abcdefg", "abcdefgh", "abcdefgi", "abcdefghijklm", "abcdefghijkln", "abcdefghXjklm"};
  std::set<const Series*> found;
  for (const std::string& name : names) {
    LabelText same_hash(name);
    same_hash.hash = 0x700 | name.size();
    found.insert(table.find_or_add({SeriesKind::feature, same_hash, Label("x")}));
  }
  EXPECT_EQ(found.size(), names.size());
}

TEST(SeriesTable, KeepsItsOwnCopyOfTheTexts) {
  SeriesTable table;
  auto name = std::make_unique<std::string>("a_name_that_lives_on_the_heap");
  const Series* series = table.find_or_add({SeriesKind::error, text(*name), text(*name)});
  name.reset();
  EXPECT_EQ(series->first, "a_name_that_lives_on_the_heap");
  EXPECT_EQ(series->second, "a_name_that_lives_on_the_heap");
}

TEST(SeriesTable, SendsLabelSetsBeyondItsLimitToTheOverflowSeriesOfTheirKind) {
  SeriesTable table;
  for (std::uint32_t i = 0; i < SeriesTable::max_label_sets; ++i) {
    ASSERT_FALSE(
        table.find_or_add({SeriesKind::feature, text(std::to_string(i)), Label("x")})->is_overflow);
  }
  EXPECT_EQ(table.overflowed(), 0U);
  const Series* error = table.find_or_add({SeriesKind::error, Label("E"), Label("c")});
  const Series* timer = table.find_or_add({SeriesKind::timer, Label("t"), LabelText()});
  EXPECT_TRUE(error->is_overflow);
  EXPECT_EQ(error->kind, SeriesKind::error);
  EXPECT_EQ(error->first, "other");
  EXPECT_EQ(timer->kind, SeriesKind::timer);
  EXPECT_NE(error->number, timer->number);
  EXPECT_EQ(table.overflowed(), 2U);
  EXPECT_FALSE(table.find_or_add({SeriesKind::feature, text("1999"), Label("x")})->is_overflow)
      << "what was there before stays";
}

TEST(SeriesTable, NumbersAllLabelSetsDifferently) {
  SeriesTable table;
  std::set<std::uint32_t> numbers;
  table.for_each([&](const Series& series) { numbers.insert(series.number); });
  for (int i = 0; i < 500; ++i) {
    numbers.insert(
        table.find_or_add({SeriesKind::feature, text(std::to_string(i)), Label("x")})->number);
  }
  EXPECT_EQ(numbers.size(), 500U + series_kinds);
}

TEST(SeriesTable, AgreesAmongThreadsThatAddTheSameSets) {
  constexpr int sets = 300;
  SeriesTable table;
  std::vector<std::vector<const Series*>> seen(8);
  std::vector<std::thread> threads;
  for (auto& mine : seen) {
    threads.emplace_back([&] {
      for (int i = 0; i < sets; ++i) {
        mine.push_back(
            table.find_or_add({SeriesKind::feature, text(std::to_string(i)), Label("x")}));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  for (const auto& mine : seen) EXPECT_EQ(mine, seen.front());
  EXPECT_EQ((std::set<const Series*>(seen[0].begin(), seen[0].end()).size()), std::size_t{sets});
}

TEST(TypeName, IsTheQualifiedNameUpToWhatALabelCannotHold) {
  EXPECT_EQ(type_name(typeid(std::runtime_error)).text(), "std::runtime_error");
  EXPECT_EQ(type_name(typeid(Box<int>)).text(), "sotto::telemetry::Box");
}

TEST(TypeName, IsOtherWhenNothingCanBeShown) {
  struct Local : std::exception {};
  const LabelText name = type_name(typeid(Local));
  EXPECT_FALSE(name.text().empty());
  EXPECT_EQ(name.hash, Label::hash_of(name.text()));
  EXPECT_EQ(type_name(typeid(int*)).text(), "int");
}

TEST(TypeName, AgreesWithTypeLabel) {
  EXPECT_EQ(type_name(typeid(std::bad_alloc)).text(), type_label<std::bad_alloc>().text());
  EXPECT_EQ(type_name(typeid(std::bad_alloc)).hash, type_label<std::bad_alloc>().hash());
}

}  // namespace
}  // namespace sotto::telemetry
