#include "examples/agent/chat_client.hpp"

#include <simdjson.h>

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "examples/agent/http_post.hpp"
#include "examples/agent/json.hpp"

namespace agent {
namespace {

template <typename T>
std::optional<T> value_at(const simdjson::dom::element& root, std::string_view pointer) {
  T value;
  if (root.at_pointer(pointer).get(value) != simdjson::SUCCESS) return std::nullopt;
  return value;
}

}  // namespace

ChatModel::ChatModel(std::string base_url, std::string api_key, std::string model)
    : url_(std::move(base_url)), api_key_(std::move(api_key)), model_(std::move(model)) {
  if (url_.ends_with('/')) url_.pop_back();
  url_ += "/chat/completions";
}

std::vector<std::pair<std::string, double>> ChatModel::parameters() const {
  return {{"temperature", 0.0}};
}

Completion ChatModel::complete(const Prompt& prompt) const {
  JsonObject request;
  request.add("model", model_).add_json("messages", messages_json(prompt));
  for (const auto& [name, value] : parameters()) request.add(name, value);
  const HttpAnswer answer = post_json(url_, api_key_, request.text());
  if (answer.status != 200) {
    throw std::runtime_error("the model's server answered " + std::to_string(answer.status));
  }
  simdjson::dom::parser parser;
  simdjson::dom::element root;
  if (parser.parse(answer.body).get(root) != simdjson::SUCCESS) {
    throw std::runtime_error("the model's answer is not JSON");
  }
  const auto text = value_at<std::string_view>(root, "/choices/0/message/content");
  if (!text) throw std::runtime_error("the model's answer has no choices[0].message.content");
  Completion completion;
  completion.text = *text;
  completion.model = value_at<std::string_view>(root, "/model").value_or(model_);
  completion.usage.input_tokens = value_at<std::int64_t>(root, "/usage/prompt_tokens");
  completion.usage.output_tokens = value_at<std::int64_t>(root, "/usage/completion_tokens");
  completion.usage.total_tokens = value_at<std::int64_t>(root, "/usage/total_tokens");
  completion.usage.cache_read_tokens =
      value_at<std::int64_t>(root, "/usage/prompt_tokens_details/cached_tokens");
  completion.cost_usd = value_at<double>(root, "/usage/cost");
  return completion;
}

}  // namespace agent
