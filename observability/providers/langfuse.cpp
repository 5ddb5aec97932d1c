// langfuse: Langfuse's OTLP endpoint, version 4 of its ingestion (one row per observation).

#include <memory>
#include <string>
#include <string_view>

#include <sotto/provider.hpp>

#include "core/base64.hpp"
#include "core/version.hpp"
#include "observability/builtin_providers.hpp"
#include "observability/otlp_answer.hpp"
#include "observability/otlp_provider.hpp"
#include "observability/providers/langfuse_scores.hpp"

namespace sotto::observability {
namespace {

// Langfuse copies every attribute of a span into the metadata that its page shows, known ones and
// all, unless the scope's name starts with "langfuse-sdk": that tells it that the attributes were
// chosen for it, as ours are. The rest of the name, and the header x-langfuse-sdk-name, say who
// speaks.
constexpr std::string_view scope_name = "langfuse-sdk-sotto";

class Langfuse final : public OtlpProvider {
 public:
  Langfuse(const Config& config, ProviderEndpoint endpoint)
      : OtlpProvider(Dialect::langfuse, scope_name, config, std::move(endpoint)),
        scores_(config, OtlpProvider::endpoint()) {}

  // The body of a success is a record of Langfuse's queue and says nothing of the batch.
  // A 500 means that its queue or its store was away.
  Answer read_answer(int status, std::string_view /*body*/) const override {
    Answer answer = answer_of_status(status);
    if (status == 500) answer.outcome = Outcome::retry_later;
    if (answer.message.empty() && map().left_out() != 0) {
      answer.message = "left out " + std::to_string(map().left_out()) +
                       " times a user, session, tag, name, version or metadata of a trace that is "
                       "longer than 200 characters";
    }
    return answer;
  }

  ScoreProvider* scores() noexcept override { return &scores_; }

 private:
  LangfuseScores scores_;
};

}  // namespace

Result<std::unique_ptr<Provider>> make_langfuse(const Config& config) {
  const auto missing = [](std::string_view setting) {
    return Error{ErrorCode::invalid_config, "langfuse needs " + std::string(setting)};
  };
  if (config.langfuse_public_key.empty()) return missing("LANGFUSE_PUBLIC_KEY");
  if (config.langfuse_secret_key.empty()) return missing("LANGFUSE_SECRET_KEY");
  if (config.langfuse_base_url.empty()) return missing("LANGFUSE_BASE_URL");

  ProviderEndpoint endpoint;
  endpoint.url = join_url(config.langfuse_base_url, "api/public/otel/v1/traces");
  endpoint.headers = {
      {"Authorization",
       "Basic " + core::to_base64(config.langfuse_public_key + ":" + config.langfuse_secret_key)},
      {"x-langfuse-ingestion-version", "4"},
      {"x-langfuse-sdk-name", "cpp"},
      {"x-langfuse-sdk-version", std::string(core::version)},
      {"x-langfuse-public-key", config.langfuse_public_key},
  };
  endpoint.ca_file = config.ca_file;
  endpoint.check_url = join_url(config.langfuse_base_url, "api/public/projects");
  endpoint.settings = "LANGFUSE_BASE_URL, LANGFUSE_PUBLIC_KEY and LANGFUSE_SECRET_KEY";
  return std::unique_ptr<Provider>(std::make_unique<Langfuse>(config, std::move(endpoint)));
}

}  // namespace sotto::observability
