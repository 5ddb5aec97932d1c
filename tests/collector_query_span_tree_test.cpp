#include <gtest/gtest.h>

#include <string>
#include <vector>

#include <sotto/collector.hpp>

namespace sotto {
namespace {

struct Row {
  std::string id;
  std::string parent;
  std::int64_t start;
};

StoredTrace trace_of(const std::vector<Row>& rows) {
  StoredTrace trace;
  for (const Row& row : rows) {
    StoredSpan span;
    span.span_id = row.id;
    span.parent_span_id = row.parent;
    span.start_time = row.start;
    trace.spans.push_back(span);
  }
  return trace;
}

/// "a(b c(d)) e", an orphan with a question mark.
std::string draw(const std::vector<SpanNode>& nodes) {
  std::string out;
  for (const SpanNode& node : nodes) {
    if (!out.empty()) out += ' ';
    out += node.span->span_id;
    if (node.is_orphan) out += '?';
    if (!node.children.empty()) out += '(' + draw(node.children) + ')';
  }
  return out;
}

std::string tree_of(const std::vector<Row>& rows) {
  const StoredTrace trace = trace_of(rows);
  return draw(build_span_tree(trace));
}

TEST(SpanTree, PutsChildrenUnderTheirParentByStartTime) {
  EXPECT_EQ(tree_of({}), "");
  EXPECT_EQ(tree_of({{"d", "c", 4}, {"c", "a", 3}, {"a", "", 1}, {"b", "a", 2}}), "a(b c(d))");
}

TEST(SpanTree, ShowsEveryRootAndEveryOrphan) {
  EXPECT_EQ(tree_of({{"a", "", 1}, {"x", "gone", 2}, {"y", "x", 3}, {"b", "", 4}}), "a x?(y) b");
}

TEST(SpanTree, BreaksACycleAtItsEarliestSpan) {
  EXPECT_EQ(tree_of({{"a", "c", 3}, {"b", "a", 1}, {"c", "b", 2}, {"d", "c", 4}}), "b(c(a d))");
  EXPECT_EQ(tree_of({{"self", "self", 1}}), "self");
}

std::size_t count(const std::vector<SpanNode>& nodes) {
  std::size_t spans = nodes.size();
  for (const SpanNode& node : nodes) spans += count(node.children);
  return spans;
}

std::size_t depth(const std::vector<SpanNode>& nodes) {
  std::size_t deepest = 0;
  for (const SpanNode& node : nodes) deepest = std::max(deepest, 1 + depth(node.children));
  return deepest;
}

TEST(SpanTree, LosesNothingOfAChainOfAHundredThousand) {
  std::vector<Row> rows;
  for (int i = 0; i < 100'000; ++i) {
    rows.push_back({std::to_string(i), i == 0 ? "" : std::to_string(i - 1), i});
  }
  const StoredTrace trace = trace_of(rows);
  const auto tree = build_span_tree(trace);
  EXPECT_EQ(count(tree), rows.size());
  EXPECT_EQ(depth(tree), 1001U) << "so that walking it is safe";
}

}  // namespace
}  // namespace sotto
