#include "collector/model/span_facts.hpp"

#include <array>
#include <charconv>
#include <cmath>

#include "collector/model/attribute_names.hpp"
#include "collector/model/json_numbers.hpp"

namespace sotto::collector {
namespace {

/// The best spelling of each meaning that a span has.
class Found {
 public:
  explicit Found(const AttributeViews& attributes) {
    for (const AttributeView& attribute : attributes) {
      const AttributeName* name = find_attribute_name(attribute.key);
      if (name == nullptr || attribute.value.kind == ValueView::Kind::none) continue;
      Entry& entry = entries_[static_cast<std::size_t>(name->meaning)];
      if (entry.value == nullptr || name->rank < entry.rank) entry = {&attribute.value, name->rank};
    }
  }

  const ValueView* get(Meaning meaning) const {
    return entries_[static_cast<std::size_t>(meaning)].value;
  }
  std::string_view text(Meaning meaning) const {
    const ValueView* value = get(meaning);
    return value != nullptr && value->kind == ValueView::Kind::text ? value->bytes
                                                                    : std::string_view{};
  }
  /// A number, or text that is one; not negative, not infinite.
  std::optional<double> amount(Meaning meaning) const {
    const ValueView* value = get(meaning);
    if (value == nullptr) return std::nullopt;
    double number = -1;
    switch (value->kind) {
      case ValueView::Kind::integer: number = static_cast<double>(value->integer); break;
      case ValueView::Kind::real: number = value->real; break;
      case ValueView::Kind::text:
        std::from_chars(value->bytes.data(), value->bytes.data() + value->bytes.size(), number);
        break;
      default: break;
    }
    return std::isfinite(number) && number >= 0 ? std::optional(number) : std::nullopt;
  }

 private:
  struct Entry {
    const ValueView* value = nullptr;
    std::uint8_t rank = 0;
  };
  std::array<Entry, meanings> entries_{};
};

std::optional<std::int64_t> as_count(std::optional<double> amount) {
  constexpr double largest = 1e12;  // no span uses as many tokens; sums stay exact
  if (!amount || *amount < 0 || *amount > largest) return std::nullopt;
  return static_cast<std::int64_t>(*amount);
}

void read_usage(const Found& found, Annotations& out) {
  out.input_tokens = as_count(found.amount(Meaning::input_tokens));
  out.output_tokens = as_count(found.amount(Meaning::output_tokens));
  if (out.input_tokens && out.output_tokens) return;
  const auto take = [](std::optional<std::int64_t>& into, double value) {
    if (!into) into = as_count(value);
  };
  for_each_number(found.text(Meaning::usage_details), [&](std::string_view key, double value) {
    if (key == "input" || key == "input_tokens" || key == "prompt_tokens") {
      take(out.input_tokens, value);
    } else if (key == "output" || key == "output_tokens" || key == "completion_tokens") {
      take(out.output_tokens, value);
    }
  });
}

void read_cost(const Found& found, Annotations& out) {
  out.cost_usd = found.amount(Meaning::cost);
  if (out.cost_usd) return;
  std::optional<double> total;
  std::optional<double> sum;
  for_each_number(found.text(Meaning::cost_details), [&](std::string_view key, double value) {
    if (!std::isfinite(value) || value < 0) return;
    if (key == "total") {
      total = value;
    } else {
      sum = sum.value_or(0) + value;
    }
  });
  out.cost_usd = total ? total : sum;
}

std::string_view read_type(const Found& found) {
  for (const Meaning meaning :
       {Meaning::langfuse_type, Meaning::openinference_kind, Meaning::operation,
        Meaning::langwatch_type, Meaning::traceloop_kind}) {
    if (const auto type = observation_type_of(meaning, found.text(meaning))) return *type;
  }
  return found.get(Meaning::model) != nullptr ? "generation" : "span";
}

}  // namespace

Annotations read_annotations(const AttributeViews& attributes) {
  const Found found(attributes);
  Annotations out;
  out.workflow = found.text(Meaning::workflow);
  out.session = found.text(Meaning::session);
  out.user = found.text(Meaning::user);
  out.model = found.text(Meaning::model);
  out.type = read_type(found);
  out.is_error = found.text(Meaning::level) == "ERROR";
  out.repeats_usage_of_children = found.text(Meaning::operation) == "invoke_agent";
  read_usage(found, out);
  read_cost(found, out);
  return out;
}

SpanFacts read_facts(const SpanView& span) {
  constexpr std::uint32_t status_error = 2;
  const Annotations annotations = read_annotations(span.attributes);
  SpanFacts facts;
  facts.trace_id = span.trace_id;
  facts.span_id = span.span_id;
  facts.is_root = span.parent_span_id == 0;
  facts.is_error = span.status_code == status_error || annotations.is_error;
  facts.is_generation = annotations.type == "generation";
  facts.start_ns = span.start_ns;
  facts.end_ns = span.end_ns;
  facts.name = span.name;
  facts.workflow = annotations.workflow;
  facts.session = annotations.session;
  facts.user = annotations.user;
  facts.model = annotations.model;
  if (!annotations.repeats_usage_of_children) {
    facts.input_tokens = annotations.input_tokens.value_or(0);
    facts.output_tokens = annotations.output_tokens.value_or(0);
    facts.cost_usd = annotations.cost_usd;
  }
  for (const AttributeView& attribute : span.resource->attributes) {
    if (attribute.key == "service.name") facts.service = attribute.value.bytes;
  }
  return facts;
}

}  // namespace sotto::collector
