#include "examples/agent/model.hpp"

#include <cstdlib>
#include <stdexcept>
#include <string_view>

#include "examples/agent/answerer.hpp"
#include "examples/agent/chat_client.hpp"
#include "examples/agent/json.hpp"

namespace agent {
namespace {

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

}  // namespace

std::string messages_json(const Prompt& prompt) {
  std::string passages;
  for (const Excerpt& excerpt : prompt.excerpts) {
    passages += "[" + excerpt.path + ":" + std::to_string(excerpt.first_line) + "]\n";
    for (const std::string& line : excerpt.lines) passages += line + "\n";
  }
  const std::string system =
      "Answer from these passages only and cite them as [file:line].\n\n" + passages;
  return JsonArray()
      .add(JsonObject().add("role", "system").add("content", system).text())
      .add(JsonObject().add("role", "user").add("content", prompt.question).text())
      .text();
}

std::unique_ptr<Model> choose_model() {
  const std::string base_url = variable("OPENAI_BASE_URL");
  if (base_url.empty()) return std::make_unique<ExtractiveModel>();
  const std::string model = variable("OPENAI_MODEL");
  if (model.empty()) throw std::runtime_error("OPENAI_BASE_URL is set, OPENAI_MODEL is not");
  return std::make_unique<ChatModel>(base_url, variable("OPENAI_API_KEY"), model);
}

}  // namespace agent
