// Answers of models' servers, whole.

#include <gtest/gtest.h>

#include <sotto/chat_completion.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;
using test::value_of;

constexpr std::string_view chat = R"({
  "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "gpt-4o-2024-08-06",
  "choices": [{"index": 0, "message": {"role": "assistant", "content": "Sunny."},
               "logprobs": null, "finish_reason": "stop"}],
  "usage": {"prompt_tokens": 12, "completion_tokens": 30, "total_tokens": 42, "cost": 0.25,
            "prompt_tokens_details": {"cached_tokens": 8, "audio_tokens": 1},
            "completion_tokens_details": {"reasoning_tokens": 20, "audio_tokens": 2}}})";

constexpr std::string_view tool_call = R"({
  "model": "m", "choices": [{"finish_reason": "tool_calls", "message": {"content": null,
  "tool_calls": [{"id": "call_1", "type": "function",
                  "function": {"name": "get_forecast", "arguments": "{\"city\": \"Oslo\"}"}}]}}]})";

TEST(ChatCompletions, AreReadWithModelUsageAndFinishReason) {
  const auto completion = read_chat_completion(chat).value();
  EXPECT_EQ(completion.id, "chatcmpl-1");
  EXPECT_EQ(completion.model, "gpt-4o-2024-08-06");
  ASSERT_EQ(completion.choices.size(), 1U);
  EXPECT_EQ(completion.choices[0].text, "Sunny.");
  EXPECT_EQ(completion.choices[0].finish_reason, "stop");
  EXPECT_EQ(completion.usage.input_tokens, 12);
  EXPECT_EQ(completion.usage.output_tokens, 30);
  EXPECT_EQ(completion.usage.total_tokens, 42);
  EXPECT_EQ(completion.usage.cache_read_tokens, 8);
  EXPECT_EQ(completion.usage.input_audio_tokens, 1);
  EXPECT_EQ(completion.usage.reasoning_tokens, 20);
  EXPECT_EQ(completion.usage.output_audio_tokens, 2);
  EXPECT_EQ(completion.usage.cache_creation_tokens, std::nullopt);
  EXPECT_EQ(completion.cost_usd, 0.25);
}

TEST(ChatCompletions, KeepToolCallsAsTheModelWroteThem) {
  const auto completion = read_chat_completion(tool_call).value();
  ASSERT_EQ(completion.choices.at(0).tool_calls.size(), 1U);
  const ToolCall& call = completion.choices[0].tool_calls[0];
  EXPECT_EQ(call.id, "call_1");
  EXPECT_EQ(call.name, "get_forecast");
  EXPECT_EQ(call.arguments, "{\"city\": \"Oslo\"}");
}

TEST(ChatCompletions, OfAnthropicCountCachedTokensWithTheInput) {
  const auto completion = read_chat_completion(R"({
    "id": "msg_1", "type": "message", "role": "assistant", "model": "claude-sonnet-4-5",
    "content": [{"type": "text", "text": "Let me look."},
                {"type": "tool_use", "id": "toolu_1", "name": "search", "input": {"q": "rain"}}],
    "stop_reason": "tool_use", "usage": {"input_tokens": 10, "cache_read_input_tokens": 80,
    "cache_creation_input_tokens": 5, "output_tokens": 7}})")
                              .value();
  EXPECT_EQ(completion.choices.at(0).text, "Let me look.");
  EXPECT_EQ(completion.choices[0].tool_calls.at(0).arguments, R"({"q":"rain"})");
  EXPECT_EQ(completion.choices[0].finish_reason, "tool_use");
  EXPECT_EQ(completion.usage.input_tokens, 95);
  EXPECT_EQ(completion.usage.cache_read_tokens, 80);
  EXPECT_EQ(completion.usage.cache_creation_tokens, 5);
  EXPECT_EQ(completion.usage.output_tokens, 7);
}

TEST(ChatCompletions, OfTheResponsesInterfaceAreReadToo) {
  const auto completion = read_chat_completion(R"({
    "id": "resp_1", "object": "response", "status": "completed", "error": null, "model": "gpt-5",
    "output": [{"type": "reasoning", "summary": []},
               {"type": "message", "content": [{"type": "output_text", "text": "Sunny."}]},
               {"type": "function_call", "call_id": "c1", "name": "f", "arguments": "{}"}],
    "usage": {"input_tokens": 20, "input_tokens_details": {"cached_tokens": 16},
              "output_tokens": 9, "output_tokens_details": {"reasoning_tokens": 4},
              "total_tokens": 29}})")
                              .value();
  EXPECT_EQ(completion.choices.at(0).text, "Sunny.");
  EXPECT_EQ(completion.choices[0].tool_calls.at(0).id, "c1");
  EXPECT_EQ(completion.usage.input_tokens, 20);
  EXPECT_EQ(completion.usage.cache_read_tokens, 16);
  EXPECT_EQ(completion.usage.reasoning_tokens, 4);
}

TEST(ChatCompletions, BecomeMessagesOfTheConventions) {
  EXPECT_EQ(output_messages(read_chat_completion(chat).value()),
            R"([{"role":"assistant","parts":[{"type":"text","content":"Sunny."}],)"
            R"("finish_reason":"stop"}])");
  EXPECT_EQ(output_messages(read_chat_completion(tool_call).value()),
            R"([{"role":"assistant","parts":[{"type":"tool_call","id":"call_1",)"
            R"("name":"get_forecast","arguments":{"city":"Oslo"}}],"finish_reason":"tool_call"}])");
}

TEST(ChatCompletions, KeepArgumentsThatAreNotJsonAsText) {
  ChatCompletion completion;
  completion.choices.push_back({.text = {}, .tool_calls = {{"", "f", "{\"city\":"}}});
  EXPECT_EQ(output_messages(completion),
            R"([{"role":"assistant","parts":[{"type":"tool_call","name":"f",)"
            R"("arguments":"{\"city\":"}],"finish_reason":""}])");
}

TEST(ChatCompletions, FillAGeneration) {
  SpanRecorder recorder;
  {
    auto generation = start_model_call("gpt-4o");
    record_completion(generation, read_chat_completion(chat).value());
  }
  const auto spans = recorder.take();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_EQ(spans[0].response_model, "gpt-4o-2024-08-06");
  EXPECT_EQ(spans[0].usage.cache_read_tokens, 8);
  EXPECT_EQ(spans[0].cost.total, 0.25);
  EXPECT_EQ(spans[0].output, output_messages(read_chat_completion(chat).value()));
  EXPECT_EQ(value_of(spans[0].attributes, "gen_ai.response.id"), "chatcmpl-1");
  EXPECT_EQ(value_of(spans[0].attributes, "gen_ai.response.finish_reasons"), R"(["stop"])");
}

TEST(ChatCompletions, LeaveOutCountsThatCannotBe) {
  const auto completion = read_chat_completion(R"({
    "choices": [{}], "usage": {"input_tokens": 9223372036854775807, "output_tokens": -1,
    "total_tokens": 1.5, "cache_read_input_tokens": "7", "cost": -0.5}})")
                              .value();
  EXPECT_EQ(completion.usage.input_tokens, std::nullopt);
  EXPECT_EQ(completion.usage.output_tokens, std::nullopt);
  EXPECT_EQ(completion.usage.total_tokens, std::nullopt);
  EXPECT_EQ(completion.usage.cache_read_tokens, std::nullopt);
  EXPECT_EQ(completion.cost_usd, std::nullopt);
}

TEST(ChatCompletions, ThatAreNoneAreErrorsWithoutTheirContent) {
  for (const std::string_view body :
       {"", "secret", "{\"secret\":1}", "[]", "null", "{\"choices\":[]}",
        "{\"choices\":\"secret\"}", "{\"error\":{\"message\":\"secret\"}}"}) {
    const auto completion = read_chat_completion(body);
    ASSERT_FALSE(completion.ok()) << body;
    EXPECT_EQ(completion.error().detail.find("secret"), std::string::npos);
  }
  EXPECT_EQ(read_chat_completion("{\"error\":{}}").error().code, ErrorCode::rejected);
  EXPECT_EQ(read_chat_completion("{").error().code, ErrorCode::malformed);
}

TEST(ChatCompletions, AreBoundedHoweverLongTheirListsAre) {
  std::string body = R"({"choices":[{})";
  for (int i = 0; i < 1000; ++i) body += ",{}";
  body += "]}";
  EXPECT_EQ(read_chat_completion(body).value().choices.size(), 16U);
}

}  // namespace
}  // namespace sotto
