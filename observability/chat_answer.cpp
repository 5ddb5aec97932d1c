#include "observability/chat_answer.hpp"

#include <algorithm>
#include <cmath>

namespace sotto::observability {
namespace {

using core::JsonValue;

constexpr std::int64_t largest_count = 1'000'000'000'000;  // tokens; no model reads as many

std::optional<std::int64_t> count_of(const JsonValue& value) noexcept {
  const auto count = value.integer();
  return count && *count >= 0 && *count <= largest_count ? count : std::nullopt;
}

/// The first of the two that is there.
std::optional<std::int64_t> count_of(const JsonValue& a, const JsonValue& b) noexcept {
  const auto count = count_of(a);
  return count ? count : count_of(b);
}

void set(std::optional<std::int64_t>& field, const std::optional<std::int64_t>& count) noexcept {
  if (count) field = count;
}

/// A text, or the texts of a list of parts.
std::string content_text(const JsonValue& content) {
  std::string text = text_of(content);
  for (std::size_t i = 0; i < content.size(); ++i) text += text_of(content[i]["text"]);
  return text;
}

ChatChoice chat_choice(const JsonValue& choice) {
  const JsonValue message = choice["message"];
  ChatChoice read;
  read.text = content_text(message["content"]);
  if (read.text.empty()) read.text = text_of(message["refusal"]);
  read.finish_reason = text_of(choice["finish_reason"]);
  const JsonValue calls = message["tool_calls"];
  for (std::size_t i = 0; i < std::min(calls.size(), max_tool_calls); ++i) {
    const JsonValue function = calls[i]["function"];
    read.tool_calls.push_back(
        {text_of(calls[i]["id"]), text_of(function["name"]), text_of(function["arguments"])});
  }
  return read;
}

/// OpenAI's chat.completions.
void read_chat(const JsonValue& root, ChatCompletion& completion) {
  const JsonValue choices = root["choices"];
  for (std::size_t i = 0; i < std::min(choices.size(), max_choices); ++i) {
    completion.choices.push_back(chat_choice(choices[i]));
  }
}

/// Anthropic's Messages.
void read_message(const JsonValue& root, ChatCompletion& completion) {
  ChatChoice& choice = completion.choices.emplace_back();
  choice.finish_reason = text_of(root["stop_reason"]);
  const JsonValue content = root["content"];
  for (std::size_t i = 0; i < content.size(); ++i) {
    const JsonValue block = content[i];
    if (block["type"].text() == "text") choice.text += text_of(block["text"]);
    if (block["type"].text() == "tool_use" && choice.tool_calls.size() < max_tool_calls) {
      choice.tool_calls.push_back(
          {text_of(block["id"]), text_of(block["name"]), block["input"].to_json()});
    }
  }
}

/// OpenAI's Responses.
void read_response(const JsonValue& root, ChatCompletion& completion) {
  ChatChoice& choice = completion.choices.emplace_back();
  choice.finish_reason = text_of(root["incomplete_details"]["reason"]);
  if (choice.finish_reason.empty()) choice.finish_reason = text_of(root["status"]);
  const JsonValue output = root["output"];
  for (std::size_t i = 0; i < output.size(); ++i) {
    const JsonValue item = output[i];
    if (item["type"].text() == "message") choice.text += content_text(item["content"]);
    if (item["type"].text() == "function_call" && choice.tool_calls.size() < max_tool_calls) {
      choice.tool_calls.push_back(
          {text_of(item["call_id"]), text_of(item["name"]), text_of(item["arguments"])});
    }
  }
}

}  // namespace

std::string text_of(const JsonValue& value) {
  return std::string(value.text().value_or(""));
}

bool is_failure_report(const JsonValue& root) noexcept {
  const JsonValue error = root["error"];
  return error.is_object() || error.text().has_value();
}

void read_usage(const JsonValue& usage, ChatCompletion& completion) {
  Usage& read = completion.usage;
  const JsonValue of_input = usage["prompt_tokens_details"].exists()
                                 ? usage["prompt_tokens_details"]
                                 : usage["input_tokens_details"];
  const JsonValue of_output = usage["completion_tokens_details"].exists()
                                  ? usage["completion_tokens_details"]
                                  : usage["output_tokens_details"];
  set(read.input_tokens, count_of(usage["prompt_tokens"], usage["input_tokens"]));
  set(read.output_tokens, count_of(usage["completion_tokens"], usage["output_tokens"]));
  set(read.total_tokens, count_of(usage["total_tokens"]));
  set(read.cache_read_tokens, count_of(of_input["cached_tokens"]));
  set(read.input_audio_tokens, count_of(of_input["audio_tokens"]));
  set(read.reasoning_tokens, count_of(of_output["reasoning_tokens"]));
  set(read.output_audio_tokens, count_of(of_output["audio_tokens"]));

  // Anthropic counts cached tokens beside the input, everyone else within it.
  const auto cache_read = count_of(usage["cache_read_input_tokens"]);
  const auto cache_creation = count_of(usage["cache_creation_input_tokens"]);
  set(read.cache_read_tokens, cache_read);
  set(read.cache_creation_tokens, cache_creation);
  if (count_of(usage["input_tokens"]) && (cache_read || cache_creation)) {
    *read.input_tokens += cache_read.value_or(0) + cache_creation.value_or(0);
  }
  const auto cost = usage["cost"].number();
  if (cost && std::isfinite(*cost) && *cost >= 0) completion.cost_usd = cost;
}

Result<ChatCompletion> read_chat_answer(const JsonValue& root) {
  if (is_failure_report(root)) {
    return Error{ErrorCode::rejected, "the model's server answered with an error"};
  }
  ChatCompletion completion;
  completion.id = text_of(root["id"]);
  completion.model = text_of(root["model"]);
  if (root["choices"].is_array()) {
    read_chat(root, completion);
  } else if (root["content"].is_array()) {
    read_message(root, completion);
  } else if (root["output"].is_array()) {
    read_response(root, completion);
  }
  if (completion.choices.empty()) {
    return Error{ErrorCode::malformed, "the model's answer is of no known form"};
  }
  read_usage(root["usage"], completion);
  return completion;
}

}  // namespace sotto::observability
