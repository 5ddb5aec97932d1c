#include <algorithm>
#include <cstddef>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

#include <sotto/collector.hpp>

namespace sotto {
namespace {

/// A tree this deep is a mistake or an attack; destroying and printing it are recursive.
constexpr std::size_t deepest_level = 1000;

constexpr std::size_t none = SIZE_MAX;

/// Spans are known by their position in the trace.
class Family {
 public:
  explicit Family(const std::vector<StoredSpan>& spans)
      : spans_(spans), by_start_(spans.size()), parents_(spans.size()) {
    for (std::size_t i = 0; i < spans.size(); ++i) by_start_[i] = i;
    std::ranges::stable_sort(by_start_, {}, [&](std::size_t i) { return spans[i].start_time; });
    std::unordered_map<std::string_view, std::size_t> by_id;
    by_id.reserve(spans.size());
    for (const std::size_t i : by_start_) by_id.emplace(spans[i].span_id, i);
    for (std::size_t i = 0; i < spans.size(); ++i) {
      const auto parent = by_id.find(spans[i].parent_span_id);
      parents_[i] = parent == by_id.end() ? none : parent->second;
    }
    is_orphan_.resize(spans.size());
    for (std::size_t i = 0; i < spans.size(); ++i) {
      is_orphan_[i] = parents_[i] == none && !spans[i].parent_span_id.empty();
    }
    break_cycles();
  }

  std::vector<SpanNode> tree() const {
    std::vector<std::vector<std::size_t>> children(spans_.size());
    std::vector<std::size_t> queue;  // parents before children
    std::vector<std::size_t> levels(spans_.size(), 0);
    std::vector<std::size_t> hangs_on = parents_;
    queue.reserve(spans_.size());
    for (const std::size_t i : by_start_) {
      if (parents_[i] == none) {
        queue.push_back(i);
      } else {
        children[parents_[i]].push_back(i);
      }
    }
    const std::size_t roots = queue.size();
    for (std::size_t at = 0; at < queue.size(); ++at) {
      const std::size_t parent = queue[at];
      for (const std::size_t child : children[parent]) {
        const bool is_too_deep = levels[parent] == deepest_level;
        levels[child] = levels[parent] + (is_too_deep ? 0 : 1);
        if (is_too_deep) hangs_on[child] = hangs_on[parent];
        queue.push_back(child);
      }
    }

    // From the last to the first, so that a node is whole before it moves into its parent.
    std::vector<SpanNode> nodes(spans_.size());
    for (std::size_t at = queue.size(); at-- > roots;) {
      SpanNode& node = finish(nodes, queue[at]);
      nodes[hangs_on[queue[at]]].children.push_back(std::move(node));
    }
    std::vector<SpanNode> tree;
    tree.reserve(roots);
    for (std::size_t at = 0; at < roots; ++at) tree.push_back(std::move(finish(nodes, queue[at])));
    return tree;
  }

 private:
  SpanNode& finish(std::vector<SpanNode>& nodes, std::size_t i) const {
    SpanNode& node = nodes[i];
    node.span = &spans_[i];
    node.is_orphan = is_orphan_[i];
    std::ranges::reverse(node.children);  // they came latest first
    const auto start = [](const SpanNode& child) { return child.span->start_time; };
    if (!std::ranges::is_sorted(node.children, {}, start)) {  // some come from deeper levels
      std::ranges::stable_sort(node.children, {}, start);
    }
    return node;
  }

  /// Whoever walks up from a span and meets the own path has found a cycle.
  void break_cycles() {
    enum class State : unsigned char { unknown, on_path, done };
    std::vector<State> states(spans_.size(), State::unknown);
    std::vector<std::size_t> path;
    for (const std::size_t start : by_start_) {
      path.clear();
      std::size_t at = start;
      for (; at != none && states[at] == State::unknown; at = parents_[at]) {
        states[at] = State::on_path;
        path.push_back(at);
      }
      if (at != none && states[at] == State::on_path) {
        const auto cycle = std::ranges::find(path, at);
        const auto earliest = std::ranges::min_element(
            cycle, path.end(), {}, [&](std::size_t i) { return spans_[i].start_time; });
        parents_[*earliest] = none;
      }
      for (const std::size_t i : path) states[i] = State::done;
    }
  }

  const std::vector<StoredSpan>& spans_;
  std::vector<std::size_t> by_start_;
  std::vector<std::size_t> parents_;
  std::vector<bool> is_orphan_;
};

}  // namespace

std::vector<SpanNode> build_span_tree(const StoredTrace& trace) {
  return Family(trace.spans).tree();
}

}  // namespace sotto
