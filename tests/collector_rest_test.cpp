// The REST API, handler by handler, on a store that holds what the test put there.

#include <gtest/gtest.h>

#include <string>

#include "collector/http/rest_routes.hpp"
#include "tests/support/route_call.hpp"
#include "tests/support/scripted_store.hpp"

namespace sotto::collector {
namespace {

using test::call;
using test::request_for;
using test::ScriptedStore;

const std::string trace_id = "0af7651916cd43dd8448eb211c80319c";

StoredSpan a_span(std::string id, std::string parent) {
  StoredSpan span;
  span.span_id = std::move(id);
  span.trace_id = trace_id;
  span.parent_span_id = std::move(parent);
  span.name = "work";
  span.kind = "INTERNAL";
  span.start_time = 1'000'000'000;
  span.end_time = 1'002'500'000;
  span.status_code = "UNSET";
  span.attributes_json = "{}";
  span.resource_attributes_json = R"({"service.name":"checkout"})";
  span.links_json = "[]";
  return span;
}

class Rest : public testing::Test {
 protected:
  Rest() {
    add_rest_routes(router_, store_);
    TraceSummary& summary = store_.trace.summary;
    summary.trace_id = trace_id;
    summary.start_time = 1'000'000'000;
    summary.end_time = 1'002'500'000;
    summary.span_count = 1;
    summary.service_name = "checkout";
    summary.root_span_name = "work";
    store_.trace.spans.push_back(a_span("00f067aa0ba902b7", ""));
  }

  Response get(std::string target) { return call(router_, request_for("GET", std::move(target))); }
  Response erase(std::string target) {
    return call(router_, request_for("DELETE", std::move(target)));
  }

  ScriptedStore store_;
  Router router_;
};

const std::string summary_json =
    R"("trace_id":"0af7651916cd43dd8448eb211c80319c","start_time":1000000000,)"
    R"("end_time":1002500000,"duration_ms":2.5,"span_count":1,"error_count":0,)"
    R"("service_name":"checkout","workflow_name":null,"root_span_name":"work","user_id":null,)"
    R"("session_id":null,"model":null,"input_tokens":0,"output_tokens":0,"cost_usd":null)";

const std::string span_json =
    R"({"span_id":"00f067aa0ba902b7","trace_id":"0af7651916cd43dd8448eb211c80319c",)"
    R"("parent_span_id":null,"name":"work","kind":"INTERNAL","start_time":1000000000,)"
    R"("end_time":1002500000,"duration_ms":2.5,"attributes":{},"events":[],)"
    R"("status":{"status_code":"UNSET","description":null},)"
    R"("resource_attributes":{"service.name":"checkout"},"links":[],)"
    R"("scope":{"name":"","version":""},"trace_state":"","flags":0,"observation_type":null,)"
    R"("model":null,"input_tokens":null,"output_tokens":null,"cost_usd":null})";

TEST_F(Rest, ListsTraces) {
  store_.page.traces.push_back(store_.trace.summary);
  store_.page.total = 12;
  const Response response = get("/api/v1/traces?limit=5&offset=2&has_errors=true");
  EXPECT_EQ(response.status, 200);
  EXPECT_EQ(response.body,
            R"({"traces":[{)" + summary_json + R"(}],"total":12,"limit":5,"offset":2})");
  EXPECT_EQ(store_.last_query.has_errors, true);
}

TEST_F(Rest, RefusesABadParameterByName) {
  const Response response = get("/api/v1/traces?limit=lots");
  EXPECT_EQ(response.status, 400);
  EXPECT_EQ(response.body, R"({"detail":"limit is not a number from 1 to 1000"})");
}

TEST_F(Rest, ShowsATrace) {
  EXPECT_EQ(get("/api/v1/traces/" + trace_id).body,
            "{" + summary_json + R"(,"root_span_id":"00f067aa0ba902b7","metadata":{},"spans":[)" +
                span_json + "]}");
}

TEST_F(Rest, ShowsWhatASpanHolds) {
  StoredSpan& span = store_.trace.spans.at(0);
  span.status_code = "ERROR";
  span.status_message = "timeout";
  span.attributes_json = R"({"a":[1,2]})";
  span.links_json = R"([{"trace_id":"x"}])";
  span.events.push_back({"retry", 7, R"({"n":1})"});
  span.observation_type = "generation";
  span.model = "gpt-4o";
  span.input_tokens = 12;
  span.cost_usd = 0.25;
  const std::string body = get("/api/v1/traces/" + trace_id).body;
  for (const char* part :
       {R"("attributes":{"a":[1,2]})",
        R"("status":{"status_code":"ERROR","description":"timeout"})",
        R"("events":[{"name":"retry","timestamp":7,"attributes":{"n":1}}])",
        R"("links":[{"trace_id":"x"}])", R"("observation_type":"generation","model":"gpt-4o")",
        R"("input_tokens":12,"output_tokens":null,"cost_usd":0.25)"}) {
    EXPECT_NE(body.find(part), std::string::npos) << part << " in " << body;
  }
}

TEST_F(Rest, TakesAnIdInCapitals) {
  EXPECT_EQ(get("/api/v1/traces/0AF7651916CD43DD8448EB211C80319C").status, 200);
}

TEST_F(Rest, DoesNotFindAnUnknownTrace) {
  for (const char* id :
       {"ffffffffffffffffffffffffffffffff", "not-an-id", "0af7651916cd43dd8448eb211c80319c00"}) {
    const Response response = get(std::string("/api/v1/traces/") + id);
    EXPECT_EQ(response.status, 404) << id;
    EXPECT_EQ(response.body, R"({"detail":"Trace not found"})") << id;
  }
}

TEST_F(Rest, PassesOnWhatIsWrongWithAShortId) {
  EXPECT_EQ(get("/api/v1/traces/ffff").body, R"({"detail":"no trace has this id"})");
}

TEST_F(Rest, ShowsTheTreeOfOneRootAsTheOriginalDid) {
  const std::string node = R"("span":)" + span_json + R"(,"orphan":false,"children":[])";
  EXPECT_EQ(
      get("/api/v1/traces/" + trace_id + "/tree").body,
      R"({"trace_id":"0af7651916cd43dd8448eb211c80319c","roots":[{)" + node + "}]," + node + "}");
}

TEST_F(Rest, ShowsEveryRootOfATree) {
  store_.trace.spans.push_back(a_span("00000000000000aa", ""));
  store_.trace.spans.push_back(a_span("00000000000000bb", "00000000000000cc"));
  const std::string body = get("/api/v1/traces/" + trace_id + "/tree").body;
  EXPECT_NE(body.find(R"("span_id":"00000000000000aa")"), std::string::npos);
  EXPECT_NE(body.find(R"("orphan":true)"), std::string::npos);
  EXPECT_TRUE(body.starts_with(R"({"trace_id":"0af7651916cd43dd8448eb211c80319c","roots":[)"));
  EXPECT_TRUE(body.ends_with(R"("children":[]}]})"));  // nothing after the roots
}

TEST_F(Rest, ShowsATreeOfAnyDepth) {
  constexpr int depth = 100'000;
  store_.trace.spans.clear();
  const auto id = [](int number) {
    char text[17];
    std::snprintf(text, sizeof(text), "%016x", static_cast<unsigned>(number));
    return std::string(text);
  };
  for (int i = 1; i <= depth; ++i) {
    store_.trace.spans.push_back(a_span(id(i), i == 1 ? "" : id(i - 1)));
    store_.trace.spans.back().start_time += i;
  }
  const Response response = get("/api/v1/traces/" + trace_id + "/tree");
  EXPECT_EQ(response.status, 200);
  EXPECT_NE(response.body.find(R"("span_id":")" + id(depth)), std::string::npos);
}

TEST_F(Rest, ErasesATraceByItsWholeId) {
  EXPECT_EQ(erase("/api/v1/traces/" + trace_id).status, 204);
  EXPECT_EQ(erase("/api/v1/traces/" + trace_id.substr(0, 8)).status, 404);
  EXPECT_EQ(erase("/api/v1/traces/ffffffffffffffffffffffffffffffff").status, 404);
}

TEST_F(Rest, ClearsEverything) {
  const Response response = erase("/api/v1/traces");
  EXPECT_EQ(response.status, 204);
  EXPECT_EQ(response.body, "");
  EXPECT_TRUE(store_.is_cleared());
}

TEST_F(Rest, CountsWhatIsStored) {
  store_.statistics = {.total_traces = 4,
                       .traces_with_errors = 1,
                       .total_spans = 9,
                       .metric_points = 2,
                       .database_bytes = 4096};
  EXPECT_EQ(get("/api/v1/stats").body,
            R"({"total_traces":4,"traces_with_errors":1,"error_rate":0.25,"total_spans":9,)"
            R"("metric_points":2,"database_bytes":4096})");
}

TEST_F(Rest, SaysThatItIsHealthy) {
  EXPECT_TRUE(get("/health").body.starts_with(R"({"status":"healthy","version":")"));
}

TEST_F(Rest, TellsAtItsRootWhatItIs) {
  const Response response = get("/");
  EXPECT_EQ(response.content_type, "text/plain; charset=utf-8");
  EXPECT_NE(response.body.find("/v1/traces"), std::string::npos);
}

TEST_F(Rest, SaysWhenTheStoreFails) {
  store_.is_broken = true;
  const Response response = get("/api/v1/stats");
  EXPECT_EQ(response.status, 503);
  EXPECT_EQ(response.body, R"({"detail":"the disk is broken"})");
}

}  // namespace
}  // namespace sotto::collector
