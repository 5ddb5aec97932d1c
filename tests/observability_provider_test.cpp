// What every provider owes the pipeline. A new provider is tested here without a new line: the
// suite runs over all registered names.

#include <gtest/gtest.h>

#include <algorithm>
#include <atomic>
#include <limits>
#include <thread>

#include <sotto/provider.hpp>

#include "tests/support/sample_spans.hpp"

namespace sotto {
namespace {

using test::a_span;
using test::sample_config;
using test::sample_spans;

class ProviderContract : public testing::TestWithParam<std::string> {
 protected:
  std::string encoded(std::span<const SpanRecord> batch) {
    std::string out;
    EXPECT_TRUE(provider_->encode(batch, out).ok());
    return out;
  }

  std::unique_ptr<Provider> provider_ = make_provider(GetParam(), sample_config()).value();
};

TEST_P(ProviderContract, SaysWhereItsBytesGo) {
  const ProviderEndpoint endpoint = provider_->endpoint();
  EXPECT_TRUE(endpoint.url == "stderr:" || endpoint.url.starts_with("file:") ||
              endpoint.url.starts_with("http"));
  EXPECT_NE(endpoint.content_type, "");
}

TEST_P(ProviderContract, EncodesABatchToBytes) {
  EXPECT_NE(encoded(sample_spans()), "");
}

TEST_P(ProviderContract, EncodesTheSameBatchToTheSameBytes) {
  const std::string first = encoded(sample_spans());
  EXPECT_EQ(encoded(sample_spans()), first);
}

TEST_P(ProviderContract, CarriesNothingFromOneBatchToTheNext) {
  const SpanRecord span = a_span();
  const std::string alone = encoded({&span, 1});
  encoded(sample_spans());
  EXPECT_EQ(encoded({&span, 1}), alone);
}

TEST_P(ProviderContract, SendsNothingForAnEmptyBatch) {
  EXPECT_EQ(encoded({}), "");
}

TEST_P(ProviderContract, TakesHostileValues) {
  const std::string huge(1 << 20, 'x');
  const Attribute attributes[] = {
      {"", ""},
      {std::string_view("nul\0key", 7), std::string_view("\0\x01\x1b[31m", 6)},
      {"huge", huge},
      {"smallest", std::numeric_limits<std::int64_t>::min()},
      {"largest", std::numeric_limits<std::int64_t>::max()},
      {"nan", std::numeric_limits<double>::quiet_NaN()},
      {"infinite", -std::numeric_limits<double>::infinity()},
  };
  const std::string_view tags[] = {"", "twice", "twice"};
  const EventRecord events[] = {{"", std::numeric_limits<std::int64_t>::min(), attributes}};
  const LinkRecord links[] = {{{}, {}, 0xff, true, "\x01", attributes}};
  SpanRecord span;  // without ids, name and times
  span.type = ObservationType::generation;
  span.start_unix_ns = std::numeric_limits<std::int64_t>::min();
  span.end_unix_ns = std::numeric_limits<std::int64_t>::min();
  span.completion_start_unix_ns = std::numeric_limits<std::int64_t>::max();
  span.attributes = attributes;
  span.metadata = attributes;
  span.model_parameters = attributes;
  span.tags = tags;
  span.events = events;
  span.links = links;
  span.input = "[{";
  span.output = "[{\"role\":\"\\";
  span.usage = {.input_tokens = -1,
                .output_tokens = std::numeric_limits<std::int64_t>::max(),
                .total_tokens = {},
                .cache_read_tokens = std::numeric_limits<std::int64_t>::max(),
                .cache_creation_tokens = std::numeric_limits<std::int64_t>::max(),
                .reasoning_tokens = std::numeric_limits<std::int64_t>::max(),
                .input_audio_tokens = {},
                .output_audio_tokens = {}};
  span.cost = {.total = -1.0,
               .input = std::numeric_limits<double>::infinity(),
               .output = std::numeric_limits<double>::quiet_NaN()};
  EXPECT_NE(encoded({&span, 1}), "");
  span.end_unix_ns = std::numeric_limits<std::int64_t>::max();
  EXPECT_NE(encoded({&span, 1}), "");
}

TEST_P(ProviderContract, EncodesScoresToTheSameBytesEveryTime) {
  ScoreProvider* const scores = provider_->scores();
  ASSERT_NE(scores, nullptr);
  std::string first;
  std::string second;
  std::string nothing;
  EXPECT_TRUE(scores->encode(test::sample_scores(), first).ok());
  EXPECT_TRUE(scores->encode(test::sample_scores(), second).ok());
  EXPECT_TRUE(scores->encode({}, nothing).ok());
  EXPECT_NE(first, "");
  EXPECT_EQ(first, second);
  EXPECT_EQ(nothing, "");
}

TEST_P(ProviderContract, SendsScoresToTheSameHostWithTheSameHeaders) {
  const ProviderEndpoint spans = provider_->endpoint();
  const ProviderEndpoint scores = provider_->scores()->endpoint();
  EXPECT_EQ(scores.headers, spans.headers);
  const auto host = [](const std::string& url) { return url.substr(0, url.find('/', 8)); };
  EXPECT_EQ(host(scores.url), host(spans.url));
}

TEST_P(ProviderContract, ReadsTheAnswersToScoresAsItsOwn) {
  for (const int status : {200, 400, 401, 413, 422, 429, 500, 503}) {
    EXPECT_EQ(provider_->scores()->read_answer(status, "").outcome,
              provider_->read_answer(status, "").outcome)
        << status;
  }
}

TEST_P(ProviderContract, RetriesWhenTheBackendIsBusyOrAway) {
  for (const int status : {429, 502, 503, 504}) {
    EXPECT_EQ(provider_->read_answer(status, "").outcome, Outcome::retry_later) << status;
  }
}

TEST_P(ProviderContract, StopsWhenTheBackendLetsNothingIn) {
  for (const int status : {301, 308, 401, 402, 403, 404, 405}) {
    const Answer answer = provider_->read_answer(status, "");
    EXPECT_EQ(answer.outcome, Outcome::locked_out) << status;
    EXPECT_NE(answer.message.find(std::to_string(status)), std::string::npos) << status;
  }
}

TEST_P(ProviderContract, TellsABadBatchFromALargeOne) {
  EXPECT_EQ(provider_->read_answer(400, "").outcome, Outcome::bad_batch);
  EXPECT_EQ(provider_->read_answer(413, "").outcome, Outcome::too_large);
}

TEST_P(ProviderContract, NeverRetriesWhatWasRefused) {
  for (const int status : {100, 406, 409, 415, 422, 501, 505, 599}) {
    EXPECT_EQ(provider_->read_answer(status, "").outcome, Outcome::refused) << status;
  }
}

TEST_P(ProviderContract, AcceptsEverySuccessWhateverTheBody) {
  for (const int status : {200, 202, 204}) {
    EXPECT_EQ(provider_->read_answer(status, "not an answer").outcome, Outcome::accepted) << status;
  }
}

INSTANTIATE_TEST_SUITE_P(All, ProviderContract, testing::ValuesIn(provider_names()),
                         [](const auto& instance) { return instance.param; });

/// The shortest provider: relies on the default reading of answers.
class CountingProvider final : public Provider {
 public:
  ProviderEndpoint endpoint() const override { return {.url = "http://127.0.0.1:1/"}; }
  Result<Done> encode(std::span<const SpanRecord> batch, std::string& out) override {
    out += std::to_string(batch.size());
    return Done{};
  }
};

Result<std::unique_ptr<Provider>> make_counting(const Config&) {
  return std::unique_ptr<Provider>(std::make_unique<CountingProvider>());
}

TEST(ProviderRegistry, MakesWhatAProgramRegistered) {
  ASSERT_TRUE(register_provider("counting", &make_counting));
  const auto provider = make_provider("counting", Config{}).value();
  const std::vector<SpanRecord> batch = sample_spans();
  std::string out;
  ASSERT_TRUE(provider->encode(batch, out).ok());
  EXPECT_EQ(out, std::to_string(batch.size()));
  EXPECT_EQ(provider->read_answer(503, "").message, "answered 503: it is not available now");
}

TEST(ProviderRegistry, KeepsTheFirstOwnerOfAName) {
  EXPECT_FALSE(register_provider("langfuse", &make_counting));
  EXPECT_FALSE(register_provider("", &make_counting));
  EXPECT_FALSE(register_provider("no-factory", nullptr));
}

TEST(ProviderRegistry, ListsNamesInOrder) {
  const std::vector<std::string> names = provider_names();
  EXPECT_TRUE(std::ranges::is_sorted(names));
  EXPECT_TRUE(std::ranges::binary_search(names, "otlp"));
}

TEST(ProviderRegistry, NamesTheSettingWhenANameIsUnknown) {
  const auto provider = make_provider("no-such-backend", Config{});
  ASSERT_FALSE(provider.ok());
  EXPECT_EQ(provider.error().code, ErrorCode::invalid_config);
  EXPECT_NE(provider.error().detail.find("SOTTO_PROVIDERS"), std::string::npos);
}

TEST(ProviderRegistry, MayBeUsedByManyThreads) {
  std::atomic<int> registered{0};
  std::vector<std::thread> threads;
  for (int i = 0; i < 4; ++i) {
    threads.emplace_back([&] {
      if (register_provider("raced", &make_counting)) registered.fetch_add(1);
      EXPECT_TRUE(make_provider("raced", Config{}).ok());
      EXPECT_FALSE(provider_names().empty());
    });
  }
  for (std::thread& thread : threads) thread.join();
  EXPECT_EQ(registered.load(), 1);
}

}  // namespace
}  // namespace sotto
