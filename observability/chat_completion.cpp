#include <array>
#include <exception>
#include <utility>

#include <sotto/chat_completion.hpp>

#include "core/json_reader.hpp"
#include "core/json_writer.hpp"
#include "observability/chat_answer.hpp"

namespace sotto {
namespace {

/// The conventions' word for why a model stopped; the server's own where they have none.
std::string_view finish_word(std::string_view reason) noexcept {
  constexpr std::array<std::pair<std::string_view, std::string_view>, 9> words{{
      {"completed", "stop"},
      {"end_turn", "stop"},
      {"stop_sequence", "stop"},
      {"max_tokens", "length"},
      {"max_output_tokens", "length"},
      {"function_call", "tool_call"},
      {"tool_calls", "tool_call"},
      {"tool_use", "tool_call"},
      {"refusal", "content_filter"},
  }};
  for (const auto& [said, word] : words) {
    if (reason == said) return word;
  }
  return reason;
}

void write_tool_call(core::JsonWriter& json, core::JsonReader& reader, const ToolCall& call) {
  json.begin_object().field("type", "tool_call");
  if (!call.id.empty()) json.field("id", call.id);
  json.field("name", call.name).key("arguments");
  const auto arguments = reader.read(call.arguments);
  if (arguments) {
    json.raw(arguments.value().to_json());
  } else {
    json.value(call.arguments);
  }
  json.end();
}

}  // namespace

Result<ChatCompletion> read_chat_completion(std::string_view text) {
  core::JsonReader reader;
  const auto root = reader.read(text);
  if (!root) return Error{ErrorCode::malformed, "the model's answer is not JSON"};
  return observability::read_chat_answer(root.value());
}

std::string output_messages(const ChatCompletion& completion) {
  core::JsonReader reader;
  std::string out;
  core::JsonWriter json(out);
  json.begin_array();
  for (const ChatChoice& choice : completion.choices) {
    json.begin_object().field("role", "assistant").key("parts").begin_array();
    if (!choice.text.empty()) {
      json.begin_object().field("type", "text").field("content", choice.text).end();
    }
    for (const ToolCall& call : choice.tool_calls) write_tool_call(json, reader, call);
    json.end();
    json.field("finish_reason", finish_word(choice.finish_reason)).end();
  }
  json.end();
  return out;
}

void record_completion(Generation& generation, const ChatCompletion& completion) noexcept {
  if (!generation.is_recording()) return;
  try {
    generation.set_output(output_messages(completion));
    std::string reasons;
    core::JsonWriter json(reasons);
    json.begin_array();
    for (const ChatChoice& choice : completion.choices) json.value(choice.finish_reason);
    json.end();
    generation.set_attribute("gen_ai.response.finish_reasons", reasons);
  } catch (const std::exception&) {
    generation.set_output("[NO_MEMORY]");  // of what can be short here
  }
  if (!completion.id.empty()) generation.set_attribute("gen_ai.response.id", completion.id);
  if (!completion.model.empty()) generation.set_model(completion.model);
  generation.set_usage(completion.usage);
  if (completion.cost_usd) generation.set_cost(*completion.cost_usd);
}

}  // namespace sotto
