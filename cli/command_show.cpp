#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "cli/commands.hpp"
#include "cli/json_text.hpp"
#include "cli/text.hpp"
#include "collector/query/trace_json.hpp"
#include "core/rfc3339.hpp"

namespace sotto::cli {
namespace {

constexpr std::size_t indented_levels = 40;  // deeper ones name their depth instead

constexpr std::string_view branch = "\xe2\x94\x9c\xe2\x94\x80 ";       // U+251C U+2500
constexpr std::string_view last_branch = "\xe2\x94\x94\xe2\x94\x80 ";  // U+2514 U+2500
constexpr std::string_view trunk = "\xe2\x94\x82  ";                   // U+2502
constexpr std::string_view gap = "   ";

// Attributes that hold what people and models said: shown only on request.
bool is_content(std::string_view key) {
  constexpr std::array<std::string_view, 14> prefixes = {"gen_ai.prompt",
                                                         "gen_ai.completion",
                                                         "gen_ai.input.messages",
                                                         "gen_ai.output.messages",
                                                         "gen_ai.system_instructions",
                                                         "gen_ai.tool.call.arguments",
                                                         "gen_ai.tool.call.result",
                                                         "gen_ai.tool.response",
                                                         "input.value",
                                                         "output.value",
                                                         "llm.input_messages",
                                                         "llm.output_messages",
                                                         "tool.callings",
                                                         "tool.responses"};
  if (std::ranges::any_of(prefixes, [&](auto prefix) { return key.starts_with(prefix); }))
    return true;
  const bool ends_so = key.ends_with(".input") || key.ends_with(".output");
  return ends_so && (key.starts_with("langfuse.") || key.starts_with("langwatch") ||
                     key.starts_with("traceloop."));
}

// Writes the spans of one trace as a tree, depth first, without recursion.
class TreePrinter {
 public:
  TreePrinter(const ShowOptions& options, const Console& console)
      : options_(options), console_(console) {}

  std::string print(const std::vector<SpanNode>& roots) {
    for (const SpanNode& root : roots) {
      waiting_.push_back({&root, 0, true});
      while (!waiting_.empty()) {
        const Waiting next = waiting_.back();
        waiting_.pop_back();
        visit(next);
      }
    }
    return std::move(out_);
  }

 private:
  struct Waiting {
    const SpanNode* node;
    std::size_t depth;  // 0 for a root
    bool is_last;       // of its parent's children
  };

  void visit(const Waiting& at) {
    is_last_at_.resize(at.depth);
    is_last_at_.push_back(at.is_last);
    const StoredSpan& span = *at.node->span;
    out_ += indent(at.depth, true) + headline(span, at.node->is_orphan) + "\n";
    if (options_.attributes || options_.content) {
      // Below the name, clear of the line that leads to the children.
      details(span,
              indent(at.depth, false) + std::string(at.node->children.empty() ? gap : trunk) + " ");
    }
    const auto& children = at.node->children;
    for (std::size_t i = children.size(); i > 0; --i) {
      waiting_.push_back({&children[i - 1], at.depth + 1, i == children.size()});
    }
  }

  // What stands before a span's name, or (not `is_first`) before the lines that belong to it.
  std::string indent(std::size_t depth, bool is_first) const {
    std::string text;
    const std::size_t levels = std::min(depth, indented_levels);
    for (std::size_t level = 1; level <= levels; ++level) {
      const bool is_last = is_last_at_[level];
      if (is_first && level == levels) {
        text += is_last ? last_branch : branch;
      } else {
        text += is_last ? gap : trunk;
      }
    }
    if (is_first && depth > levels) text += "[" + std::to_string(depth) + "] ";
    return text;
  }

  std::string headline(const StoredSpan& span, bool is_orphan) const {
    std::string line = console_.bold(span.name.empty() ? "(no name)" : printable(span.name));
    const auto add = [&line](const std::string& text) { line += "  " + text; };
    if (!span.observation_type.empty() && span.observation_type != "span") {
      add(printable(span.observation_type));
    }
    if (!span.model.empty()) add(printable(span.model));
    add(format_duration(span.duration_ms()));
    if (span.input_tokens || span.output_tokens) {
      add(format_count(span.input_tokens.value_or(0)) + " in, " +
          format_count(span.output_tokens.value_or(0)) + " out");
    }
    if (span.cost_usd) add(format_cost(span.cost_usd));
    if (span.is_error()) {
      add(console_.red(span.status_message.empty() ? "error"
                                                   : "error: " + printable(span.status_message)));
    }
    if (is_orphan) add(console_.dim("(its parent is missing)"));
    return line;
  }

  void details(const StoredSpan& span, const std::string& indent) {
    for (const auto& [key, value] : members_of(span.attributes_json)) {
      if (is_content(key)) {
        if (options_.content) content(key, plain_text(value), indent);
      } else if (options_.attributes) {
        out_ += indent + console_.dim(printable(key) + " = ") + printable(plain_text(value)) + "\n";
      }
    }
  }

  // Line by line, as it was written.
  void content(const std::string& key, const std::string& text, const std::string& indent) {
    out_ += indent + console_.dim(printable(key) + ":") + "\n";
    for (std::string_view rest = text; !rest.empty();) {
      const std::string_view line = rest.substr(0, rest.find('\n'));
      out_ += indent + "  " + printable(line) + "\n";
      rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    }
  }

  const ShowOptions& options_;
  const Console& console_;
  std::vector<Waiting> waiting_;
  std::vector<bool> is_last_at_;  // [depth], of the path to the span being written
  std::string out_;
};

std::string heading_of(const TraceSummary& trace) {
  std::string out;
  const auto line = [&out](std::string_view name, const std::string& value) {
    if (value.empty()) return;
    out.append(name).append(10 - name.size(), ' ').append(printable(value)).append("\n");
  };
  line("trace", trace.trace_id);
  line("name", trace.workflow_name.empty() ? trace.root_span_name : trace.workflow_name);
  line("service", trace.service_name);
  line("session", trace.session_id);
  line("user", trace.user_id);
  line("started", core::format_utc(trace.start_time));
  std::string sums =
      format_duration(trace.duration_ms()) + ", " + counted(trace.span_count, "span");
  if (trace.error_count > 0) sums += ", " + counted(trace.error_count, "error");
  const std::int64_t tokens = trace.input_tokens + trace.output_tokens;
  if (tokens > 0) sums += ", " + counted(tokens, "token");
  if (trace.cost_usd) sums += ", " + format_cost(trace.cost_usd);
  line("took", sums);
  return out;
}

}  // namespace

Exit run_show(const ShowOptions& options, const Console& console) {
  const auto store = open_traces(options.db_path);
  if (!store) return console.fail(store.error().detail);
  const auto found = store.value().get(options.id);
  if (!found) return console.fail(found.error().detail);
  const StoredTrace& trace = found.value();

  if (options.json) {
    std::string out;
    core::JsonWriter json(out);
    collector::write_trace(json, trace);
    console.print(out + "\n");
    return Exit::ok;
  }
  const std::vector<SpanNode> roots = build_span_tree(trace);
  console.print(heading_of(trace.summary) + "\n" + TreePrinter(options, console).print(roots));
  return Exit::ok;
}

}  // namespace sotto::cli
