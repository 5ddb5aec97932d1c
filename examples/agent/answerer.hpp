#pragma once

#include <string>
#include <utility>
#include <vector>

#include "examples/agent/model.hpp"

namespace agent {

/// Answers without a language model: it quotes the sentences that share the most words with the
/// question, each with file:line. It runs here, costs nothing and gives the same answer always.
class ExtractiveModel final : public Model {
 public:
  std::string name() const override { return "extractive-local"; }
  std::string provider() const override { return "local"; }
  std::vector<std::pair<std::string, double>> parameters() const override;
  Completion complete(const Prompt& prompt) const override;
};

}  // namespace agent
