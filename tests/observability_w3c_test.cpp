// W3C Trace Context, level 2: the cases of the standard's own test suite.

#include <gtest/gtest.h>

#include <map>

#include <sotto/sotto.hpp>

#include "observability/w3c.hpp"
#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;
using Headers = std::vector<std::pair<std::string, std::string>>;

constexpr const char* trace_id = "12345678901234567890123456789012";
constexpr const char* parent_id = "1234567890123456";

std::string header(std::string_view version, std::string_view trace = trace_id,
                   std::string_view parent = parent_id, std::string_view flags = "01",
                   std::string_view rest = "") {
  std::string text;
  for (const std::string_view part : {version, trace, parent, flags}) {
    if (!text.empty()) text += '-';
    text += part;
  }
  return text.append(rest);
}

/// "kept" when the trace goes on, "new" when the request starts one of its own.
std::string fate(const Headers& headers) {
  const auto context = extract(headers);
  return context && context->trace_id().to_hex() == trace_id ? "kept" : "new";
}

struct Case {
  const char* name;
  Headers headers;
  const char* expected;
};

void PrintTo(const Case& row, std::ostream* out) {
  *out << row.name;
}

class Traceparents : public testing::TestWithParam<Case> {};

TEST_P(Traceparents, AreTakenOrLeftAsTheStandardSays) {
  EXPECT_EQ(fate(GetParam().headers), GetParam().expected);
}

const std::string valid = header("00");

INSTANTIATE_TEST_SUITE_P(
    W3c, Traceparents,
    testing::Values(
        Case{"BothHeadersMissing", {}, "new"},
        Case{"TraceparentOnly", {{"traceparent", valid}}, "kept"},
        Case{"TwoTraceparents", {{"traceparent", valid}, {"traceparent", valid}}, "new"},
        Case{"NameWithADash", {{"trace-parent", valid}}, "new"},
        Case{"NameWithADot", {{"trace.parent", valid}}, "new"},
        Case{"NameInPascalCase", {{"TraceParent", valid}}, "kept"},
        Case{"NameInMixedCase", {{"TrAcEpArEnT", valid}}, "kept"},
        Case{"NameInCapitals", {{"TRACEPARENT", valid}}, "kept"},
        Case{"Version00WithADot", {{"traceparent", valid + "."}}, "new"},
        Case{"Version00WithMore", {{"traceparent", valid + "-what-the-future"}}, "new"},
        Case{"VersionCc", {{"traceparent", header("cc")}}, "kept"},
        Case{"VersionCcWithMore", {{"traceparent", header("cc") + "-what-the-future"}}, "kept"},
        Case{"VersionCcWithADot", {{"traceparent", header("cc") + ".what"}}, "new"},
        Case{"VersionFf", {{"traceparent", header("ff")}}, "new"},
        Case{"VersionDotZero", {{"traceparent", header(".0")}}, "new"},
        Case{"VersionZeroDot", {{"traceparent", header("0.")}}, "new"},
        Case{"VersionOfThreeDigits", {{"traceparent", header("000")}}, "new"},
        Case{"VersionOfFourDigits", {{"traceparent", header("0000")}}, "new"},
        Case{"VersionOfOneDigit", {{"traceparent", header("0")}}, "new"},
        Case{"TraceIdZero", {{"traceparent", header("00", std::string(32, '0'))}}, "new"},
        Case{"TraceIdWithADotFirst",
             {{"traceparent", header("00", ".2345678901234567890123456789012")}},
             "new"},
        Case{"TraceIdWithADotLast",
             {{"traceparent", header("00", "1234567890123456789012345678901.")}},
             "new"},
        Case{"TraceIdInCapitals",
             {{"traceparent", header("00", "A2345678901234567890123456789012")}},
             "new"},
        Case{"TraceIdTooLong",
             {{"traceparent", header("00", "123456789012345678901234567890123")}},
             "new"},
        Case{"TraceIdTooShort",
             {{"traceparent", header("00", "1234567890123456789012345678901")}},
             "new"},
        Case{"ParentIdZero", {{"traceparent", header("00", trace_id, "0000000000000000")}}, "new"},
        Case{"ParentIdWithADotFirst",
             {{"traceparent", header("00", trace_id, ".234567890123456")}},
             "new"},
        Case{"ParentIdWithADotLast",
             {{"traceparent", header("00", trace_id, "123456789012345.")}},
             "new"},
        Case{"ParentIdTooLong",
             {{"traceparent", header("00", trace_id, "12345678901234567")}},
             "new"},
        Case{"ParentIdTooShort",
             {{"traceparent", header("00", trace_id, "123456789012345")}},
             "new"},
        Case{"FlagsDotZero", {{"traceparent", header("00", trace_id, parent_id, ".0")}}, "new"},
        Case{"FlagsZeroDot", {{"traceparent", header("00", trace_id, parent_id, "0.")}}, "new"},
        Case{"FlagsTooLong", {{"traceparent", header("00", trace_id, parent_id, "001")}}, "new"},
        Case{"FlagsTooShort", {{"traceparent", header("00", trace_id, parent_id, "1")}}, "new"},
        Case{"SpaceInFront", {{"traceparent", " " + valid}}, "kept"},
        Case{"TabInFront", {{"traceparent", "\t" + valid}}, "kept"},
        Case{"SpaceBehind", {{"traceparent", valid + " "}}, "kept"},
        Case{"TabBehind", {{"traceparent", valid + "\t"}}, "kept"},
        Case{"SpacesAndTabsAround", {{"traceparent", "\t " + valid + " \t"}}, "kept"}),
    [](const auto& row) { return row.param.name; });

/// The tracestate that would be passed on.
std::string passed_on(const std::vector<std::string>& states) {
  Headers headers{{"traceparent", valid}};
  for (const std::string& state : states) headers.emplace_back("tracestate", state);
  const auto context = extract(headers);
  EXPECT_TRUE(context.has_value());
  return context ? context->tracestate() : "";
}

std::string members(int from, int to) {
  std::string text;
  for (int i = from; i <= to; ++i) {
    if (!text.empty()) text += ',';
    text += "bar" + std::to_string(i) + "=" + std::to_string(i);
  }
  return text;
}

TEST(Tracestate, IsDroppedWithoutATraceparent) {
  EXPECT_FALSE(extract(Headers{{"tracestate", "foo=1"}}).has_value());
}

TEST(Tracestate, IsKeptBesideATraceparent) {
  EXPECT_EQ(passed_on({"foo=1,bar=2"}), "foo=1,bar=2");
}

TEST(Tracestate, IsFoundUnderItsNameInAnyCaseAlone) {
  EXPECT_EQ(extract(Headers{{"traceparent", valid}, {"TraceState", "foo=1"}})->tracestate(),
            "foo=1");
  EXPECT_EQ(extract(Headers{{"traceparent", valid}, {"trace-state", "foo=1"}})->tracestate(), "");
  EXPECT_EQ(extract(Headers{{"traceparent", valid}, {"trace.state", "foo=1"}})->tracestate(), "");
}

TEST(Tracestate, MayBeEmpty) {
  EXPECT_EQ(passed_on({""}), "");
  EXPECT_EQ(passed_on({"foo=1", ""}), "foo=1");
  EXPECT_EQ(passed_on({"", "foo=1"}), "foo=1");
}

TEST(Tracestate, IsJoinedInOrderFromSeveralHeaders) {
  EXPECT_EQ(passed_on({"foo=1,bar=2", "rojo=1,congo=2", "baz=3"}),
            "foo=1,bar=2,rojo=1,congo=2,baz=3");
}

TEST(Tracestate, KeepsTheTraceWhenKeysRepeat) {
  EXPECT_NE(passed_on({"foo=1,foo=1"}).find("foo=1"), std::string::npos);
  EXPECT_NE(passed_on({"foo=1", "foo=2"}).find("foo=1"), std::string::npos);
}

TEST(Tracestate, MayHoldEveryLegalCharacter) {
  const std::string key = "abcdefghijklmnopqrstuvwxyz0123456789_-*/";
  const std::string value =
      " !\"#$%&'()*+-./0123456789:;<>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ[\\]^_`"
      "abcdefghijklmnopqrstuvwxyz{|}~";
  EXPECT_EQ(passed_on({key + "=" + value}), key + "=" + value);
  EXPECT_EQ(passed_on({key + "@a-z0-9_-*/=" + value}), key + "@a-z0-9_-*/=" + value);
}

TEST(Tracestate, MayHaveSpacesAroundItsCommas) {
  EXPECT_EQ(passed_on({"foo=1 \t , \t bar=2, \t baz=3"}), "foo=1,bar=2,baz=3");
  EXPECT_EQ(passed_on({" foo=1 ", "\tbar=2\t"}), "foo=1,bar=2");
}

TEST(Tracestate, IsDiscardedWholeForOneBadKey) {
  for (const char* bad : {"foo =1", "FOO=1", "foo.bar=1", "@foo=1,bar=2", "=1", "foo"}) {
    EXPECT_EQ(passed_on({bad}), "") << bad;
  }
}

TEST(Tracestate, TakesAnAtSignAnywhereButFirst) {
  for (const char* good : {"foo@=1", "foo@@bar=1", "foo@bar@baz=1"}) {
    EXPECT_EQ(passed_on({good}), good);
  }
}

TEST(Tracestate, HasAtMost32Members) {
  EXPECT_EQ(passed_on({members(1, 8), members(9, 16), members(17, 24), members(25, 32)}),
            members(1, 32));
  EXPECT_EQ(passed_on({members(1, 33)}), "");
}

/// "foo=1,KEY=1", where the key is made of runs of one character each.
std::string beside_foo(const std::vector<std::pair<std::size_t, char>>& runs) {
  std::string state = "foo=1,";
  for (const auto& [count, c] : runs) state.append(count, c);
  state.append("=1");
  return state;
}

TEST(Tracestate, HasKeysOfAtMost256Bytes) {
  EXPECT_EQ(passed_on({beside_foo({{256, 'z'}})}), beside_foo({{256, 'z'}}));
  EXPECT_EQ(passed_on({beside_foo({{257, 'z'}})}), "");
  for (const std::string& state :
       {beside_foo({{241, 't'}, {1, '@'}, {14, 'v'}}), beside_foo({{242, 't'}, {1, '@'}, {1, 'v'}}),
        beside_foo({{1, 't'}, {1, '@'}, {15, 'v'}})}) {
    EXPECT_EQ(passed_on({state}), state);
  }
}

TEST(Tracestate, IsDiscardedWholeForOneBadValue) {
  EXPECT_EQ(passed_on({"foo=bar=baz"}), "");
  EXPECT_EQ(passed_on({"foo=,bar=3"}), "");
}

class Propagation : public testing::Test {
 protected:
  SpanRecorder recorder_;
};

TEST_F(Propagation, GivesEveryCallAParentOfItsOwn) {
  const auto remote = parse_traceparent(valid);
  std::map<std::string, int> parents;
  for (int i = 0; i < 3; ++i) {
    const auto trace = start_trace({.name = "request", .parent = remote});
    Headers outgoing;
    inject(outgoing);
    EXPECT_EQ(fate(outgoing), "kept");
    ++parents[outgoing.at(0).second];
  }
  EXPECT_EQ(parents.size(), 3U);
}

TEST_F(Propagation, PassesTheTracestateOnToCalleesAndBackends) {
  const auto remote = parse_traceparent(valid, "vendor=1");
  {
    const auto trace = start_trace({.name = "request", .parent = remote});
    const auto inner = start_span("inner");
    Headers outgoing;
    inject(outgoing);
    ASSERT_EQ(outgoing.size(), 2U);
    EXPECT_EQ(outgoing[1].second, "vendor=1");
  }
  for (const SpanRecord& span : recorder_.take()) EXPECT_EQ(span.trace->trace_state, "vendor=1");
}

TEST_F(Propagation, KeepsTheFlagsThatItKnows) {
  const auto remote = parse_traceparent(header("00", trace_id, parent_id, "ff"));
  EXPECT_EQ(remote->traceparent(), header("00", trace_id, parent_id, "03"));
  EXPECT_TRUE(remote->is_remote());
  { const auto trace = start_trace({.name = "request", .parent = remote}); }
  const SpanRecord span = recorder_.take().at(0);
  EXPECT_TRUE(span.parent_is_remote);
  EXPECT_TRUE(span.is_local_root);
  EXPECT_EQ(span.flags, 3);
}

TEST_F(Propagation, FollowsACallerThatDoesNotSample) {
  const auto remote = parse_traceparent(header("00", trace_id, parent_id, "00"));
  { const auto trace = start_trace({.name = "request", .parent = remote}); }
  EXPECT_TRUE(recorder_.take().empty());
}

TEST_F(Propagation, SaysNothingOutsideOfASpan) {
  Headers outgoing;
  inject(outgoing);
  EXPECT_TRUE(outgoing.empty());
  EXPECT_EQ(traceparent(), "");
}

}  // namespace
}  // namespace sotto
