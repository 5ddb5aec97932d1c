// W3C Baggage: what a header says, what is passed on, and that nobody records it.

#include <gtest/gtest.h>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sotto/sotto.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;
using Headers = std::vector<std::pair<std::string, std::string>>;

/// What a header becomes when it is read and written again.
std::string passed_on(std::string_view header) {
  return parse_baggage(header).to_header();
}

TEST(Baggage, KeepsMembersInOrderAndInPlace) {
  Baggage baggage;
  EXPECT_TRUE(baggage.is_empty());
  EXPECT_TRUE(baggage.set("user", "alice"));
  EXPECT_TRUE(baggage.set("plan", "free"));
  EXPECT_TRUE(baggage.set("user", "bob"));
  EXPECT_EQ(baggage.to_header(), "user=bob,plan=free");
  EXPECT_EQ(baggage.get("user"), "bob");
  EXPECT_EQ(baggage.get("none"), std::nullopt);
  baggage.remove("user");
  EXPECT_EQ(baggage.to_header(), "plan=free");
}

TEST(Baggage, PercentEncodesWhatAValueCannotHold) {
  Baggage baggage;
  ASSERT_TRUE(baggage.set("text", "a b,c;d\"e\\f%g=h\tü"));
  EXPECT_EQ(baggage.to_header(), "text=a%20b%2Cc%3Bd%22e%5Cf%25g=h%09%C3%BC");
  EXPECT_EQ(parse_baggage(baggage.to_header()), baggage);
}

TEST(Baggage, ReadsValuesThatWereEncodedInAnyCase) {
  EXPECT_EQ(parse_baggage("k=%c3%BC%41").get("k"), "üA");
}

TEST(Baggage, ReplacesBytesThatAreNotUtf8) {
  EXPECT_EQ(parse_baggage("k=a%FFb").get("k"),
            "a\xEF\xBF\xBD"
            "b");
  Baggage baggage;
  ASSERT_TRUE(baggage.set("k", "\xC3"));
  EXPECT_EQ(baggage.to_header(), "k=%EF%BF%BD");
}

TEST(Baggage, KeepsProperties) {
  EXPECT_EQ(passed_on("k=v;ttl=30;secure"), "k=v;ttl=30;secure");
  EXPECT_EQ(passed_on("k = v ; ttl = 30 ;\tsecure , l=w"), "k=v;ttl=30;secure,l=w");
  EXPECT_EQ(parse_baggage("k=v;p=%20").members().at(0).properties, "p=%20");
  Baggage baggage;
  EXPECT_TRUE(baggage.set("k", "v", "ttl=30"));
  EXPECT_EQ(baggage.to_header(), "k=v;ttl=30");
}

TEST(Baggage, KeepsMembersOfTheSameNameUntilOneIsSet) {
  Baggage baggage = parse_baggage("k=1,l=2,k=3");
  EXPECT_EQ(baggage.to_header(), "k=1,l=2,k=3");
  EXPECT_EQ(baggage.get("k"), "1");
  ASSERT_TRUE(baggage.set("k", "4"));
  EXPECT_EQ(baggage.to_header(), "k=4,l=2");
}

TEST(Baggage, MayHaveEmptyValuesAndMembers) {
  EXPECT_EQ(passed_on("k="), "k=");
  EXPECT_EQ(passed_on(" , k=1 ,, l=2,"), "k=1,l=2");
  EXPECT_EQ(passed_on(""), "");
}

TEST(Baggage, LeavesOutMembersThatAreNotWellFormed) {
  for (const char* bad : {"k", "=v", "k v=1", "ü=1", "k=a b", "k=\"v\"", "k=a\\b", "k=v\n", "k=%",
                          "k=%4", "k=%zz", "k=v;", "k=v;=1", "k=v;p q", "k=v;p=a b", "(k)=v"}) {
    EXPECT_EQ(passed_on("a=1," + std::string(bad) + ",b=2"), "a=1,b=2") << bad;
  }
}

TEST(Baggage, RefusesToSetWhatIsNotWellFormed) {
  Baggage baggage;
  EXPECT_FALSE(baggage.set("", "v"));
  EXPECT_FALSE(baggage.set("a key", "v"));
  EXPECT_FALSE(baggage.set("k", "v", "p q"));
  EXPECT_TRUE(baggage.is_empty());
}

TEST(Baggage, HasAtMost64Members) {
  std::string header;
  for (int i = 0; i < 65; ++i) header += "k" + std::to_string(i) + "=v,";
  Baggage baggage = parse_baggage(header);
  EXPECT_EQ(baggage.members().size(), 64U);
  EXPECT_EQ(baggage.members().back().key, "k63");
  EXPECT_FALSE(baggage.set("k64", "v"));
  EXPECT_TRUE(baggage.set("k63", "w"));
}

TEST(Baggage, HasAtMost8192Bytes) {
  const std::string longest(8192 - 2, 'x');
  EXPECT_EQ(passed_on("k=" + longest), "k=" + longest);
  EXPECT_EQ(passed_on("a=1,k=" + longest + ",b=2"), "a=1");
  Baggage baggage;
  EXPECT_TRUE(baggage.set("k", longest));
  EXPECT_FALSE(baggage.set("k", longest + "x"));
  EXPECT_FALSE(baggage.set("l", ""));
  EXPECT_EQ(baggage.get("k"), longest);
}

class BaggageInContext : public testing::Test {
 protected:
  static Baggage of(std::string_view key, std::string_view value) {
    Baggage made;
    EXPECT_TRUE(made.set(key, value));
    return made;
  }
  static std::string current(std::string_view key) {
    const Baggage here = baggage();
    return std::string(here.get(key).value_or("(none)"));
  }
  SpanRecorder recorder_;
};

TEST_F(BaggageInContext, IsCurrentWhileItsScopeLasts) {
  {
    const auto scope = attach(with_baggage(of("plan", "free")));
    EXPECT_EQ(current("plan"), "free");
    {
      const auto inner = attach(with_baggage(of("plan", "paid")));
      EXPECT_EQ(current("plan"), "paid");
    }
    EXPECT_EQ(current("plan"), "free");
    const auto none = attach(with_baggage({}));
    EXPECT_EQ(current("plan"), "(none)");
  }
  EXPECT_TRUE(baggage().is_empty());
}

TEST_F(BaggageInContext, StaysWithTheSpansBelow) {
  const auto scope = attach(with_baggage(of("plan", "free")));
  const auto trace = start_trace({.name = "request"});
  const auto span = start_span("span");
  EXPECT_EQ(current("plan"), "free");
  EXPECT_EQ(baggage(span.context()).get("plan"), "free");
}

TEST_F(BaggageInContext, CrossesThreadsWithThePosition) {
  const auto scope = attach(with_baggage(of("plan", "free")));
  const auto span = start_span("span");
  std::string bound;
  std::string attached;
  std::thread(bind([&] { bound = current("plan"); })).join();
  std::thread([&, context = span.context()] {
    const auto there = attach(context);
    attached = current("plan");
  }).join();
  EXPECT_EQ(bound, "free");
  EXPECT_EQ(attached, "free");
}

TEST_F(BaggageInContext, ChangesNoPosition) {
  const auto span = start_span("span");
  const auto scope = attach(with_baggage(of("plan", "free")));
  EXPECT_EQ(current_context().traceparent(), span.context().traceparent());
}

TEST_F(BaggageInContext, NeedsNoTrace) {
  const auto scope = attach(with_baggage(of("plan", "free"), Context()));
  { const auto root = start_span("root"); }
  EXPECT_TRUE(recorder_.take().at(0).is_local_root);
}

TEST_F(BaggageInContext, ComesWithTheParentOfATrace) {
  const auto remote =
      extract(Headers{{"Baggage", "plan=free"}, {"baggage", "region=eu"}}, Propagate::with_baggage);
  ASSERT_TRUE(remote.has_value());
  EXPECT_FALSE(remote->is_valid());
  {
    const auto trace = start_trace({.name = "request", .parent = remote});
    EXPECT_EQ(current("plan"), "free");
    EXPECT_EQ(current("region"), "eu");
  }
  EXPECT_TRUE(baggage().is_empty());
}

TEST_F(BaggageInContext, StaysHereUnlessThatIsAskedFor) {
  const auto scope = attach(with_baggage(of("plan", "free")));
  const auto span = start_span("span");
  Headers headers;
  inject(headers);
  ASSERT_EQ(headers.size(), 1U);
  EXPECT_EQ(headers[0].first, "traceparent");
  inject(headers, current_context(), Propagate::with_baggage);
  ASSERT_EQ(headers.size(), 3U);
  EXPECT_EQ(headers[2], std::pair(std::string("baggage"), std::string("plan=free")));
}

TEST_F(BaggageInContext, IsNotReadUnlessThatIsAskedFor) {
  EXPECT_FALSE(extract(Headers{{"baggage", "plan=free"}}).has_value());
}

TEST_F(BaggageInContext, IsRecordedNowhere) {
  {
    const auto scope = attach(with_baggage(of("plan", "free")));
    auto trace = start_trace({.name = "request"});
    const auto span = start_span("span");
  }
  for (const SpanRecord& span : recorder_.take()) {
    EXPECT_TRUE(span.attributes.empty());
    EXPECT_TRUE(span.trace == nullptr || span.trace->metadata.empty());
  }
}

TEST(BaggageBySetting, TravelsWhenOtelPropagatorsNamesIt) {
  Config config;
  config.propagators = {"tracecontext", "baggage"};
  SpanRecorder recorder(config);
  const auto context = extract(Headers{{"baggage", "plan=free"}});
  ASSERT_TRUE(context.has_value());
  Headers headers;
  inject(headers, *context);
  EXPECT_EQ(headers, (Headers{{"baggage", "plan=free"}}));
}

TEST(BaggageBySetting, LetsNothingTravelWhenOtelPropagatorsIsNone) {
  Config config;
  config.propagators = {"none"};
  SpanRecorder recorder(config);
  const auto span = start_span("span");
  Headers headers;
  inject(headers);
  EXPECT_TRUE(headers.empty());
  EXPECT_FALSE(extract(Headers{{"traceparent", span.context().traceparent()}}).has_value());
}

TEST(BaggageWithoutASession, TravelsAllTheSame) {
  Baggage made;
  ASSERT_TRUE(made.set("plan", "free"));
  const auto scope = attach(with_baggage(std::move(made)));
  std::string seen;
  std::thread(bind([&seen] { seen = baggage().to_header(); })).join();
  EXPECT_EQ(seen, "plan=free");
}

}  // namespace
}  // namespace sotto
