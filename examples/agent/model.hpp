#pragma once

#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sotto/tracing.hpp>

#include "examples/agent/index.hpp"

namespace agent {

/// What a model is asked: a question, and the only passages it may answer from.
struct Prompt {
  std::string question;
  std::vector<Excerpt> excerpts;
};

/// The same as chat messages: [{"role":"system","content":...},{"role":"user",...}].
std::string messages_json(const Prompt& prompt);

struct Completion {
  std::string text;
  std::string model;               // the one that answered
  sotto::Usage usage;              // counted by the model, never estimated
  std::optional<double> cost_usd;  // only when the model's server reports it
};

/// What composes the answer.
class Model {
 public:
  virtual ~Model() = default;
  virtual std::string name() const = 0;
  virtual std::string provider() const = 0;
  virtual std::vector<std::pair<std::string, double>> parameters() const = 0;
  /// Throws std::runtime_error, saying which step failed.
  virtual Completion complete(const Prompt& prompt) const = 0;
};

/// A hosted model when OPENAI_BASE_URL is set, else the local extractive one. Throws
/// std::runtime_error when the variables are incomplete.
std::unique_ptr<Model> choose_model();

}  // namespace agent
