// What every Store does, whatever database is behind it. A new store adds a line at the end.

#include <gtest/gtest.h>

#include <functional>
#include <memory>
#include <string>
#include <thread>

#include "tests/collector_store_support.hpp"

namespace sotto::collector {
namespace {

using testing::batch_of;
using testing::put;
using testing::TemporaryFolder;
using testing::TestSpan;
using testing::text_attribute;
using testing::trace_hex;

struct StoreMaker {
  std::string name;
  std::function<Result<std::unique_ptr<Store>>(const TemporaryFolder&)> make;
};

class StoreContract : public ::testing::TestWithParam<StoreMaker> {
 protected:
  void SetUp() override {
    auto made = GetParam().make(folder_);
    ASSERT_TRUE(made.ok()) << made.error().detail;
    store_ = std::move(made).value();
  }

  void store(const std::vector<TestSpan>& spans, const std::string& service = "shop") {
    const auto stored = put(*store_, batch_of(spans, service));
    ASSERT_TRUE(stored.ok()) << stored.error().detail;
  }
  TracePage list(const TraceQuery& query = {}) {
    auto page = store_->list(query);
    EXPECT_TRUE(page.ok()) << page.error().detail;
    return page.ok() ? std::move(page).value() : TracePage{};
  }
  /// The traces that match, newest first, by the number that TestSpan gave them.
  std::vector<std::uint64_t> matching(const TraceQuery& query) {
    std::vector<std::uint64_t> numbers;
    const TracePage page = list(query);
    for (const TraceSummary& trace : page.traces) {
      numbers.push_back(std::stoull(trace.trace_id, nullptr, 16));
    }
    EXPECT_EQ(page.total, static_cast<std::int64_t>(numbers.size()));
    return numbers;
  }

  TemporaryFolder folder_;
  std::unique_ptr<Store> store_;
};

using Numbers = std::vector<std::uint64_t>;

TEST_P(StoreContract, IsEmptyAtFirst) {
  EXPECT_EQ(list().total, 0);
  const auto stats = store_->stats();
  ASSERT_TRUE(stats.ok());
  EXPECT_EQ(stats.value().total_traces, 0);
  EXPECT_EQ(store_->get("1").error().code, ErrorCode::not_found);
}

TEST_P(StoreContract, SummarisesATrace) {
  const std::string generation =
      text_attribute("gen_ai.request.model", "gpt-4o") + "," +
      R"({"key":"gen_ai.usage.input_tokens","value":{"intValue":12}},)"
      R"({"key":"gen_ai.usage.output_tokens","value":{"intValue":"30"}},)"
      R"({"key":"gen_ai.usage.cost","value":{"doubleValue":0.25}})";
  store({{.id = 1,
          .name = "request",
          .start_ns = 1'000'000'000,
          .end_ns = 4'000'000'000,
          .attributes = text_attribute("session.id", "s1") + "," + text_attribute("user.id", "u1")},
         {.id = 2,
          .parent = 1,
          .name = "llm",
          .start_ns = 2'000'000'000,
          .end_ns = 5'500'000'000,
          .is_error = true,
          .attributes = generation}});
  const TracePage page = list();
  ASSERT_EQ(page.traces.size(), 1U);
  const TraceSummary& trace = page.traces[0];
  EXPECT_EQ(trace.trace_id, trace_hex(1));
  EXPECT_EQ(trace.start_time, 1'000'000'000);
  EXPECT_EQ(trace.end_time, 5'500'000'000);
  EXPECT_DOUBLE_EQ(trace.duration_ms(), 4500);
  EXPECT_EQ(trace.span_count, 2);
  EXPECT_EQ(trace.error_count, 1);
  EXPECT_EQ(trace.service_name, "shop");
  EXPECT_EQ(trace.root_span_name, "request");
  EXPECT_EQ(trace.workflow_name, "request");
  EXPECT_EQ(trace.session_id, "s1");
  EXPECT_EQ(trace.user_id, "u1");
  EXPECT_EQ(trace.model, "gpt-4o");
  EXPECT_EQ(trace.input_tokens, 12);
  EXPECT_EQ(trace.output_tokens, 30);
  EXPECT_EQ(trace.cost_usd, 0.25);
}

TEST_P(StoreContract, KnowsNoCostUnlessASpanTellsIt) {
  store({{.trace = 1}});
  EXPECT_EQ(list().traces[0].cost_usd, std::nullopt);
}

TEST_P(StoreContract, GivesBackTheSpansByStartTime) {
  store({{.id = 2, .parent = 1, .name = "late", .start_ns = 20, .end_ns = 30},
         {.id = 1, .name = "early", .start_ns = 10, .end_ns = 40}});
  const auto trace = store_->get(trace_hex(1));
  ASSERT_TRUE(trace.ok());
  ASSERT_EQ(trace.value().spans.size(), 2U);
  EXPECT_EQ(trace.value().spans[0].name, "early");
  EXPECT_EQ(trace.value().spans[0].parent_span_id, "");
  EXPECT_EQ(trace.value().spans[1].name, "late");
  EXPECT_EQ(trace.value().spans[1].parent_span_id, "0000000000000001");
  EXPECT_EQ(trace.value().summary.span_count, 2);
}

TEST_P(StoreContract, JoinsATraceThatComesInSeveralRequests) {
  store({{.id = 2, .parent = 1, .name = "child", .start_ns = 20, .end_ns = 90}});
  EXPECT_EQ(list().traces[0].root_span_name, "");
  EXPECT_EQ(list().traces[0].workflow_name, "");
  store({{.id = 1,
          .name = "root",
          .start_ns = 10,
          .end_ns = 40,
          .attributes = text_attribute("workflow.name", "checkout")}},
        "gateway");
  const TracePage page = list();
  ASSERT_EQ(page.total, 1);
  EXPECT_EQ(page.traces[0].root_span_name, "root");
  EXPECT_EQ(page.traces[0].workflow_name, "checkout");
  EXPECT_EQ(page.traces[0].service_name, "gateway") << "the root's service names the trace";
  EXPECT_EQ(page.traces[0].start_time, 10);
  EXPECT_EQ(page.traces[0].end_time, 90);
  EXPECT_EQ(store_->get("1").error().code, ErrorCode::not_found) << "that prefix is another's";
  EXPECT_EQ(store_->get(trace_hex(1)).value().spans.size(), 2U);
}

TEST_P(StoreContract, StoresARepeatedRequestOnce) {
  for (int i = 0; i < 3; ++i) store({{.trace = 1}, {.trace = 2}});
  EXPECT_EQ(store_->stats().value().total_spans, 2);
  EXPECT_EQ(store_->get(trace_hex(1)).value().spans.size(), 1U);
}

TEST_P(StoreContract, ShowsASpanThatWasSentInTwoRequestsOnce) {
  store({{.id = 1}});
  store({{.id = 1}, {.id = 2, .parent = 1}});
  EXPECT_EQ(store_->get(trace_hex(1)).value().spans.size(), 2U);
}

TEST_P(StoreContract, FindsATraceByABeginningOfItsId) {
  TraceBatch batch = batch_of({{.trace = 0x1}});
  store({{.trace = 1}, {.trace = 2}});
  EXPECT_EQ(store_->get("0").error().detail, "several traces begin with this id");
  EXPECT_EQ(store_->get("ABCDEF").error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->get("").error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->get("not hex").error().code, ErrorCode::not_found);
  EXPECT_TRUE(store_->get(trace_hex(1)).ok());
  EXPECT_EQ(store_->erase("0").error().code, ErrorCode::not_found) << "erasing takes a whole id";
}

TEST_P(StoreContract, FiltersByEveryField) {
  store({{.trace = 1,
          .name = "a",
          .start_ns = 0 + 1,
          .end_ns = 5'000'000,
          .attributes = text_attribute("session.id", "s1")}},
        "one");
  store({{.trace = 2,
          .name = "b",
          .start_ns = 100,
          .end_ns = 2'000'000'100,
          .is_error = true,
          .attributes = text_attribute("user.id", "u2")}},
        "two");
  store({{.trace = 3,
          .name = "c",
          .start_ns = 200,
          .end_ns = 200,
          .attributes = text_attribute("gen_ai.request.model", "m3") + "," +
                        text_attribute("workflow.name", "w3")}},
        "two");
  EXPECT_EQ(matching({}), (Numbers{3, 2, 1}));
  EXPECT_EQ(matching({.service_name = "two"}), (Numbers{3, 2}));
  EXPECT_EQ(matching({.service_name = "none"}), Numbers{});
  EXPECT_EQ(matching({.workflow_name = "w3"}), Numbers{3});
  EXPECT_EQ(matching({.workflow_name = "a"}), Numbers{1}) << "a root's name is its workflow";
  EXPECT_EQ(matching({.min_duration_ms = 4.9}), (Numbers{2, 1}));
  EXPECT_EQ(matching({.min_duration_ms = 2000}), Numbers{2});
  EXPECT_EQ(matching({.max_duration_ms = 5}), (Numbers{3, 1}));
  EXPECT_EQ(matching({.has_errors = true}), Numbers{2});
  EXPECT_EQ(matching({.has_errors = false}), (Numbers{3, 1}));
  EXPECT_EQ(matching({.start_time = 100}), (Numbers{3, 2}));
  EXPECT_EQ(matching({.end_time = 200}), (Numbers{2, 1}));
  EXPECT_EQ(matching({.session_id = "s1"}), Numbers{1});
  EXPECT_EQ(matching({.user_id = "u2"}), Numbers{2});
  EXPECT_EQ(matching({.model = "m3"}), Numbers{3});
  EXPECT_EQ(matching({.service_name = "two", .has_errors = true}), Numbers{2});
}

TEST_P(StoreContract, PagesAndTellsTheTotal) {
  for (std::uint64_t trace = 1; trace <= 7; ++trace) store({{.trace = trace}});
  const TracePage page = list({.limit = 3, .offset = 2});
  EXPECT_EQ(page.total, 7);
  ASSERT_EQ(page.traces.size(), 3U);
  EXPECT_EQ(page.traces[0].trace_id, trace_hex(5));
  EXPECT_EQ(page.traces[2].trace_id, trace_hex(3));
  EXPECT_EQ(list({.limit = 3, .offset = 6}).traces.size(), 1U);
  EXPECT_TRUE(list({.limit = 3, .offset = 100}).traces.empty());
  EXPECT_TRUE(list({.limit = 0}).traces.empty());
}

TEST_P(StoreContract, CountsTracesSpansErrorsAndMetricPoints) {
  store({{.trace = 1, .is_error = true}, {.trace = 1, .id = 2}, {.trace = 2}});
  ASSERT_TRUE(put(*store_, MetricsBatch{"any bytes", 5, 1}).ok());
  ASSERT_TRUE(put(*store_, MetricsBatch{"any bytes", 5, 1}).ok()) << "a repeat, stored once";
  const StoreStats stats = store_->stats().value();
  EXPECT_EQ(stats.total_traces, 2);
  EXPECT_EQ(stats.traces_with_errors, 1);
  EXPECT_EQ(stats.total_spans, 3);
  EXPECT_EQ(stats.metric_points, 5);
  EXPECT_GT(stats.database_bytes, 0);
}

TEST_P(StoreContract, ErasesOneTraceAndNothingElse) {
  store({{.trace = 1}, {.trace = 2}, {.trace = 1, .id = 2}});
  ASSERT_TRUE(store_->erase(trace_hex(1)).ok());
  EXPECT_EQ(store_->get(trace_hex(1)).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->erase(trace_hex(1)).error().code, ErrorCode::not_found);
  EXPECT_EQ(store_->get(trace_hex(2)).value().spans.size(), 1U);
  EXPECT_EQ(matching({}), Numbers{2});
  EXPECT_EQ(store_->stats().value().total_spans, 1);
}

TEST_P(StoreContract, StoresATraceThatWasErasedWhenItIsSentAnew) {
  store({{.trace = 1}});
  ASSERT_TRUE(store_->erase(trace_hex(1)).ok());
  store({{.trace = 1, .id = 2, .name = "again"}});
  ASSERT_TRUE(store_->get(trace_hex(1)).ok());
  EXPECT_EQ(list().traces[0].root_span_name, "again");
}

TEST_P(StoreContract, ForgetsEverythingWhenClearedAndGoesOn) {
  store({{.trace = 1}});
  ASSERT_TRUE(store_->clear().ok());
  EXPECT_EQ(list().total, 0);
  EXPECT_EQ(store_->get(trace_hex(1)).error().code, ErrorCode::not_found);
  store({{.trace = 1}});
  EXPECT_EQ(matching({}), Numbers{1}) << "the same request is new again";
}

TEST_P(StoreContract, TakesBatchesOfEverySize) {
  std::vector<TestSpan> spans;
  for (std::uint64_t i = 1; i <= 1500; ++i) spans.push_back({.trace = 1 + i % 7, .id = i});
  store(spans);
  spans.resize(300);
  for (TestSpan& span : spans) span.id += 10'000;
  store(spans);
  ASSERT_TRUE(put(*store_, batch_of({})).ok()) << "a request without spans is valid";
  EXPECT_EQ(store_->stats().value().total_spans, 1800);
  std::size_t found = 0;
  for (std::uint64_t trace = 1; trace <= 7; ++trace) {
    found += store_->get(trace_hex(trace)).value().spans.size();
  }
  EXPECT_EQ(found, 1800U);
}

TEST_P(StoreContract, IsUsedFromManyThreadsAtOnce) {
  constexpr std::uint64_t writers = 4;
  constexpr std::uint64_t batches = 25;
  std::vector<std::thread> threads;
  for (std::uint64_t w = 0; w < writers; ++w) {
    threads.emplace_back([this, w] {
      for (std::uint64_t b = 0; b < batches; ++b) {
        const std::uint64_t number = 1 + w * batches + b;
        EXPECT_TRUE(put(*store_, batch_of({{.trace = number}})).ok());
        const auto trace = store_->get(trace_hex(number));  // what is acknowledged is readable
        EXPECT_TRUE(trace.ok()) << trace.error().detail;
        EXPECT_GE(list({.limit = 5}).total, static_cast<std::int64_t>(b));
      }
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(list().total, static_cast<std::int64_t>(writers * batches));
}

StoreMaker sqlite(const std::string& name, std::int64_t segment_spans) {
  return {name, [segment_spans](const TemporaryFolder& folder) {
            return open_sqlite_store({.folder = folder.path("db"), .segment_spans = segment_spans});
          }};
}

INSTANTIATE_TEST_SUITE_P(Stores, StoreContract,
                         ::testing::Values(sqlite("Sqlite", 2'000'000),
                                           sqlite("SqliteOfManySegments", 2)),
                         [](const auto& param_info) { return param_info.param.name; });

}  // namespace
}  // namespace sotto::collector
