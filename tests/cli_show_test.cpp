// `sotto show`: one trace as a tree.

#include <gtest/gtest.h>

#include <string>

#include "tests/support/cli_fixture.hpp"

namespace sotto {
namespace {

using test::json_attribute;
using test::JsonSpan;
using test::ProgramResult;

constexpr std::int64_t start = 1'700'000'000'000'000'000;  // 2023-11-14 22:13:20 UTC
constexpr std::int64_t ms = 1'000'000;

const std::vector<JsonSpan> agent_run = {
    {.span_id = "0000000000000001",
     .name = "api-request",
     .duration_ns = 1200 * ms,
     .attributes =
         json_attribute("user.id", "user123") + "," + json_attribute("session.id", "session456")},
    {.span_id = "0000000000000002",
     .parent_span_id = "0000000000000001",
     .name = "plan",
     .start = start + ms,
     .duration_ns = 800 * ms},
    {.span_id = "0000000000000003",
     .parent_span_id = "0000000000000002",
     .name = "llm-completion",
     .start = start + 2 * ms,
     .duration_ns = 300 * ms,
     .attributes = json_attribute("gen_ai.operation.name", "chat") + "," +
                   json_attribute("gen_ai.request.model", "gpt-4o") + "," +
                   R"({"key":"gen_ai.usage.input_tokens","value":{"intValue":"12"}},)"
                   R"({"key":"gen_ai.usage.output_tokens","value":{"intValue":"30"}},)" +
                   json_attribute("gen_ai.prompt", "What is\nthe weather?")},
    {.span_id = "0000000000000004",
     .parent_span_id = "0000000000000002",
     .name = "search",
     .start = start + 400 * ms,
     .duration_ns = 200 * ms,
     .error = "timeout\x1b[2J"},
    {.span_id = "0000000000000005",
     .parent_span_id = "0000000000000001",
     .name = "answer",
     .start = start + 900 * ms,
     .duration_ns = 5 * ms},
    {.span_id = "0000000000000006",
     .parent_span_id = "00000000000000ff",
     .name = "lost",
     .start = start + 950 * ms,
     .duration_ns = ms}};

class CliShow : public test::CliTest {};

const std::string heading =
    "trace     0af7651916cd43dd8448eb211c80319c\n"
    "name      api-request\n"
    "service   checkout\n"
    "session   session456\n"
    "user      user123\n"
    "started   2023-11-14 22:13:20 UTC\n"
    "took      1.20 s, 6 spans, 1 error, 42 tokens\n"
    "\n";

TEST_F(CliShow, DrawsTheSpansAsATree) {
  store(agent_run);
  const ProgramResult result = run({"show", "0af7651916cd43dd8448eb211c80319c"});
  EXPECT_EQ(result.exit_code, 0) << result.err;
  EXPECT_EQ(result.out, heading + R"(api-request  1.20 s
├─ plan  800 ms
│  ├─ llm-completion  generation  gpt-4o  300 ms  12 in, 30 out
│  └─ search  200 ms  error: timeout\x1b[2J
└─ answer  5.0 ms
lost  1.0 ms  (its parent is missing)
)");
}

TEST_F(CliShow, TakesTheFirstDigitsOfAnId) {
  store(agent_run);
  EXPECT_EQ(run({"show", "0AF7"}).exit_code, 0);
}

TEST_F(CliShow, KeepsContentForThoseWhoAsk) {
  store(agent_run);
  const std::string attributes = run({"show", "0af7", "--attributes"}).out;
  EXPECT_NE(attributes.find("│  │      gen_ai.request.model = gpt-4o\n"), std::string::npos)
      << attributes;
  EXPECT_EQ(attributes.find("weather"), std::string::npos) << attributes;

  const std::string content = run({"show", "0af7", "--content"}).out;
  EXPECT_NE(content.find("│  │      gen_ai.prompt:\n"
                         "│  │        What is\n"
                         "│  │        the weather?\n"),
            std::string::npos)
      << content;
  EXPECT_EQ(content.find("gen_ai.request.model"), std::string::npos) << content;
}

TEST_F(CliShow, WritesTheJsonOfTheRestApi) {
  store(agent_run);
  EXPECT_TRUE(run({"show", "0af7", "--json"})
                  .out.starts_with(R"({"trace_id":"0af7651916cd43dd8448eb211c80319c",)"));
}

TEST_F(CliShow, SaysThatThereIsNoSuchTrace) {
  store(agent_run);
  const ProgramResult result = run({"show", "ffff"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_EQ(result.out, "");
  EXPECT_TRUE(result.err.starts_with("sotto: ")) << result.err;
}

TEST_F(CliShow, SaysThatSeveralTracesStartSo) {
  store({{.trace_id = "aaaa0000000000000000000000000001"},
         {.trace_id = "aaaa0000000000000000000000000002"}});
  const ProgramResult result = run({"show", "aaaa"});
  EXPECT_EQ(result.exit_code, 1);
  EXPECT_NE(result.err.find("several"), std::string::npos) << result.err;
}

TEST_F(CliShow, DrawsADeepTreeInBoundedWidth) {
  std::vector<JsonSpan> chain;
  for (int i = 1; i <= 60; ++i) {
    const auto id = [](int number) {
      return "00000000000000" + std::to_string(number + 100).substr(1);
    };
    chain.push_back(
        {.span_id = id(i), .parent_span_id = i == 1 ? "" : id(i - 1), .start = start + i});
  }
  store(chain);
  EXPECT_NE(run({"show", "0af7"}).out.find("[59] work"), std::string::npos);
}

}  // namespace
}  // namespace sotto
