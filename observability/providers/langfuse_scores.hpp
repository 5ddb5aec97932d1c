#pragma once

#include <string>

#include <sotto/provider.hpp>

namespace sotto::observability {

/// Scores for Langfuse, which takes none in a trace: as JSON, by one of two endpoints beside that
/// for traces. See docs/design/0005-scores.md for which, and why.
///
/// Threads: one at a time.
class LangfuseScores final : public ScoreProvider {
 public:
  /// `traces` is where spans go: the headers are the same.
  LangfuseScores(const Config& config, ProviderEndpoint traces);

  ProviderEndpoint endpoint() const override { return endpoint_; }
  Result<Done> encode(std::span<const ScoreRecord> batch, std::string& out) override;

  /// The endpoint for batches answers 207 and says of each score what became of it.
  Answer read_answer(int status, std::string_view body) const override;

 private:
  const LangfuseScoreRoute route_;
  const std::string environment_;
  ProviderEndpoint endpoint_;
};

}  // namespace sotto::observability
