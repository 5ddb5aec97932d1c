// The encoder's bytes are held against protobuf's own code: it must read them, and write the same.

#include <gtest/gtest.h>

#include <cmath>
#include <deque>
#include <limits>
#include <random>

#include "observability/otlp_encoder.hpp"
#include "tests/proto/otlp_trace_oracle.pb.h"
#include "tests/support/otlp_text.hpp"

namespace sotto::observability {
namespace {

constexpr std::int64_t smallest = std::numeric_limits<std::int64_t>::min();
constexpr std::int64_t largest = std::numeric_limits<std::int64_t>::max();

std::string encoded(std::span<const WireSpan> spans) {
  const Attribute resource[] = {{"service.name", "test"}};
  OtlpEncoder encoder(resource, "sotto", "1.2.3");
  std::string out;
  encoder.encode(spans, out);
  return out;
}

WireSpan wire_span() {
  WireSpan span;
  span.trace_id.bytes.fill(0xab);
  span.span_id.bytes.fill(0xcd);
  return span;
}

/// What protobuf reads from the one attribute of a span, after it wrote the same bytes as we did.
test::oracle::KeyValue read_back(const WireAttribute& attribute) {
  WireSpan span = wire_span();
  span.attributes = {&attribute, 1};
  const std::string bytes = encoded({&span, 1});
  test::oracle::Request request;
  EXPECT_TRUE(request.ParseFromString(bytes));
  EXPECT_EQ(request.SerializeAsString(), bytes);
  return request.resource_spans(0).scope_spans(0).spans(0).attributes(0);
}

TEST(OtlpEncoder, WritesNothingForAnEmptyBatch) {
  EXPECT_EQ(encoded({}), "");
}

TEST(OtlpEncoder, AppendsBehindWhatIsThere) {
  const WireSpan span = wire_span();
  OtlpEncoder encoder({}, "", "");
  std::string out = "before";
  encoder.encode({&span, 1}, out);
  EXPECT_EQ(out.substr(0, 6), "before");
  EXPECT_NE(test::otlp_text(out.substr(6)), "");
}

TEST(OtlpEncoder, WritesZeroFalseAndEmptyTextBecauseTheyAreValues) {
  EXPECT_EQ(read_back({"k", AttributeValue(0)}).value().value_case(),
            test::oracle::AnyValue::kIntValue);
  EXPECT_EQ(read_back({"k", AttributeValue(false)}).value().value_case(),
            test::oracle::AnyValue::kBoolValue);
  EXPECT_EQ(read_back({"k", AttributeValue(0.0)}).value().value_case(),
            test::oracle::AnyValue::kDoubleValue);
  EXPECT_EQ(read_back({"k", AttributeValue("")}).value().value_case(),
            test::oracle::AnyValue::kStringValue);
}

TEST(OtlpEncoder, WritesTheWholeRangeOfNumbers) {
  EXPECT_EQ(read_back({"k", AttributeValue(smallest)}).value().int_value(), smallest);
  EXPECT_EQ(read_back({"k", AttributeValue(largest)}).value().int_value(), largest);
  const double infinity = std::numeric_limits<double>::infinity();
  EXPECT_EQ(read_back({"k", AttributeValue(-infinity)}).value().double_value(), -infinity);
  EXPECT_TRUE(std::isnan(read_back({"k", AttributeValue(std::nan(""))}).value().double_value()));
}

TEST(OtlpEncoder, KeepsNulBytesAndLongTexts) {
  std::string text("a\0b", 3);
  text.append(3 << 20, 'x');
  EXPECT_EQ(read_back({"k", AttributeValue(text)}).value().string_value(), text);
}

TEST(OtlpEncoder, WritesListsOfTexts) {
  const std::string_view texts[] = {"one", "", "three"};
  const auto list = read_back({"k", std::span<const std::string_view>(texts)});
  ASSERT_EQ(list.value().array_value().values_size(), 3);
  EXPECT_EQ(list.value().array_value().values(1).value_case(),
            test::oracle::AnyValue::kStringValue);
  const auto empty = read_back({"k", std::span<const std::string_view>()});
  EXPECT_TRUE(empty.value().has_array_value());
}

TEST(OtlpEncoder, LeavesTheParentOfARootOut) {
  const WireSpan span = wire_span();
  test::oracle::Request request;
  ASSERT_TRUE(request.ParseFromString(encoded({&span, 1})));
  EXPECT_EQ(request.resource_spans(0).scope_spans(0).spans(0).parent_span_id(), "");
}

/// Spans with random fields of all sorts, and what they point to.
class RandomSpans {
 public:
  explicit RandomSpans(unsigned seed) : random_(seed) {}

  WireSpan make() {
    WireSpan span = wire_span();
    for (auto& byte : span.trace_id.bytes) byte = static_cast<std::uint8_t>(random_());
    if (below(2) == 0) span.parent_span_id.bytes.fill(static_cast<std::uint8_t>(1 + below(255)));
    span.trace_state = text();
    span.flags = static_cast<std::uint32_t>(below(0x400));
    span.kind = below(2) == 0 ? WireSpan::Kind::internal : WireSpan::Kind::client;
    span.status = static_cast<WireSpan::Status>(below(3));
    span.status_message = text();
    span.name = text();
    span.start_unix_ns = below(2) == 0 ? 0 : random_();
    span.end_unix_ns = random_();
    span.dropped_attributes = static_cast<std::uint32_t>(random_() >> below(64));
    span.dropped_events = static_cast<std::uint32_t>(below(2));
    auto& attributes = attributes_.emplace_back();
    for (std::size_t i = below(12); i > 0; --i) attributes.push_back({text(), wire_value()});
    span.attributes = attributes;
    auto& events = events_.emplace_back();
    for (std::size_t i = below(4); i > 0; --i) {
      auto& own = event_attributes_.emplace_back();
      for (std::size_t j = below(4); j > 0; --j) own.push_back({text(), value()});
      events.push_back({text(), static_cast<std::int64_t>(random_()), own});
    }
    span.events = events;
    auto& links = links_.emplace_back();
    for (std::size_t i = below(4); i > 0; --i) {
      auto& own = event_attributes_.emplace_back();
      for (std::size_t j = below(4); j > 0; --j) own.push_back({text(), value()});
      links.push_back({span.trace_id, span.span_id, static_cast<std::uint8_t>(below(4)),
                       below(2) == 0, text(), own});
    }
    span.links = links;
    span.dropped_links = static_cast<std::uint32_t>(below(2));
    return span;
  }

 private:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string_view text() {
    // Lengths around the borders of one-, two- and three-byte varints.
    constexpr std::size_t lengths[] = {0, 1, 5, 30, 120, 126, 127, 128, 129, 300, 16383, 16384};
    return texts_.emplace_back(lengths[below(std::size(lengths))], 'a');
  }

  AttributeValue value() {
    switch (below(4)) {
      case 0: return text();
      case 1: return below(2) == 0;
      case 2: return static_cast<std::int64_t>(random_() >> below(64));
      default: return static_cast<double>(random_()) / 3;
    }
  }

  decltype(WireAttribute::value) wire_value() {
    if (below(5) != 0) return value();
    auto& list = lists_.emplace_back();
    for (std::size_t i = below(5); i > 0; --i) list.push_back(text());
    return std::span<const std::string_view>(list);
  }

  std::mt19937_64 random_;
  // Deques: what the spans point to must stay where it is.
  std::deque<std::string> texts_;
  std::deque<std::vector<std::string_view>> lists_;
  std::deque<std::vector<WireAttribute>> attributes_;
  std::deque<std::vector<Attribute>> event_attributes_;
  std::deque<std::vector<EventRecord>> events_;
  std::deque<std::vector<LinkRecord>> links_;
};

TEST(OtlpEncoder, WritesTheBytesOfProtobufForAnySpan) {
  for (unsigned seed = 1; seed <= 200; ++seed) {
    RandomSpans random(seed);
    std::vector<WireSpan> spans;
    for (unsigned i = 0; i < seed % 7 + 1; ++i) spans.push_back(random.make());
    const std::string bytes = encoded(spans);
    test::oracle::Request request;
    ASSERT_TRUE(request.ParseFromString(bytes)) << "seed " << seed;
    ASSERT_EQ(request.SerializeAsString(), bytes) << "seed " << seed;
    ASSERT_EQ(request.resource_spans(0).scope_spans(0).spans_size(),
              static_cast<int>(spans.size()));
  }
}

}  // namespace
}  // namespace sotto::observability
