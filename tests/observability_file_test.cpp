#include <gtest/gtest.h>

#include <sotto/provider.hpp>

#include "core/version.hpp"
#include "tests/support/golden.hpp"
#include "tests/support/sample_spans.hpp"

namespace sotto {
namespace {

using test::sample_config;

std::string encoded(std::span<const SpanRecord> batch) {
  std::string out;
  EXPECT_TRUE(make_provider("file", sample_config()).value()->encode(batch, out).ok());
  return out;
}

TEST(File, WritesWhatTheGoldenFileSays) {
  std::string text = encoded(test::sample_spans());
  const std::string version = '"' + std::string(core::version) + '"';
  for (std::size_t at = 0; (at = text.find(version, at)) != std::string::npos;) {
    text.replace(at, version.size(), "\"VERSION\"");
  }
  EXPECT_TRUE(test::is_golden(text, SOTTO_GOLDEN_DIR "/file.jsonl"));
}

TEST(File, WritesALineForEachBatch) {
  SpanRecord span = test::a_span();
  span.input = "two\nlines";
  const std::string line = encoded({&span, 1});
  EXPECT_EQ(line.find('\n'), line.size() - 1);
}

TEST(File, StandsWhereTheSettingSays) {
  const ProviderEndpoint endpoint = make_provider("file", sample_config()).value()->endpoint();
  EXPECT_EQ(endpoint.url, "file:traces.jsonl");
  EXPECT_EQ(endpoint.content_type, "application/json");
  EXPECT_FALSE(endpoint.gzip);
}

TEST(File, NamesTheSettingThatIsMissing) {
  EXPECT_EQ(make_provider("file", Config{}).error().detail, "file needs SOTTO_FILE");
}

}  // namespace
}  // namespace sotto
