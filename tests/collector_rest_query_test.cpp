// The parameters of GET /api/v1/traces.

#include <gtest/gtest.h>

#include <string>

#include "collector/http/rest_query.hpp"

namespace sotto::collector {
namespace {

TEST(TraceQueryParameters, AreAllOptional) {
  const auto query = read_trace_query("");
  ASSERT_TRUE(query.ok());
  EXPECT_EQ(query.value().limit, 100U);
  EXPECT_EQ(query.value().offset, 0U);
  EXPECT_FALSE(query.value().has_errors.has_value());
}

TEST(TraceQueryParameters, AreRead) {
  const auto read = read_trace_query(
      "service_name=check+out&workflow_name=w&min_duration_ms=0&max_duration_ms=1.5"
      "&has_errors=false&start_time=1700000000000000000&end_time=2023-11-14T23:13:20.5%2B01:00"
      "&session_id=s&user_id=u&model=gpt-4o&limit=7&offset=3");
  ASSERT_TRUE(read.ok()) << read.error().detail;
  const TraceQuery& query = read.value();
  EXPECT_EQ(query.service_name, "check out");
  EXPECT_EQ(query.workflow_name, "w");
  EXPECT_EQ(query.min_duration_ms, 0.0);
  EXPECT_EQ(query.max_duration_ms, 1.5);
  EXPECT_EQ(query.has_errors, false);
  EXPECT_EQ(query.start_time, 1'700'000'000'000'000'000);
  EXPECT_EQ(query.end_time, 1'700'000'000'500'000'000);
  EXPECT_EQ(query.session_id, "s");
  EXPECT_EQ(query.user_id, "u");
  EXPECT_EQ(query.model, "gpt-4o");
  EXPECT_EQ(query.limit, 7U);
  EXPECT_EQ(query.offset, 3U);
}

TEST(TraceQueryParameters, MeanAnyWhenTheyAreEmpty) {
  const auto query = read_trace_query("service_name=&min_duration_ms=&limit=");
  ASSERT_TRUE(query.ok()) << query.error().detail;
  EXPECT_FALSE(query.value().service_name.has_value());
  EXPECT_FALSE(query.value().min_duration_ms.has_value());
  EXPECT_EQ(query.value().limit, 100U);
}

struct BadQuery {
  std::string query;
  std::string message;
};

class BadTraceQuery : public testing::TestWithParam<BadQuery> {};

TEST_P(BadTraceQuery, NamesTheParameter) {
  const auto query = read_trace_query(GetParam().query);
  ASSERT_FALSE(query.ok());
  EXPECT_EQ(query.error().detail, GetParam().message);
}

INSTANTIATE_TEST_SUITE_P(
    All, BadTraceQuery,
    testing::Values(
        BadQuery{"limit=0", "limit is not a number from 1 to 1000"},
        BadQuery{"limit=1001", "limit is not a number from 1 to 1000"},
        BadQuery{"limit=ten", "limit is not a number from 1 to 1000"},
        BadQuery{"offset=-1", "offset is not a number, 0 or more"},
        BadQuery{"min_duration_ms=-1",
                 "min_duration_ms is not a number of milliseconds, 0 or more"},
        BadQuery{"max_duration_ms=inf",
                 "max_duration_ms is not a number of milliseconds, 0 or more"},
        BadQuery{"max_duration_ms=1s",
                 "max_duration_ms is not a number of milliseconds, 0 or more"},
        BadQuery{"has_errors=maybe", "has_errors is not true or false"},
        BadQuery{"start_time=yesterday",
                 "start_time is not a time, as Unix nanoseconds or like 2026-11-21T10:05:40Z"},
        BadQuery{"service=checkout", "there is no parameter service"},
        BadQuery{"model=%4", "a % in the query is not followed by two hex digits"}));

}  // namespace
}  // namespace sotto::collector
