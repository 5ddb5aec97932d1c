#pragma once

#include <string>
#include <utility>
#include <vector>

#include "examples/agent/model.hpp"

namespace agent {

/// A model behind an OpenAI-compatible server: POST {base_url}/chat/completions. Tokens and cost
/// are what the server reports; what it does not report stays unknown.
class ChatModel final : public Model {
 public:
  ChatModel(std::string base_url, std::string api_key, std::string model);

  std::string name() const override { return model_; }
  std::string provider() const override { return "openai"; }
  std::vector<std::pair<std::string, double>> parameters() const override;
  Completion complete(const Prompt& prompt) const override;

 private:
  std::string url_;
  std::string api_key_;
  std::string model_;
};

}  // namespace agent
