#include "examples/agent/chat_client.hpp"

#include <stdexcept>
#include <utility>

#include <sotto/chat_completion.hpp>

#include "examples/agent/http_post.hpp"
#include "examples/agent/json.hpp"

namespace agent {

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
  auto read = sotto::read_chat_completion(answer.body);
  if (!read) throw std::runtime_error(read.error().detail);
  sotto::ChatCompletion& chat = read.value();
  Completion completion;
  completion.text = std::move(chat.choices.front().text);
  completion.model = chat.model.empty() ? model_ : std::move(chat.model);
  completion.usage = chat.usage;
  completion.cost_usd = chat.cost_usd;
  return completion;
}

}  // namespace agent
