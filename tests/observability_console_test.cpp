#include <gtest/gtest.h>

#include <algorithm>
#include <cstring>

#include <sotto/provider.hpp>

#include "observability/providers/console.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/sample_spans.hpp"

namespace sotto::observability {
namespace {

using test::a_span;

std::string tree(std::span<const SpanRecord> batch, bool with_colour = false) {
  std::string out;
  append_console_tree(out, batch, with_colour);
  return out;
}

std::size_t lines_of(std::string_view text) {
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

/// A span of a_span()'s trace.
SpanRecord span_of(std::string_view name, std::uint8_t id, std::uint8_t parent,
                   std::int64_t start_unix_ns) {
  SpanRecord span = a_span();
  span.name = name;
  span.span_id.bytes.fill(id);
  span.parent_span_id.bytes.fill(parent);
  span.start_unix_ns = start_unix_ns;
  span.end_unix_ns = start_unix_ns + 1000;
  return span;
}

TEST(Console, PrintsWhatTheGoldenFileSays) {
  EXPECT_TRUE(test::is_golden(tree(test::sample_spans()), SOTTO_GOLDEN_DIR "/console.txt"));
}

TEST(Console, PutsParentsBeforeChildrenAndSiblingsInTheOrderOfTheirStarts) {
  const SpanRecord batch[] = {span_of("late", 3, 1, 30), span_of("below", 4, 2, 40),
                              span_of("early", 2, 1, 20), span_of("top", 1, 0, 10)};
  EXPECT_EQ(tree(batch),
            "trace 4bf92f3577b34da6a3ce929d0e0e4736\n"
            "  span top  1 us\n"
            "    span early  1 us\n"
            "      span below  1 us\n"
            "    span late  1 us\n");
}

TEST(Console, NamesAParentThatIsNotInTheBatch) {
  const SpanRecord batch[] = {span_of("orphan", 2, 0xee, 10)};
  EXPECT_NE(tree(batch).find("span orphan  1 us  child of eeeeeeee\n"), std::string::npos);
}

TEST(Console, PrintsEverySpanOnceHoweverTheirIdsAreBroken) {
  const SpanRecord batch[] = {span_of("own parent", 1, 1, 1), span_of("twin", 2, 1, 2),
                              span_of("twin", 2, 1, 3),       span_of("ring", 3, 4, 4),
                              span_of("ring", 4, 3, 5),       span_of("no id", 0, 0, 6),
                              span_of("no id", 0, 0, 7),      span_of("of ring", 5, 3, 8)};
  EXPECT_EQ(lines_of(tree(batch)), 1 + std::size(batch));
}

TEST(Console, PrintsADeepTrace) {
  std::vector<SpanRecord> batch;
  for (int i = 0; i < 50'000; ++i) {
    SpanRecord span = span_of("step", 1, 0, i);
    std::memcpy(span.span_id.bytes.data() + 1, &i, sizeof(i));
    if (i > 0) span.parent_span_id = batch.back().span_id;
    batch.push_back(span);
  }
  EXPECT_EQ(lines_of(tree(batch)), 1 + batch.size());
}

TEST(Console, LetsNoTextDriveTheTerminal) {
  SpanRecord span = span_of(
      "a\x1b[2Jb\nc\xc2\x9b"
      "d\x7f",
      1, 0, 0);
  EXPECT_NE(tree({&span, 1}).find("span a [2Jb c d   1 us"), std::string::npos);
}

TEST(Console, CutsLongTextsBetweenCharacters) {
  std::string name(199, 'x');
  name += "\xc3\xa9";
  SpanRecord span = span_of(name, 1, 0, 0);
  EXPECT_NE(tree({&span, 1}).find(" " + std::string(199, 'x') + "...  "), std::string::npos);
}

TEST(Console, UsesColourOnlyWhenAsked) {
  SpanRecord span = span_of("work", 1, 0, 0);
  span.status = SpanStatus::error;
  EXPECT_EQ(tree({&span, 1}, false).find('\x1b'), std::string::npos);
  EXPECT_NE(tree({&span, 1}, true).find("\x1b[31mfailed\x1b[0m"), std::string::npos);
}

TEST(Console, IsAskedForByNameAndWritesToStandardError) {
  const auto provider = make_provider("console", Config{}).value();
  EXPECT_EQ(provider->endpoint().url, "stderr:");
  EXPECT_FALSE(provider->endpoint().gzip);
}

}  // namespace
}  // namespace sotto::observability
