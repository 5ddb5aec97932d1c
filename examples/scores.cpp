// A model call whose answer is read by the library, and what people thought of it.
//
//   TRACING_MODE=print build/dev/bin/sotto-example-scores

#include <string>
#include <string_view>

#include <sotto/sotto.hpp>

namespace {

// What a server that speaks OpenAI's chat.completions answers.
constexpr std::string_view answer = R"({
  "id": "chatcmpl-1", "model": "gpt-4o-2024-08-06",
  "choices": [{"message": {"role": "assistant", "content": "Sunny."}, "finish_reason": "stop"}],
  "usage": {"prompt_tokens": 12, "completion_tokens": 3, "total_tokens": 15}})";

constexpr std::string_view first_half =
    "data: {\"choices\":[{\"delta\":{\"content\":\"Sun\"}}]}\n\n";
constexpr std::string_view second_half =
    "data: {\"choices\":[{\"delta\":{\"content\":\"ny.\"}}]}\n\n";

void ask() {
  const auto prompt = sotto::start_prompt("weather-answer", 3);
  auto generation = sotto::start_model_call("gpt-4o", {.provider = "openai"});
  generation.set_input("What's the weather?");
  const auto completion = sotto::read_chat_completion(answer);
  if (completion) {
    sotto::record_completion(generation, completion.value());
  } else {
    generation.set_error("ModelError", completion.error().detail);
  }
  generation.score("helpful", true);
}

void ask_streaming() {
  auto generation = sotto::start_model_call("gpt-4o", {.provider = "openai"});
  sotto::ChatStream stream(generation);
  for (const std::string_view bytes : {first_half, second_half}) {
    if (!stream.add(bytes)) break;
  }
  const auto completion = stream.finish();
  if (!completion) generation.set_error("ModelError", completion.error().detail);
}

}  // namespace

int main() {
  sotto::Session session;
  std::string trace_id;
  {
    auto trace = sotto::start_trace({.name = "weather", .session_id = "session456"});
    trace_id = trace.trace_id();
    ask();
    ask_streaming();
    trace.score("quality", 0.92, {.comment = "short and right"});
  }

  // Later, in another thread or process: by ids that were kept.
  sotto::score({.trace_id = trace_id}, "feedback", "thumbs-up", {.id = "feedback-of-user123"});
  sotto::score({.session_id = "session456"}, "resolved", true);
}
