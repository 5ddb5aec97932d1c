// Answers of models' servers, streamed.

#include <gtest/gtest.h>

#include <sotto/chat_completion.hpp>

#include "tests/support/span_recorder.hpp"

namespace sotto {
namespace {

using test::SpanRecorder;

constexpr std::string_view chat_stream =
    ": keep-alive\r\n\r\n"
    "data: {\"id\":\"chatcmpl-1\",\"model\":\"gpt-4o-mini\",\"choices\":[{\"index\":0,"
    "\"delta\":{\"role\":\"assistant\",\"content\":\"\"},\"finish_reason\":null}]}\r\n\r\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Sun\"}}]}\r\n\r\n"
    "data:{\"choices\":[{\"index\":0,\"delta\":{\"content\":\"ny.\"}}]}\r\n\r\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{},\"finish_reason\":\"stop\"}]}\r\n\r\n"
    "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":3}}\r\n\r\n"
    "data: [DONE]\r\n\r\n";

constexpr std::string_view tool_stream =
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,\"id\":\"call_1\","
    "\"function\":{\"name\":\"f\",\"arguments\":\"\"}}]}}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,"
    "\"function\":{\"arguments\":\"{\\\"a\\\":\"}}]}}]}\n\n"
    "data: {\"choices\":[{\"index\":0,\"delta\":{\"tool_calls\":[{\"index\":0,"
    "\"function\":{\"arguments\":\"1}\"}}]},\"finish_reason\":\"tool_calls\"}]}\n\n";

constexpr std::string_view message_stream =
    "event: message_start\n"
    "data: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"model\":\"claude\","
    "\"usage\":{\"input_tokens\":10,\"cache_read_input_tokens\":80,\"output_tokens\":1}}}\n\n"
    "data: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\"}}\n\n"
    "data: {\"type\":\"ping\"}\n\n"
    "data: {\"type\":\"content_block_delta\",\"index\":0,"
    "\"delta\":{\"type\":\"text_delta\",\"text\":\"Hi\"}}\n\n"
    "data: {\"type\":\"content_block_start\",\"index\":1,"
    "\"content_block\":{\"type\":\"tool_use\",\"id\":\"t1\",\"name\":\"f\",\"input\":{}}}\n\n"
    "data: {\"type\":\"content_block_delta\",\"index\":1,"
    "\"delta\":{\"type\":\"input_json_delta\",\"partial_json\":\"{}\"}}\n\n"
    "data: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},"
    "\"usage\":{\"output_tokens\":15}}\n\n"
    "data: {\"type\":\"message_stop\"}\n\n";

constexpr std::string_view response_stream =
    "data: {\"type\":\"response.created\",\"response\":{\"id\":\"resp_1\"}}\n\n"
    "data: {\"type\":\"response.output_text.delta\",\"delta\":\"Sun\"}\n\n"
    "data: {\"type\":\"response.completed\",\"response\":{\"id\":\"resp_1\",\"model\":\"gpt-5\","
    "\"status\":\"completed\",\"output\":[{\"type\":\"message\",\"content\":"
    "[{\"type\":\"output_text\",\"text\":\"Sunny.\"}]}],\"usage\":{\"input_tokens\":4,"
    "\"output_tokens\":2}}}\n\n";

Result<ChatCompletion> read(std::string_view stream_text) {
  Generation generation;
  ChatStream stream(generation);
  if (const auto added = stream.add(stream_text); !added) return added.error();
  return stream.finish();
}

TEST(ChatStreams, ArePutTogetherFromTheirChunks) {
  const auto completion = read(chat_stream).value();
  EXPECT_EQ(completion.id, "chatcmpl-1");
  EXPECT_EQ(completion.model, "gpt-4o-mini");
  ASSERT_EQ(completion.choices.size(), 1U);
  EXPECT_EQ(completion.choices[0].text, "Sunny.");
  EXPECT_EQ(completion.choices[0].finish_reason, "stop");
  EXPECT_EQ(completion.usage.input_tokens, 12);
  EXPECT_EQ(completion.usage.output_tokens, 3);
}

TEST(ChatStreams, MayBeCutAnywhere) {
  for (const std::string_view text : {chat_stream, tool_stream, message_stream, response_stream}) {
    const std::string whole = output_messages(read(text).value());
    for (std::size_t cut = 0; cut <= text.size(); ++cut) {
      Generation generation;
      ChatStream stream(generation);
      ASSERT_TRUE(stream.add(text.substr(0, cut)).ok());
      ASSERT_TRUE(stream.add(text.substr(cut)).ok());
      ASSERT_EQ(output_messages(stream.finish().value()), whole) << cut;
    }
  }
}

TEST(ChatStreams, PutToolCallsTogether) {
  const auto completion = read(tool_stream).value();
  ASSERT_EQ(completion.choices.at(0).tool_calls.size(), 1U);
  EXPECT_EQ(completion.choices[0].tool_calls[0].id, "call_1");
  EXPECT_EQ(completion.choices[0].tool_calls[0].name, "f");
  EXPECT_EQ(completion.choices[0].tool_calls[0].arguments, "{\"a\":1}");
}

TEST(ChatStreams, OfAnthropicAreReadToo) {
  const auto completion = read(message_stream).value();
  EXPECT_EQ(completion.model, "claude");
  EXPECT_EQ(completion.choices.at(0).text, "Hi");
  EXPECT_EQ(completion.choices[0].tool_calls.at(0).arguments, "{}");
  EXPECT_EQ(completion.choices[0].finish_reason, "end_turn");
  EXPECT_EQ(completion.usage.input_tokens, 90);
  EXPECT_EQ(completion.usage.output_tokens, 15);
}

TEST(ChatStreams, OfTheResponsesInterfaceEndWithTheWholeAnswer) {
  const auto completion = read(response_stream).value();
  EXPECT_EQ(completion.model, "gpt-5");
  EXPECT_EQ(completion.choices.at(0).text, "Sunny.");
  EXPECT_EQ(completion.usage.input_tokens, 4);
}

TEST(ChatStreams, SetTheCompletionStartAtTheFirstPartOfTheAnswer) {
  SpanRecorder recorder;
  {
    auto generation = start_model_call("gpt-4o-mini");
    ChatStream stream(generation);
    ASSERT_TRUE(stream.add(chat_stream).ok());
    ASSERT_TRUE(stream.finish().ok());
  }
  const auto spans = recorder.take();
  ASSERT_EQ(spans.size(), 1U);
  EXPECT_GE(spans[0].completion_start_unix_ns, spans[0].start_unix_ns);
  EXPECT_GT(spans[0].completion_start_unix_ns, 0);
  EXPECT_EQ(spans[0].response_model, "gpt-4o-mini");
  EXPECT_NE(spans[0].output.value_or("").find("Sunny."), std::string_view::npos);
}

TEST(ChatStreams, ThatBreakOffGiveWhatCame) {
  const std::size_t middle = chat_stream.find("data:{");
  EXPECT_EQ(read(chat_stream.substr(0, middle)).value().choices.at(0).text, "Sun");
}

TEST(ChatStreams, ThatAreNoneAreErrorsAndLeaveTheSpanUntouched) {
  SpanRecorder recorder;
  for (const std::string_view text :
       {"", "data: secret\n", "data: {\"error\":{\"message\":\"secret\"}}\n\n", "<html>secret"}) {
    auto generation = start_model_call("m");
    ChatStream stream(generation);
    const auto added = stream.add(text);
    const auto completion = stream.finish();
    ASSERT_FALSE(completion.ok()) << text;
    EXPECT_EQ(completion.error().detail.find("secret"), std::string::npos);
    if (!added) {
      EXPECT_EQ(added.error().detail, stream.add("data: {}\n").error().detail);
    }
  }
  for (const SpanRecord& span : recorder.take()) {
    EXPECT_FALSE(span.output.has_value());
    EXPECT_EQ(span.completion_start_unix_ns, 0);
  }
}

TEST(ChatStreams, AreBounded) {
  Generation generation;
  ChatStream stream(generation);
  const std::string block(1 << 20, 'x');
  for (int i = 0; i < 64; ++i) ASSERT_TRUE(stream.add(block).ok());
  EXPECT_EQ(stream.add(block).error().code, ErrorCode::too_large);
  EXPECT_EQ(read(R"(data: {"choices":[{"index":99999999999,"delta":{"content":"x"}}]})"
                 "\n")
                .error()
                .code,
            ErrorCode::malformed);
}

}  // namespace
}  // namespace sotto
