// console: batches as trees on standard error. A span is printed when its batch is: a batch
// normally holds a whole trace, and what it lacks is said, so that nothing is held back or lost.

#include "observability/providers/console.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <numeric>
#include <string_view>
#include <utility>
#include <vector>

#include "core/os_stderr.hpp"
#include "core/utf8.hpp"
#include "observability/attribute_map_values.hpp"
#include "observability/builtin_providers.hpp"
#include "privacy/environment.hpp"

namespace sotto::observability {
namespace {

constexpr std::string_view dim = "\x1b[2m";
constexpr std::string_view bold = "\x1b[1m";
constexpr std::string_view red = "\x1b[31m";
constexpr std::string_view yellow = "\x1b[33m";
constexpr std::string_view reset = "\x1b[0m";

constexpr std::size_t longest_text = 200;   // bytes of one name or message: it should fit a line
constexpr std::size_t deepest_indent = 20;  // levels; below, lines are not indented further
constexpr std::size_t short_id = 8;         // hex digits: enough to find a span on one screen

void append_duration(std::string& out, const SpanRecord& span) {
  const std::int64_t start = std::max<std::int64_t>(0, span.start_unix_ns);
  const std::int64_t ns = std::max(start, span.end_unix_ns) - start;
  char text[32];
  const double value = static_cast<double>(ns);
  if (ns < 1'000'000) {
    std::snprintf(text, sizeof(text), "%.0f us", value / 1e3);
  } else if (ns < 1'000'000'000) {
    std::snprintf(text, sizeof(text), "%.1f ms", value / 1e6);
  } else {
    std::snprintf(text, sizeof(text), "%.2f s", value / 1e9);
  }
  out += text;
}

class Painter {
 public:
  Painter(std::string& out, bool with_colour) noexcept : out_(out), with_colour_(with_colour) {}

  void trace_line(const SpanRecord& span) {
    out_ += "trace ";
    paint(dim, span.trace_id.to_hex());
    if (span.trace != nullptr) {
      field("user", span.trace->user_id);
      field("session", span.trace->session_id);
      for (const std::string_view tag : span.trace->tags) field("tag", tag);
    }
    out_ += '\n';
  }

  void span_line(const SpanRecord& span, std::size_t depth, bool is_parent_shown) {
    out_.append(2 * (1 + std::min(depth, deepest_indent)), ' ');
    paint(dim, words_of(span.type).langfuse);
    out_ += ' ';
    paint(bold, span.name);
    out_ += "  ";
    append_duration(out_, span);
    model(span);
    outcome(span);
    for (const LinkRecord& link : span.links) {
      out_ += "  ";
      paint(dim, "linked to " + link.span_id.to_hex().substr(0, short_id));
    }
    if (span.parent_span_id.is_valid() && !is_parent_shown) {
      out_ += "  ";
      paint(dim, (span.parent_is_remote ? "child of remote " : "child of ") +
                     span.parent_span_id.to_hex().substr(0, short_id));
    }
    out_ += '\n';
  }

  void score_line(const ScoreRecord& score) {
    out_ += "score ";
    paint(bold, score.name);
    out_ += ' ';
    std::string value;
    append_text(value, score.value);
    clean(value);
    if (score.subject == ScoreSubject::session) {
      field("session", score.session_id);
    } else {
      if (score.subject == ScoreSubject::span) field("span", score.parent_span_id.to_hex());
      field("trace", score.trace_id.to_hex());
    }
    if (!score.comment.empty()) {
      out_ += "  ";
      clean(score.comment);
    }
    out_ += '\n';
  }

 private:
  void model(const SpanRecord& span) {
    const auto& name = span.response_model.empty() ? span.model : span.response_model;
    if (!name.empty()) {
      out_ += "  ";
      clean(name);
    }
    tokens(span.usage.input_tokens, " tokens in");
    tokens(span.usage.output_tokens, " tokens out");
    if (const auto cost = total_cost(span.cost)) {
      char text[32];
      std::snprintf(text, sizeof(text), "  $%.6g", *cost);
      out_ += text;
    }
  }

  void tokens(const std::optional<std::int64_t>& count, std::string_view unit) {
    if (!count || *count < 0) return;
    out_ += "  ";
    out_ += std::to_string(*count);
    out_ += unit;
  }

  void outcome(const SpanRecord& span) {
    if (span.level == Level::warning || span.level == Level::error) {
      out_ += "  ";
      paint(span.level == Level::error ? red : yellow, word_of(span.level));
    }
    if (span.status == SpanStatus::cancelled) {
      out_ += "  ";
      paint(yellow, "cancelled");
    }
    if (span.status == SpanStatus::error) {
      out_ += "  ";
      paint(red, span.error_type.empty() ? "failed" : span.error_type);
      if (!span.status_message.empty()) {
        out_ += ": ";
        clean(span.status_message);
      }
    }
  }

  void field(std::string_view name, std::string_view value) {
    if (value.empty()) return;
    out_ += "  ";
    paint(dim, name);
    out_ += ' ';
    clean(value);
  }

  void paint(std::string_view colour, std::string_view text) {
    if (with_colour_) out_ += colour;
    clean(text);
    if (with_colour_) out_ += reset;
  }

  void clean(std::string_view text) {
    const std::string_view shown = text.substr(0, core::utf8_cut(text, longest_text));
    for (std::size_t i = 0; i < shown.size(); ++i) {
      const auto byte = static_cast<unsigned char>(shown[i]);
      // C0, DEL, and C1 (U+0080 to U+009F), which some terminals obey as well.
      const bool is_c1 =
          byte == 0xc2 && i + 1 < shown.size() && static_cast<unsigned char>(shown[i + 1]) < 0xa0;
      if (is_c1) ++i;
      out_ += is_c1 || byte < 0x20 || byte == 0x7f ? ' ' : shown[i];
    }
    if (shown.size() < text.size()) out_ += "...";
  }

  std::string& out_;
  const bool with_colour_;
};

// Spans by their place in the batch.
class Forest {
 public:
  explicit Forest(std::span<const SpanRecord> batch)
      : batch_(batch), children_(batch.size()), has_parent_(batch.size()), order_(batch.size()) {
    std::iota(order_.begin(), order_.end(), std::size_t{0});
    std::ranges::stable_sort(order_, {}, [&](std::size_t i) { return batch[i].start_unix_ns; });
    std::map<std::pair<decltype(TraceId::bytes), decltype(SpanId::bytes)>, std::size_t> places;
    for (const std::size_t i : order_) {
      places.emplace(std::pair(batch[i].trace_id.bytes, batch[i].span_id.bytes), i);
    }
    for (const std::size_t i : order_) {
      const auto parent = places.find({batch[i].trace_id.bytes, batch[i].parent_span_id.bytes});
      if (parent == places.end() || parent->second == i) continue;
      children_[parent->second].push_back(i);
      has_parent_[i] = true;
    }
  }

  void print(Painter& painter) {
    std::vector<bool> is_done(batch_.size());
    for (const std::size_t first : order_) {
      if (is_done[first]) continue;
      painter.trace_line(batch_[first]);
      // Spans that are each other's parents are in no tree: the second round takes those.
      for (const bool only_roots : {true, false}) {
        for (const std::size_t i : order_) {
          if (batch_[i].trace_id == batch_[first].trace_id && !(only_roots && has_parent_[i])) {
            print_tree(painter, i, is_done);
          }
        }
      }
    }
  }

 private:
  // With a stack of its own: a trace may be deeper than the thread's.
  void print_tree(Painter& painter, std::size_t root, std::vector<bool>& is_done) {
    std::vector<std::pair<std::size_t, std::size_t>> stack{{root, 0}};  // span, depth
    while (!stack.empty()) {
      const auto [i, depth] = stack.back();
      stack.pop_back();
      if (is_done[i]) continue;
      is_done[i] = true;
      painter.span_line(batch_[i], depth, has_parent_[i]);
      for (auto child = children_[i].rbegin(); child != children_[i].rend(); ++child) {
        stack.emplace_back(*child, depth + 1);
      }
    }
  }

  std::span<const SpanRecord> batch_;
  std::vector<std::vector<std::size_t>> children_;  // [span], in the order of their starts
  std::vector<bool> has_parent_;                    // in this batch
  std::vector<std::size_t> order_;                  // spans by their start
};

class Console final : public Provider, public ScoreProvider {
 public:
  explicit Console(bool with_colour) noexcept : with_colour_(with_colour) {}

  ProviderEndpoint endpoint() const override {
    ProviderEndpoint endpoint;
    endpoint.url = "stderr:";
    endpoint.content_type = "text/plain; charset=utf-8";
    endpoint.gzip = false;
    return endpoint;
  }

  Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) override {
    append_console_tree(out, batch, with_colour_);
    return Done{};
  }

  Result<Done> encode(std::span<const ScoreRecord> batch, std::string& out) override {
    Painter painter(out, with_colour_);
    for (const ScoreRecord& score : batch) painter.score_line(score);
    return Done{};
  }

  Answer read_answer(int status, std::string_view body) const override {
    return Provider::read_answer(status, body);
  }

  ScoreProvider* scores() noexcept override { return this; }

 private:
  const bool with_colour_;
};

}  // namespace

void append_console_tree(std::string& out, std::span<const SpanRecord> batch, bool with_colour) {
  Painter painter(out, with_colour);
  Forest(batch).print(painter);
}

Result<std::unique_ptr<Provider>> make_console(const Config& /*config*/) {
  // https://no-color.org: set and not empty means no colour.
  const bool is_colour_refused =
      !privacy::process_environment().variable("NO_COLOR").value_or("").empty();
  const bool with_colour = core::stderr_is_terminal() && !is_colour_refused;
  return std::unique_ptr<Provider>(std::make_unique<Console>(with_colour));
}

}  // namespace sotto::observability
