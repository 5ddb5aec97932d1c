// What must hold for every text, tried on many made from the samples with a fixed seed.
#include <gtest/gtest.h>

#include <random>

#include "core/utf8.hpp"
#include "privacy/text_scrubber.hpp"
#include "tests/support/scrub_samples.hpp"

namespace sotto::privacy {
namespace {

constexpr int texts = 5'000;

class ScrubberProperties : public testing::Test {
 protected:
  std::size_t below(std::size_t limit) { return random_() % limit; }

  std::string_view any_sample() {
    const auto& secrets = test::secret_samples();
    const auto& benign = test::benign_samples();
    const std::size_t index = below(secrets.size() + benign.size());
    return index < secrets.size() ? secrets[index].text : benign[index - secrets.size()];
  }

  /// Pieces of samples with something between them, cut where it may hurt.
  std::string any_text() {
    static constexpr std::string_view between[] = {
        "",  " ", "\n",        "=",       ":", ": ", "@", "\"",  "'", "\\",
        "/", "-", "password=", "token: ", "+", "[",  "]", "://", ".", "eyJ"};
    std::string text;
    for (std::size_t pieces = 1 + below(4); pieces > 0; --pieces) {
      const std::string_view sample = any_sample();
      const std::size_t begin = below(3) == 0 ? below(sample.size() + 1) : 0;
      const std::size_t size = below(3) == 0 ? below(sample.size() + 1) : sample.size();
      text.append(sample.substr(begin, size)).append(between[below(std::size(between))]);
    }
    return text;
  }

  std::string scrub(std::string_view text) {
    std::string out;
    return scrubber_.scrub(text, out) ? out : std::string(text);
  }

  std::mt19937 random_{20240229};  // NOLINT: the same texts in every run
  TextScrubber scrubber_;
};

class ScrubberWithTags : public ScrubberProperties {
 protected:
  ScrubberWithTags() { scrubber_ = TextScrubber({}, {}, Tags::on); }
};

TEST_F(ScrubberWithTags, HoldsWhatHoldsWithoutThem) {
  for (int i = 0; i < texts; ++i) {
    const std::string text = any_text();
    const std::string once = scrub(text);
    ASSERT_EQ(scrub(once), once) << text;
    ASSERT_LE(once.size(), most_scrubbed_bytes(text.size())) << text;
    ASSERT_TRUE(core::is_utf8(once) || !core::is_utf8(text)) << text;
  }
}

TEST_F(ScrubberProperties, ScrubbingTheResultChangesNothing) {
  for (int i = 0; i < texts; ++i) {
    const std::string text = any_text();
    const std::string once = scrub(text);
    ASSERT_EQ(scrub(once), once) << text;
  }
}

TEST_F(ScrubberProperties, ValidUtf8StaysValid) {
  for (int i = 0; i < texts; ++i) {
    const std::string text = any_text();
    if (!core::is_utf8(text)) continue;
    ASSERT_TRUE(core::is_utf8(scrub(text))) << text;
  }
}

TEST_F(ScrubberProperties, TextsDoNotGrowBeyondTheirLimit) {
  for (int i = 0; i < texts; ++i) {
    const std::string text = any_text();
    ASSERT_LE(scrub(text).size(), most_scrubbed_bytes(text.size())) << text;
  }
}

TEST_F(ScrubberProperties, SecretsAreFoundBesideAnyBenignText) {
  for (const auto& sample : test::secret_samples()) {
    for (const std::string_view benign : test::benign_samples()) {
      const std::string before = std::string(benign) + "\n";
      const std::string after = "\n" + std::string(benign);
      ASSERT_EQ(scrub(before + std::string(sample.text) + after),
                before + std::string(sample.scrubbed) + after);
    }
  }
}

TEST_F(ScrubberProperties, AnyBytesAreSurvived) {
  for (int i = 0; i < texts; ++i) {
    std::string bytes(below(64), '\0');
    for (char& c : bytes) c = static_cast<char>(below(256));
    const std::string once = scrub(bytes);
    ASSERT_EQ(scrub(once), once);
  }
}

/// Texts that send a careless matcher into quadratic time. Each must be through within the time
/// limit of a test, which a quadratic one is not at 256 KiB.
TEST_F(ScrubberProperties, TimeIsLinearInTheWorstTexts) {
  for (const std::string_view part : {"eyJ-",
                                      "eyJ",
                                      "sk-ant-",
                                      "token:",
                                      "token=",
                                      "password=\"${",
                                      "password=hunter2x9 ",
                                      "password=%",
                                      "b-password=::",
                                      "KEY-----token:",
                                      "token='\\\"",
                                      "a://",
                                      "@a.",
                                      "-----BEGIN PRIVATE KEY-----",
                                      "-----BEGIN ",
                                      "+1 ",
                                      "1.1.1.",
                                      "4111 ",
                                      "C:/Users/",
                                      "/home/",
                                      "Basic ",
                                      "Bearer a",
                                      "cookie=example=",
                                      "\\\\\\\\",
                                      "VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVy\n",
                                      "DE89 ",
                                      "  =",
                                      "key: "}) {
    std::string text;
    while (text.size() < (1U << 18)) text += part;
    text += " x";
    scrub(text);
  }
}

}  // namespace
}  // namespace sotto::privacy
